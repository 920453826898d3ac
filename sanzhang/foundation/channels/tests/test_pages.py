import json
from datetime import datetime
from http import HTTPStatus

import pytest
from django.conf import settings
from django.urls import reverse

from sanzhang.foundation.channels import actions, delivery, queries, rules
from sanzhang.foundation.channels.rules import Template
from sanzhang.foundation.people.models import Person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=rules.ZONE)
KEY = {"idempotency_key": "a-key-of-the-test"}


@pytest.fixture(autouse=True)
def _file(monkeypatch, tmp_path):
    monkeypatch.setattr(rules, "TEMPLATES", rules.TEMPLATES | {"test.note": Template("已经办好:{title}。")})
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    delivery.carrier.cache_clear()


@pytest.fixture
def zhang(client):
    person = Person.objects.create(name="张桂兰", enrolled_at=NOON)
    client.force_login(person)
    return person


def note(to, **more):
    return actions.send(to=to, template="test.note", facts={"title": "路灯<b>"}, at=NOON, **more)


def test_the_inbox_asks_for_a_sign_in(client):
    assert client.get("/inbox/")["Location"] == "/sign-in/?next=%2Finbox%2F"


def test_an_empty_inbox_says_what_will_come(client, zhang):
    assert "还没有消息" in client.get("/inbox/").content.decode()


def test_the_inbox_shows_ones_own_and_reading_it_changes_nothing(client, zhang):
    note(zhang)
    note(Person.objects.create(name="外人", enrolled_at=NOON))

    pages = [client.get("/inbox/").content.decode() for _ in range(2)]

    assert [page.count("路灯&lt;b&gt;") for page in pages] == [1, 1]
    assert queries.unread_count(zhang) == 1


def test_opening_a_message_marks_it_and_leads_to_its_matter(client, zhang):
    message = note(zhang, link="/matters/1")

    answer = client.post(reverse("open_message", args=[message.pk]), KEY)

    assert answer["Location"] == "/matters/1"
    assert queries.unread_count(zhang) == 0


def test_a_message_leads_to_no_other_house(client, zhang):
    message = note(zhang, link="https://elsewhere.example/")

    assert client.post(reverse("open_message", args=[message.pk]), KEY)["Location"] == "/inbox/"


def test_anothers_message_is_not_there(client, zhang):
    message = note(Person.objects.create(name="外人", enrolled_at=NOON))

    answer = client.post(reverse("open_message", args=[message.pk]), KEY)

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_all_are_marked_at_once(client, zhang):
    note(zhang)
    note(zhang)

    client.post("/inbox/read", KEY)

    assert queries.unread_count(zhang) == 0


def test_older_messages_are_a_page_further(client, zhang):
    letters = [note(zhang) for _ in range(31)]

    first = client.get("/inbox/").content.decode()
    second = client.get(f"/inbox/?before={letters[1].pk}").content.decode()

    assert f"?before={letters[1].pk}" in first
    assert second.count("路灯") == 1
    assert client.get("/inbox/?before=9" * 30).status_code == HTTPStatus.OK


def test_the_outbox_is_for_the_demo_only(client, monkeypatch):
    actions.send(phone="13800000001", template="people.code", facts={"code": "246810"}, at=NOON)
    delivery.deliver(queries.latest()[0].pk, NOON)
    monkeypatch.setattr(settings, "DEMO", False)
    hidden = client.get("/outbox/").status_code
    monkeypatch.setattr(settings, "DEMO", True)

    assert hidden == HTTPStatus.NOT_FOUND
    assert "246810" in client.get("/outbox/").content.decode()


def reported(client, secret, body):
    return client.post(f"/channels/tencent/receipts/{secret}", body, content_type="application/json")


def test_reports_need_the_secret_address(client, monkeypatch):
    closed = reported(client, "anything", "[]").status_code
    monkeypatch.setenv("SZ_SMS_CALLBACK_KEY", "s3cret")

    assert closed == HTTPStatus.NOT_FOUND
    assert reported(client, "wrong", "[]").status_code == HTTPStatus.NOT_FOUND
    assert reported(client, "s3cret", "[]").json() == {"result": 0, "errmsg": "OK"}
    assert reported(client, "s3cret", "{").status_code == HTTPStatus.BAD_REQUEST
    assert reported(client, "s3cret", "[3]").status_code == HTTPStatus.BAD_REQUEST
    assert reported(client, "s3cret", json.dumps([{"sid": "5000:1"}])).json()["result"] == 1
