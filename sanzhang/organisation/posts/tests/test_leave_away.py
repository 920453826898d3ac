"""A leave: powers go and come back by the date alone."""

import pytest

from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, jobs, queries
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.posts.tests.leaving import (
    DAY,
    DECEMBER_1,
    DECEMBER_8,
    INSTANT,
    away,
    holds,
    propose,
    resign,
)
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM, MONDAY_10AM


def test_powers_go_and_come_back_by_the_date_alone(cast, zhang):
    away(cast, zhang, acting=cast.chen)

    assert holds(cast.unit_post, cast.zhang, DECEMBER_1 - INSTANT)
    assert holds(cast.unit_post, cast.chen, DECEMBER_1)
    assert not holds(cast.unit_post, cast.zhang, DECEMBER_1)
    assert holds(cast.unit_post, cast.chen, DECEMBER_8 - INSTANT)
    assert holds(cast.unit_post, cast.zhang, DECEMBER_8)
    assert not holds(cast.unit_post, cast.chen, DECEMBER_8)


def test_without_anybody_acting_the_post_is_openly_vacant(cast, zhang):
    away(cast, zhang)
    cast.unit_post.refresh_from_db()
    assert cast.unit_post.vacant_since == DECEMBER_1
    assert queries.leaders_of(cast.unit, DECEMBER_1)[0].vacant_since == DECEMBER_1
    assert "unit_leader" not in queries.manned_rungs(cast.unit.path, DECEMBER_1)


def test_the_agreed_end_is_kept(cast, zhang):
    until = DECEMBER_8 + 60 * DAY
    Tenure.objects.filter(pk=zhang.pk).update(ends_at=until)
    leave = away(cast, zhang, acting=cast.chen)
    assert holds(cast.unit_post, cast.zhang, until - INSTANT)
    assert not holds(cast.unit_post, cast.zhang, until)
    zhang.refresh_from_db()
    assert (zhang.end_reason, zhang.term_until, leave.returning.ends_at) == ("leave", until, until)
    with pytest.raises(actions.NotPossible):
        actions.prolong_leave(leave, returns_at=until, by=cast.liu, at=MONDAY_10AM)


def test_coming_back_earlier(cast, zhang):
    leave = away(cast, zhang, acting=cast.chen)
    at = DECEMBER_1 + 2 * DAY
    actions.come_back(leave, returns_at=at, by=cast.zhang, at=at)
    assert holds(cast.unit_post, cast.zhang, at)
    assert not holds(cast.unit_post, cast.chen, at)
    with pytest.raises(actions.NotPossible):
        actions.come_back(leave, returns_at=at + DAY, by=cast.zhang, at=at)


def test_prolonged_who_acts_acts_on(cast, zhang):
    leave = away(cast, zhang, acting=cast.chen)
    actions.prolong_leave(leave, returns_at=DECEMBER_8 + DAY, by=cast.liu, at=DECEMBER_1)
    assert holds(cast.unit_post, cast.chen, DECEMBER_8)
    assert holds(cast.unit_post, cast.zhang, DECEMBER_8 + DAY)


def test_cancelled_before_it_begins_all_is_as_before(cast, zhang):
    leave = away(cast, zhang, acting=cast.chen)
    actions.cancel_leave(leave, by=cast.zhang, at=MONDAY_10AM)
    zhang.refresh_from_db()
    assert (zhang.ends_at, zhang.end_reason, zhang.term_until) == (None, "", None)
    assert holds(cast.unit_post, cast.zhang, DECEMBER_1)
    assert not holds(cast.unit_post, cast.chen, DECEMBER_1)
    with pytest.raises(actions.NotPossible):
        actions.cancel_leave(leave, by=cast.zhang, at=MONDAY_10AM)
    away(cast, zhang, acting=cast.li, at=MONDAY_10AM)


def test_begun_it_is_not_cancelled(cast, zhang):
    leave = away(cast, zhang)
    with pytest.raises(actions.NotPossible):
        actions.cancel_leave(leave, by=cast.zhang, at=DECEMBER_1)


def test_another_acts_from_now_on(cast, zhang):
    leave = away(cast, zhang, acting=cast.chen)
    at = DECEMBER_1 + DAY
    actions.change_acting(leave, acting=cast.li, by=cast.liu, at=at)
    assert holds(cast.unit_post, cast.li, at)
    assert not holds(cast.unit_post, cast.chen, at)
    actions.change_acting(leave, acting=None, by=cast.liu, at=at + DAY)
    assert queries.who_held(cast.unit_post, at + DAY) is None
    assert holds(cast.unit_post, cast.zhang, DECEMBER_8)


def test_whoever_resigns_while_away_does_not_come_back(cast, zhang):
    leave = away(cast, zhang, acting=cast.chen)
    at = DECEMBER_1 + DAY
    leaving = resign(cast, leave.returning, leaves_at=at, at=at)
    assert holds(cast.unit_post, cast.zhang, DECEMBER_8)
    assert not holds(cast.unit_post, cast.zhang, at + 16 * DAY)
    actions.agree_to_resign(leaving, by=cast.liu, at=at)
    assert not holds(cast.unit_post, cast.zhang, DECEMBER_8)
    assert holds(cast.unit_post, cast.chen, DECEMBER_8 - INSTANT)
    actions.revoke(leaving, by=cast.liu, at=at)
    assert holds(cast.unit_post, cast.zhang, DECEMBER_8)


def test_whoever_is_replaced_before_the_leave_does_not_come_back(cast, zhang):
    away(cast, zhang, acting=cast.chen)
    zhang.refresh_from_db()
    actions.replace(zhang, person=cast.li, from_at=MONDAY_10AM, by=cast.liu, at=MONDAY_10AM)
    assert holds(cast.unit_post, cast.li, DECEMBER_8 + 60 * DAY)
    assert not holds(cast.unit_post, cast.chen, DECEMBER_1)


@pytest.mark.parametrize(
    ("begins", "returns"),
    [(MONDAY_9AM - DAY, DECEMBER_1), (DECEMBER_8, DECEMBER_1), (DECEMBER_1, DECEMBER_1 + 400 * DAY)],
)
def test_days_that_cannot_be_are_refused(cast, zhang, begins, returns):
    with pytest.raises(actions.NotPossible):
        away(cast, zhang, begins=begins, returns=returns)


def test_nobody_grants_himself_a_leave_or_acts_for_himself(cast, zhang):
    leave = actions.ask_for_leave(
        zhang, leaves_at=DECEMBER_1, returns_at=DECEMBER_8, words="住院", by=cast.zhang, at=MONDAY_9AM
    )
    for who in (cast.zhang, cast.sun, cast.li, cast.stranger):
        with pytest.raises(NotAllowed):
            actions.grant_leave(leave, acting=None, by=who, at=MONDAY_9AM)
    with pytest.raises(actions.NotPossible):
        actions.grant_leave(leave, acting=cast.zhang, by=cast.liu, at=MONDAY_9AM)
    assert holds(cast.unit_post, cast.zhang, DECEMBER_1)
    actions.decline_leave(leave, words="月底人手不够", by=cast.liu, at=MONDAY_9AM)


def test_a_leave_nobody_answered_is_closed_by_time_and_changes_nothing(cast, zhang):
    leave = actions.ask_for_leave(
        zhang, leaves_at=DECEMBER_1, returns_at=DECEMBER_8, words="住院", by=cast.zhang, at=MONDAY_9AM
    )
    jobs.follow_leavings(DECEMBER_8)
    jobs.follow_leavings(DECEMBER_8)
    leave.refresh_from_db()
    assert leave.state == "withdrawn"
    assert holds(cast.unit_post, cast.zhang, DECEMBER_8)


def test_the_return_is_not_cancelled_as_a_seating(cast, zhang):
    leave = away(cast, zhang)
    with pytest.raises(actions.NotPossible):
        actions.cancel(leave.returning, by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible):
        actions.take_back_end(zhang, by=cast.liu, at=MONDAY_10AM)


@pytest.mark.parametrize("at", [MONDAY_10AM, DECEMBER_1 + DAY])
def test_a_place_that_closes_takes_the_leave_along(cast, zhang, at):
    away(cast, zhang, acting=cast.chen)
    Place.objects.filter(pk=cast.unit.pk).update(closed_on=at.date())

    actions.close_with_places(cast.community.pk, by=SYSTEM, at=at)

    cast.unit_post.refresh_from_db()
    assert cast.unit_post.closed_at == at
    for instant in (at, DECEMBER_8):
        assert queries.who_held(cast.unit_post, instant) is None


def test_asked_while_away_a_removal_is_closed_with_the_place(cast, zhang):
    leave = away(cast, zhang)
    leaving = propose(cast, leave.returning, at=DECEMBER_1)
    Place.objects.filter(pk=cast.unit.pk).update(closed_on=DECEMBER_1.date())
    actions.close_with_places(cast.community.pk, by=SYSTEM, at=DECEMBER_1 + DAY)
    leaving.refresh_from_db()
    assert leaving.state == "withdrawn"


def test_removed_while_away_nobody_comes_back(cast, zhang):
    leave = away(cast, zhang, acting=cast.chen)
    leaving = propose(cast, leave.returning, at=DECEMBER_1)
    actions.hear(leaving, words="没有意见", by=cast.zhang, at=DECEMBER_1)
    actions.decide_removal(leaving, agreed=True, words="属实", by=cast.sun, at=DECEMBER_1 + DAY)

    assert holds(cast.unit_post, cast.chen, DECEMBER_8 - INSTANT)
    assert not holds(cast.unit_post, cast.zhang, DECEMBER_8)
    with pytest.raises(actions.NotPossible):
        actions.come_back(leave, returns_at=DECEMBER_1 + 2 * DAY, by=cast.zhang, at=DECEMBER_1 + 2 * DAY)
