"""A seating that was entered wrongly is kept, and counts for nothing."""

from datetime import timedelta

import pytest

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Post
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

DAY = timedelta(days=1)


@pytest.fixture
def coming(cast):
    post = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    return actions.seat(post, person=cast.chen, starts_at=TUESDAY_9AM, by=cast.liu, at=MONDAY_9AM)


def test_a_seating_ahead_is_taken_back_and_the_day_is_free_again(cast, coming):
    actions.cancel(coming, by=cast.liu, at=MONDAY_10AM)

    assert queries.who_held(coming.post, TUESDAY_9AM) is None
    assert queries.vacant_since([coming.post], TUESDAY_9AM)[coming.post_id] == cast.made_at
    actions.seat(coming.post, person=cast.zhao, starts_at=TUESDAY_9AM, by=cast.liu, at=MONDAY_10AM)
    assert [one.cancelled_at for one in queries.history(coming.post)].count(None) == 1


def test_whom_it_replaced_sits_there_as_before(cast):
    wrong = actions.replace(
        cast.tenures["unit_leader"], person=cast.chen, from_at=MONDAY_9AM, by=cast.liu, at=MONDAY_9AM
    )
    actions.cancel(wrong, by=cast.liu, at=MONDAY_10AM)

    assert queries.who_held(cast.unit_post, MONDAY_10AM).person == cast.zhang
    assert queries.seats_of(cast.chen, MONDAY_10AM) == []
    cast.unit_post.refresh_from_db()
    assert cast.unit_post.vacant_since is None


def test_a_stranger_cancels_nothing(cast, coming):
    for who in (cast.stranger, cast.chen, cast.wang, cast.sun):
        with pytest.raises(NotAllowed):
            actions.cancel(coming, by=who, at=MONDAY_10AM)


def test_it_is_cancelled_once(cast, coming):
    actions.cancel(coming, by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible):
        actions.cancel(coming, by=cast.liu, at=MONDAY_10AM)
    assert Entry.objects.filter(action="post.seating_cancelled").count() == 1


def test_after_a_day_it_is_a_leaving(cast, coming):
    with pytest.raises(actions.NotPossible):
        actions.cancel(coming, by=cast.liu, at=TUESDAY_9AM + DAY + timedelta(seconds=1))


def test_the_journal_says_who_took_it_back(cast, coming):
    actions.cancel(coming, by=cast.liu, at=MONDAY_10AM)
    entry = Entry.objects.get(action="post.seating_cancelled")
    assert (entry.actor, entry.about) == (f"person:{cast.liu.journal_key}", cast.chen.journal_key)
