"""Pages of residents: for the community worker only, masked, every look noted (R8)."""

import uuid
from http import HTTPStatus

import pytest

from sanzhang.duties.residents.models import Home
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

OK, FOUND, MISSING = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND
REFUSED, WRONG = HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


def send(client, url, **fields):
    return client.post(url, fields | {"idempotency_key": uuid.uuid4().hex})


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == OK
    return answer.content.decode()


@pytest.mark.parametrize("who", ["stranger", "zhang", "wang", "sun", "wu", "qian", "zheng"])
def test_nobody_but_the_community_worker_sees_homes(client, cast, who):
    client.force_login(getattr(cast, who))
    for url in ("/residents/", f"/residents/{cast.unit.pk}/", f"/residents/{cast.unit.pk}/settle/"):
        assert client.get(url).status_code == REFUSED
    for url in (f"/residents/{cast.unit.pk}/names/", f"/residents/homes/{cast.home.pk}/leave/"):
        assert send(client, url, purpose="avoid").status_code == REFUSED


def test_the_worker_next_door_finds_nothing(client, cast):
    other = territory.add_place(
        cast.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=cast.made_at
    )
    post = posts.open_post(other, kind="community_worker", by=SYSTEM, at=cast.made_at)
    posts.seat(post, person=cast.zhao, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    client.force_login(cast.zhao)

    assert "12栋" not in text(client, "/residents/")
    assert client.get(f"/residents/{cast.unit.pk}/").status_code == MISSING
    assert send(client, f"/residents/{cast.unit.pk}/names/", purpose="avoid").status_code == MISSING
    assert send(client, f"/residents/homes/{cast.home.pk}/leave/").status_code == MISSING
    assert Home.objects.get(pk=cast.home.pk).ends_on is None


def test_names_are_masked_until_a_purpose_is_noted_for_each_person(client, cast):
    client.force_login(cast.liu)
    assert "登记了 2 户" in text(client, "/residents/?q=12栋 1单元")
    page = text(client, f"/residents/{cast.unit.pk}/")
    assert "陈*" in page
    assert "陈晨" not in page
    assert send(client, f"/residents/{cast.unit.pk}/names/").status_code == WRONG
    assert not Entry.objects.filter(action="personal.read").exists()

    shown = send(client, f"/residents/{cast.unit.pk}/names/", purpose="avoid").content.decode()
    assert "陈晨" in shown
    noted = Entry.objects.filter(action="personal.read")
    assert {entry.about for entry in noted} == {cast.chen.journal_key, cast.zhang.journal_key}
    assert {entry.facts["fields"] for entry in noted} == {"name address"}


def test_somebody_known_is_settled_by_name_and_number(client, cast):
    client.force_login(cast.liu)
    url = f"/residents/{cast.unit.pk}/settle/"
    door = cast.doors[cast.unit.pk, "201"]
    wrong = send(client, url, household=door.pk, name="李志国", phone="138")
    assert wrong.status_code == WRONG
    assert "手机号要 11 位数字" in wrong.content.decode()
    assert send(client, url, household=door.pk, name="李志国", phone="13800000002").status_code == FOUND

    assert Home.objects.get(household=door).person == cast.li
    assert Person.objects.count() == 12
    far = cast.doors[cast.far_unit.pk, "101"]
    assert send(client, url, household=far.pk, name="李志国", phone="13800000002").status_code == WRONG


def test_whoever_moves_out_is_gone_from_the_page(client, cast):
    client.force_login(cast.liu)
    assert send(client, f"/residents/homes/{cast.home.pk}/leave/").status_code == FOUND
    assert "陈*" not in text(client, f"/residents/{cast.unit.pk}/")
