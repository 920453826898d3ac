"""Persons: enrolled, verified, asked for consent; who may look, and what is written down (R8, R25, PIPL 15)."""

from datetime import timedelta

import pytest

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import actions, queries
from sanzhang.foundation.people.models import Consent, Person
from sanzhang.foundation.people.tests.conftest import Browser
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.foundation.records.text import NotAPhone
from tests.times import MONDAY_9AM, MONDAY_10AM

DAY = timedelta(days=1)


def powers(person, at=MONDAY_10AM):
    person.refresh_from_db()
    return [seat.kind for seat in permission.seats_of(person, at)]


def test_several_people_may_share_a_phone(cast):
    who = {"name": "张建国", "phone": "138-0000-0001"}
    enrolled = actions.enrol(**who, by=cast.liu, at=MONDAY_9AM, community_id=cast.community.pk)

    assert queries.persons_by_phone("13800000001") == [cast.zhang, enrolled]
    assert Entry.objects.get(action="people.enrolled", about=enrolled.journal_key).on_id == enrolled.pk


def test_a_stranger_enrols_nobody(cast):
    with pytest.raises(NotAllowed):
        actions.enrol(name="某人", phone="13800000001", by=cast.stranger, at=MONDAY_9AM)


def test_a_number_that_is_none_is_refused_in_words(cast):
    with pytest.raises(NotAPhone) as refused:
        actions.change_phone(cast.zhang, phone="1380000000", by=cast.liu, at=MONDAY_9AM)

    assert refused.value.words == "手机号要 11 位数字,现在是 10 位。"


def test_with_a_new_number_powers_sleep_until_somebody_verifies_it(cast):
    assert powers(cast.zhang) == ["unit_leader"]

    actions.change_phone(cast.zhang, phone="13900000001", by=cast.liu, at=MONDAY_9AM)

    assert powers(cast.zhang) == []
    actions.verify_phone(cast.zhang, by=cast.liu, at=MONDAY_10AM)
    assert powers(cast.zhang) == ["unit_leader"]


def test_nobody_verifies_himself(cast):
    with pytest.raises(actions.NotPossible):
        actions.verify_phone(cast.liu, by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.verify_phone(cast.zhang, by=cast.zhang, at=MONDAY_9AM)


def test_after_ninety_unused_days_signing_in_does_not_wake_the_powers(cast):
    long_after = MONDAY_9AM + 95 * DAY
    actions.note_use(cast.zhang, by=cast.zhang, at=long_after)

    assert powers(cast.zhang, long_after) == []
    actions.verify_phone(cast.zhang, by=SYSTEM, at=long_after)
    assert powers(cast.zhang, long_after) == ["unit_leader"]


def test_whoever_uses_it_now_and_then_stays_awake(cast):
    for days in (80, 160, 240):
        cast.zhang.refresh_from_db()
        actions.note_use(cast.zhang, by=cast.zhang, at=MONDAY_9AM + days * DAY)

    assert powers(cast.zhang, MONDAY_9AM + 300 * DAY) == ["unit_leader"]


def test_use_is_noted_once_a_day(cast):
    Person.objects.filter(pk=cast.zhang.pk).update(last_used_at=MONDAY_9AM)
    cast.zhang.refresh_from_db()

    for hours in (1, 23, 25):
        actions.note_use(cast.zhang, by=cast.zhang, at=MONDAY_9AM + timedelta(hours=hours))

    cast.zhang.refresh_from_db()
    assert cast.zhang.last_used_at == MONDAY_9AM + timedelta(hours=25)


def test_consent_is_given_by_oneself_and_withdrawn_as_easily(cast):
    zhang = Browser()
    zhang.force_login(cast.zhang)

    zhang.press("/me/consent/", purpose="plaque.name", given="1")
    assert queries.consents_of(cast.zhang) == {"plaque.name"}
    zhang.press("/me/consent/", purpose="plaque.name", given="0")

    assert queries.consents_of(cast.zhang) == set()
    kept = Consent.objects.get()
    assert (kept.given_at, kept.withdrawn_at, kept.given_with) == (MONDAY_10AM, MONDAY_10AM, None)
    assert kept.wording == "2026-11"


def test_who_typed_a_consent_in_is_kept(cast, office):
    office.press(f"/people/{cast.zhang.pk}/consent/", purpose="plaque.phone", given="1")

    assert Consent.objects.get().given_with == cast.liu


def test_consenting_twice_is_once(cast):
    for _ in range(2):
        actions.consent(cast.zhang, purpose="plaque.name", by=cast.zhang, at=MONDAY_9AM)

    assert Consent.objects.count() == 1
    assert Entry.objects.filter(action="people.consented").count() == 1


def test_nobody_consents_for_a_neighbour_or_to_something_unknown(cast):
    with pytest.raises(NotAllowed):
        actions.consent(cast.zhang, purpose="plaque.name", by=cast.chen, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible):
        actions.consent(cast.zhang, purpose="everything", by=cast.zhang, at=MONDAY_9AM)


def test_a_person_is_shown_masked(cast, office):
    page = office.get(f"/people/{cast.zhang.pk}/").content.decode()

    assert "138****0001" in page
    assert "13800000001" not in page
    assert not Entry.objects.filter(action="personal.read").exists()


def test_a_look_is_written_down_before_the_phone_is_shown(cast, office):
    page = office.press(f"/people/{cast.zhang.pk}/", purpose="联系办理事项").content.decode()

    assert "13800000001" in page
    look = Entry.objects.get(action="personal.read")
    assert (look.actor, look.about) == (f"person:{cast.liu.journal_key}", cast.zhang.journal_key)
    assert look.post_id == cast.community_post.pk
    assert look.facts == {"fields": "phone", "purpose": "联系办理事项", "data_class": "C"}
    assert "13800000001" not in office.get(f"/people/{cast.zhang.pk}/").content.decode()


def test_the_same_form_sent_again_is_another_look(cast, office):
    form = {"purpose": "联系办理事项", "idempotency_key": "the-same-key"}
    for _ in range(2):
        office.post(f"/people/{cast.zhang.pk}/", form)

    assert Entry.objects.filter(action="personal.read").count() == 2


def test_without_a_purpose_nothing_is_shown(cast, office):
    for purpose in ("", "好奇"):
        answer = office.press(f"/people/{cast.zhang.pk}/", purpose=purpose)
        assert answer.status_code == 422
        assert "13800000001" not in answer.content.decode()


def test_what_cannot_be_written_down_is_not_shown(cast, office, monkeypatch):
    def full(*args, **options):
        raise OSError("disk full")

    monkeypatch.setattr(journal, "record", full)
    office.raise_request_exception = False

    answer = office.press(f"/people/{cast.zhang.pk}/", purpose="联系办理事项")

    assert answer.status_code == 500
    assert "13800000001" not in answer.content.decode()


@pytest.mark.parametrize("address", ["", "verify/", "phone/", "consent/"])
def test_a_person_elsewhere_looks_like_nobody(cast, office, address):
    far = cast.person("外区人", "13800000099")
    method = office.press if address in ("verify/", "consent/") else office.get
    answers = [method(f"/people/{which}/{address}") for which in (far.pk, 123456)]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("who", ["zhang", "wang", "zheng", "qian", "stranger"])
def test_only_community_workers_open_a_persons_page(cast, who):
    visitor = Browser()
    visitor.force_login(getattr(cast, who))

    assert visitor.get(f"/people/{cast.li.pk}/").status_code in (403, 404)


def test_when_the_tenure_ends_the_page_is_gone_with_the_next_request(cast, office):
    assert office.get(f"/people/{cast.zhang.pk}/").status_code == 200

    cast.vacate("community_worker", at=MONDAY_10AM)

    assert office.get(f"/people/{cast.zhang.pk}/").status_code in (403, 404)


def test_one_sees_who_looked_by_post_not_by_name(cast, office):
    office.press(f"/people/{cast.zhang.pk}/", purpose="通知开会或走访")
    zhang = Browser()
    zhang.force_login(cast.zhang)

    page = zhang.get("/me/").content.decode()

    assert "桐荫社区社区工作者查看了个人信息" in page
    assert "用途:通知开会或走访" in page
    assert "刘敏" not in page


def test_ones_own_data_come_to_read_and_as_a_file(cast, office):
    actions.consent(cast.zhang, purpose="plaque.name", by=cast.zhang, at=MONDAY_9AM)
    office.press(f"/people/{cast.zhang.pk}/", purpose="通知开会或走访")
    zhang = Browser()
    zhang.force_login(cast.zhang)

    page, file = zhang.get("/me/data/").content.decode(), zhang.get("/me/data/?as=json")

    assert "13800000001" in page
    kept = file.json()
    assert (kept["name"], kept["phone"]) == ("张桂兰", "13800000001")
    assert kept["consents"][0]["purpose"] == "plaque.name"
    assert any(line["what"] == "查看了个人信息" for line in kept["journal"])
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/me/", "/me/data/", "/me/password/", "/people/reading/", "/people/logins/"]
)
def test_without_signing_in_one_is_sent_to_the_door(browser, address):
    assert browser.get(address)["Location"].startswith("/sign-in/?next=")
    if address not in ("/me/", "/me/data/"):
        assert browser.press(address).status_code == 403


def test_consents_of_many_cost_one_query(cast, django_assert_num_queries):
    for person in (cast.zhang, cast.li):
        actions.consent(person, purpose="plaque.name", by=person, at=MONDAY_9AM)

    with django_assert_num_queries(1):
        found = queries.consents_of_many([cast.zhang.pk, cast.li.pk, cast.wang.pk])

    assert found == {cast.zhang.pk: {"plaque.name"}, cast.li.pk: {"plaque.name"}}


def test_a_worker_looks_after_those_with_a_post_in_the_area(cast):
    seen = set(queries.visible_to(cast.liu, MONDAY_10AM))

    assert {cast.zhang, cast.li, cast.wang} <= seen
    assert cast.stranger not in seen
    assert cast.wu not in seen
    assert not queries.visible_to(cast.stranger, MONDAY_10AM).exists()


def test_nothing_else_than_asked_can_be_set(cast, office):
    office.press(
        f"/people/{cast.zhang.pk}/phone/", phone="13900000001", name="改名", login="root", password="x"
    )

    cast.zhang.refresh_from_db()
    assert (cast.zhang.name, cast.zhang.login, cast.zhang.phone) == ("张桂兰", None, "13900000001")
