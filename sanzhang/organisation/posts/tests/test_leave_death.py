"""A death: everything ends at once, and a mistake is taken back within a day."""

import pytest

from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Leaving, Post
from sanzhang.organisation.posts.tests.leaving import DAY, DECEMBER_1, DECEMBER_8, away, holds, resign
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM


def test_everything_in_the_community_ends_and_nobody_signs_in(cast, zhang):
    vacant = Post.objects.get(place=cast.next_unit, kind="unit_leader")
    actions.seat(vacant, person=cast.zhang, starts_at=DECEMBER_1, by=SYSTEM, at=MONDAY_9AM)
    leave = away(cast, zhang, acting=cast.chen)
    assert actions.note_death(cast.zhang, on=MONDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM) >= 2

    cast.zhang.refresh_from_db()
    assert cast.zhang.disabled_at == MONDAY_10AM
    for at in (MONDAY_10AM, DECEMBER_1, DECEMBER_8):
        assert queries.who_held(cast.unit_post, at) is None or at == DECEMBER_1
        assert queries.who_held(vacant, at) is None
    leave.refresh_from_db()
    assert leave.state == "withdrawn"


def test_a_mistake_is_taken_back_within_a_day(cast, zhang):
    resign(cast, zhang)
    actions.note_death(cast.zhang, on=MONDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM)
    assert Leaving.objects.get().state == "withdrawn"
    with pytest.raises(actions.NotPossible):
        actions.take_back_death(cast.zhang, by=cast.liu, at=MONDAY_10AM + 2 * DAY)
    assert actions.take_back_death(cast.zhang, by=cast.liu, at=TUESDAY_9AM) == 1
    cast.zhang.refresh_from_db()
    assert cast.zhang.disabled_at is None
    assert holds(cast.unit_post, cast.zhang, TUESDAY_9AM)
    with pytest.raises(actions.NotPossible):
        actions.take_back_death(cast.zhang, by=cast.liu, at=TUESDAY_9AM)


def test_who_has_an_office_or_no_post_here_is_refused(cast):
    cast.vacate("grid_leader", at=MONDAY_9AM)
    actions.seat(cast.grid_post, person=cast.sun, starts_at=MONDAY_9AM, by=SYSTEM, at=MONDAY_9AM)
    for person in (cast.sun, cast.stranger, cast.wu):
        with pytest.raises(actions.NotPossible):
            actions.note_death(person, on=MONDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible):
        actions.note_death(cast.zhang, on=TUESDAY_9AM.date(), by=cast.liu, at=MONDAY_10AM)
    for who in (cast.sun, cast.li, cast.stranger):
        with pytest.raises(NotAllowed):
            actions.note_death(cast.zhang, on=MONDAY_9AM.date(), by=who, at=MONDAY_10AM)
