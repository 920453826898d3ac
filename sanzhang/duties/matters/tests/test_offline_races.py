"""Two phones of one person at the same moment, and one entry sent twice at once. Real transactions, real threads."""

from collections import Counter
from uuid import uuid4

import pytest
from django.test import Client

from sanzhang.duties.matters.models import Matter, MatterStep, Unsent
from sanzhang.duties.matters.tests.test_races import at_once

ROUNDS = 8
MADE = "2026-11-23T01:20:00.000Z"


@pytest.fixture
def committed(transactional_db):
    from tests.cast import Cast

    return Cast()


@pytest.fixture
def phones(committed):
    """Two phones on which the same leader is signed in."""
    both = [Client(raise_request_exception=False) for _ in range(2)]
    for phone in both:
        phone.force_login(committed.zhang)
    return both


def hand_in(phone, path, fields, key=""):
    said = {"Idempotency-Key": key or uuid4().hex, "Sz-Offline": MADE, "Sz-Entry": key or uuid4().hex}
    return lambda: phone.post(path, fields, headers=said)


def test_the_same_report_at_the_same_moment_is_entered_once_and_asked_about_once(committed, phones):
    for count in range(ROUNDS):
        given = {"origin": "phone", "place": committed.unit.pk, "words": f"第 {count} 件", "kind": "ordinary"}
        given["topic"] = "facility"

        ended = at_once(*(hand_in(phone, "/matters/new/", given) for phone in phones))

        assert sorted(one.status_code for one in ended) == [200, 409], [one.content for one in ended]
    assert Matter.objects.count() == ROUNDS == Unsent.objects.count()


def test_accept_and_answer_at_the_same_moment_both_end_well(committed, phones):
    for _ in range(ROUNDS):
        matter = committed.chen_reports()
        base, answer = f"/matters/{matter.pk}/", {"version": 1, "ending": "solved", "words": "换好了"}

        ended = at_once(
            hand_in(phones[0], f"{base}accept/", {"version": 1}),
            hand_in(phones[1], f"{base}answer/", answer),
        )

        assert [one.status_code for one in ended] == [200, 200], [one.content.decode() for one in ended]
        assert Matter.objects.get(pk=matter.pk).state == "answered"


def test_one_entry_sent_twice_at_once_is_done_once(committed, phones):
    for _ in range(ROUNDS):
        matter, key = committed.chen_reports(), uuid4().hex
        path, note = f"/matters/{matter.pk}/note/", {"version": 1, "words": "要换灯管"}

        ended = at_once(*(hand_in(phone, path, note, key) for phone in phones))

        assert Counter(one.status_code for one in ended) == {200: 2}, [one.content.decode() for one in ended]
        assert MatterStep.objects.filter(matter=matter, step="note").count() == 1
    assert not Unsent.objects.exists()
