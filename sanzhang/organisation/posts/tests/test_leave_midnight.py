"""Month ends, 29 February, New Year at Shanghai midnight: with the clock's work off, on, and on twice (R5, R24)."""

from datetime import datetime, timedelta

import pytest

from sanzhang.foundation.people.models import Person
from sanzhang.organisation.posts import actions, jobs, queries
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.tests.leaving import DAY, INSTANT, holds
from tests.times import SHANGHAI

MIDNIGHTS = [(2027, 1, 1), (2028, 2, 29), (2028, 3, 1), (2027, 5, 1), (2027, 3, 1)]


def wake(cast, at):
    """Let powers be live around a day far ahead (R25 is another rule)."""
    Person.objects.update(last_used_at=at - DAY)
    for name in ("zhang", "chen", "liu", "sun"):
        getattr(cast, name).refresh_from_db()


def run_clock(times, at):
    for _ in range(times):
        jobs.follow_leavings(at)
        jobs.refresh_vacancies(at)


@pytest.mark.parametrize("runs", [0, 1, 2])
@pytest.mark.parametrize("day", MIDNIGHTS)
def test_a_leave_begins_and_ends_at_midnight(cast, zhang, day, runs):
    midnight = datetime(*day, tzinfo=SHANGHAI)
    asked, back = midnight - 5 * DAY, midnight + 3 * DAY
    wake(cast, asked)
    leave = actions.ask_for_leave(
        zhang, leaves_at=midnight, returns_at=back, words="住院", by=cast.zhang, at=asked
    )
    actions.grant_leave(leave, acting=cast.chen, by=cast.liu, at=asked)

    for instant, holder in (
        (midnight - INSTANT, cast.zhang),
        (midnight, cast.chen),
        (back - INSTANT, cast.chen),
        (back, cast.zhang),
    ):
        run_clock(runs, instant)
        for person in (cast.zhang, cast.chen):
            assert holds(cast.unit_post, person, instant) == (person == holder)


@pytest.mark.parametrize("runs", [0, 1, 2])
@pytest.mark.parametrize("day", MIDNIGHTS)
def test_silence_takes_effect_at_midnight(cast, zhang, day, runs):
    midnight = datetime(*day, tzinfo=SHANGHAI)
    asked = midnight - 15 * DAY + timedelta(hours=20)
    wake(cast, asked)
    leaving = actions.ask_to_resign(zhang, leaves_at=asked, words="身体不好", by=cast.zhang, at=asked)

    run_clock(runs, midnight - INSTANT)
    assert holds(cast.unit_post, cast.zhang, midnight - INSTANT)
    run_clock(runs, midnight)
    assert not holds(cast.unit_post, cast.zhang, midnight)
    leaving.refresh_from_db()
    assert (leaving.state, leaving.decided_at) == (("done", midnight) if runs else ("asked", None))


def test_days_late_and_twice_come_to_the_same(cast, zhang):
    midnight = datetime(2027, 1, 1, tzinfo=SHANGHAI)
    asked = midnight - 15 * DAY + timedelta(hours=9)
    wake(cast, asked)
    actions.ask_to_resign(zhang, leaves_at=asked, words="身体不好", by=cast.zhang, at=asked)
    assert jobs.follow_leavings(midnight + 9 * DAY) == 1
    assert jobs.follow_leavings(midnight) == 0

    one, tenure = Leaving.objects.get(), Tenure.objects.get(pk=zhang.pk)
    assert (one.decided_at, tenure.ends_at, tenure.end_reason) == (midnight, midnight, "resignation")


def test_what_lists_sift_by_follows_a_return(cast, zhang):
    midnight = datetime(2027, 1, 1, tzinfo=SHANGHAI)
    wake(cast, midnight - DAY)
    leave = actions.ask_for_leave(
        zhang,
        leaves_at=midnight,
        returns_at=midnight + 2 * DAY,
        words="住院",
        by=cast.zhang,
        at=midnight - DAY,
    )
    actions.grant_leave(leave, acting=None, by=cast.liu, at=midnight - DAY)
    cast.unit_post.refresh_from_db()
    assert cast.unit_post.vacant_since == midnight

    assert list(queries.stale_vacancies(midnight + DAY).filter(pk=cast.unit_post.pk)) == []
    assert jobs.refresh_vacancies(midnight + 2 * DAY) == 1
    assert jobs.refresh_vacancies(midnight + 2 * DAY) == 0
    cast.unit_post.refresh_from_db()
    assert cast.unit_post.vacant_since is None
