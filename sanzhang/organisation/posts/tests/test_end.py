"""Leaving: from that instant on nothing of the power is left, and no job had to run (R5, T08)."""

import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest

from sanzhang.foundation.jobs.models import Job
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.posts import actions, queries
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def end(tenure, by, *, ends_at=MONDAY_9AM, at=MONDAY_9AM, reason="moved"):
    return actions.end_tenure(tenure, ends_at=ends_at, reason=reason, by=by, at=at)


def test_a_community_worker_lets_somebody_leave(cast):
    end(cast.tenures["unit_leader"], cast.liu)

    cast.unit_post.refresh_from_db()
    assert cast.unit_post.vacant_since == MONDAY_9AM
    assert queries.leaders_of(cast.unit, MONDAY_9AM)[0].vacant_since == MONDAY_9AM
    assert queries.leaders_of(cast.unit, MONDAY_9AM)[0].person is None


@pytest.mark.parametrize("who", ["stranger", "zhang", "li", "wang", "sun"])
def test_a_stranger_ends_nothing(cast, who):
    with pytest.raises(NotAllowed):
        end(cast.tenures["unit_leader"], getattr(cast, who))


def test_it_ends_once(cast):
    end(cast.tenures["unit_leader"], cast.liu)
    with pytest.raises(actions.NotPossible):
        end(cast.tenures["unit_leader"], cast.liu, ends_at=MONDAY_10AM, at=MONDAY_10AM)
    assert Entry.objects.filter(action="post.vacated").count() == 1


def test_what_was_done_in_office_stays_done(cast):
    with pytest.raises(actions.NotPossible):
        end(cast.tenures["unit_leader"], cast.liu, ends_at=MONDAY_9AM - DAY)


def test_it_does_not_end_before_it_began(cast):
    with pytest.raises(actions.NotPossible):
        end(cast.tenures["unit_leader"], cast.liu, ends_at=cast.made_at)


def test_the_journal_says_who_ended_it(cast):
    end(cast.tenures["unit_leader"], cast.liu)
    entry = Entry.objects.get(action="post.vacated")
    assert (entry.actor, entry.about) == (f"person:{cast.liu.journal_key}", cast.zhang.journal_key)


def test_a_session_loses_the_unit_with_the_first_request_after_the_end(cast, client, monkeypatch):
    clock = [MONDAY_9AM]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])
    end(cast.tenures["unit_leader"], cast.liu, ends_at=TUESDAY_9AM)
    client.force_login(cast.zhang)
    url, jobs = f"/posts/{cast.unit_post.pk}/", Job.objects.count()

    clock[0] = TUESDAY_9AM - INSTANT
    assert client.get(url).status_code == HTTPStatus.OK
    assert client.get(f"/territory/{cast.unit.pk}/").status_code == HTTPStatus.OK
    clock[0] = TUESDAY_9AM
    for address in (url, f"/territory/{cast.unit.pk}/", "/posts/export/", "/matters/"):
        assert client.get(address).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND), address
    key = {"idempotency_key": uuid.uuid4().hex, "purpose": "work"}
    assert client.post(f"{url}phone/", key).status_code == HTTPStatus.FORBIDDEN
    assert Job.objects.count() == jobs


def test_a_leaving_ahead_can_be_taken_back(cast):
    end(cast.tenures["unit_leader"], cast.liu, ends_at=TUESDAY_9AM)
    actions.take_back_end(cast.tenures["unit_leader"], by=cast.liu, at=MONDAY_10AM)

    cast.unit_post.refresh_from_db()
    assert cast.unit_post.vacant_since is None
    assert queries.who_held(cast.unit_post, TUESDAY_9AM).person == cast.zhang
    with pytest.raises(actions.NotPossible):
        actions.take_back_end(cast.tenures["unit_leader"], by=cast.liu, at=MONDAY_10AM)


def test_a_wrong_leaving_can_be_taken_back_for_a_day_and_only_while_nobody_follows(cast):
    end(cast.tenures["unit_leader"], cast.liu)
    with pytest.raises(actions.NotPossible):
        actions.take_back_end(cast.tenures["unit_leader"], by=cast.liu, at=MONDAY_10AM + DAY)
    actions.seat(cast.unit_post, person=cast.chen, starts_at=MONDAY_10AM, by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(actions.PostTaken):
        actions.take_back_end(cast.tenures["unit_leader"], by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.take_back_end(cast.tenures["unit_leader"], by=cast.zhang, at=MONDAY_10AM)


def test_an_end_is_never_moved_over_the_next_holder(cast):
    end(cast.tenures["unit_leader"], cast.liu, ends_at=TUESDAY_9AM)
    actions.seat(cast.unit_post, person=cast.chen, starts_at=TUESDAY_9AM, by=cast.liu, at=MONDAY_9AM)
    with pytest.raises(actions.PostTaken):
        end(cast.tenures["unit_leader"], cast.liu, ends_at=TUESDAY_9AM + DAY)
