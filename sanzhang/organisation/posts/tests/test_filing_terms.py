"""Terms that end (§2.3): who is told, when, how often; what is renewed, and what ends by itself."""

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs.queue import run_next
from sanzhang.foundation.permission import SYSTEM, NotAllowed, seats_of
from sanzhang.organisation.posts import actions, jobs, queries
from sanzhang.organisation.posts.models import Filing, Post, TermReminder
from sanzhang.organisation.posts.rules import filing as terms
from tests.times import MONDAY_9AM, SHANGHAI

DAY = timedelta(days=1)
NOVEMBER_23 = datetime(2026, 11, 23, tzinfo=SHANGHAI)


@pytest.fixture
def vacancy(cast):
    return Post.objects.get(place=cast.next_unit, kind="unit_leader")


@pytest.fixture
def tenure(cast, vacancy):
    """A term that ends in a hundred days."""
    return seated(cast, vacancy, NOVEMBER_23 + 100 * DAY)


def seated(cast, post, ends_at, **more):
    more = {"way": "election"} | more
    return actions.seat(
        post, person=cast.chen, starts_at=MONDAY_9AM, ends_at=ends_at, by=SYSTEM, at=MONDAY_9AM, **more
    )


def clock(at):
    """Run the schedule and all that it asks for."""
    jobs.remind_of_terms(at)
    while run_next("test", at):
        pass


def told(person, template):
    return [
        json.loads(one.facts) for one in Message.objects.filter(to=person, template=template).order_by("pk")
    ]


@pytest.mark.parametrize("runs", [1, 2])
def test_the_leader_and_the_worker_are_told_sixty_and_fourteen_days_before_each_once(cast, tenure, runs):
    for day in range(101):
        for _ in range(runs):
            clock(NOVEMBER_23 + day * DAY + timedelta(hours=9))

    assert [facts["left"] for facts in told(cast.chen, "posts.term_ends")] == [60, 14]
    assert told(cast.liu, "posts.terms_end") == [{"count": 1, "days": 60}, {"count": 1, "days": 14}]
    assert sorted(TermReminder.objects.values_list("days", flat=True)) == [14, 60]


def test_a_late_clock_reminds_once_and_says_how_many_days_are_left(cast, tenure):
    clock(NOVEMBER_23 + 97 * DAY)

    assert [facts["left"] for facts in told(cast.chen, "posts.term_ends")] == [3]
    clock(NOVEMBER_23 + 99 * DAY)
    assert TermReminder.objects.count() == 1


def test_many_terms_of_one_community_are_one_message_to_its_worker(cast, vacancy):
    far = Post.objects.get(place=cast.far_unit, kind="unit_leader")
    for post in (vacancy, far):
        seated(cast, post, NOVEMBER_23 + 30 * DAY)
    clock(MONDAY_9AM)

    assert told(cast.liu, "posts.terms_end") == [{"count": 2, "days": 60}]
    assert len(told(cast.chen, "posts.term_ends")) == 2


def test_who_is_renewed_leaves_acts_or_takes_a_turn_is_not_reminded(cast, tenure, vacancy):
    actions.renew(tenure, until=date(2030, 3, 3), by=cast.liu, at=MONDAY_9AM)
    far = Post.objects.get(place=cast.far_unit, kind="unit_leader")
    other = Post.objects.get(place=cast.other_building, kind="building_leader")
    grid = Post.objects.get(place=cast.other_grid, kind="grid_leader")
    seated(cast, far, NOVEMBER_23 + 30 * DAY, way="rotation")
    seated(cast, other, NOVEMBER_23 + 30 * DAY, is_acting=True, reason="住院")
    leaving = seated(cast, grid, NOVEMBER_23 + 400 * DAY, way="appointment")
    actions.end_tenure(leaving, ends_at=NOVEMBER_23 + 30 * DAY, reason="moved", by=cast.liu, at=MONDAY_9AM)
    clock(NOVEMBER_23 + 90 * DAY)

    assert not TermReminder.objects.exists()


def test_neither_turns_nor_who_leaves_early_stand_in_the_list_of_terms(cast, tenure):
    far = Post.objects.get(place=cast.far_unit, kind="unit_leader")
    grid = Post.objects.get(place=cast.other_grid, kind="grid_leader")
    seated(cast, far, NOVEMBER_23 + 8 * DAY, way="rotation")
    leaving = seated(cast, grid, NOVEMBER_23 + 400 * DAY, way="appointment")
    actions.end_tenure(leaving, ends_at=NOVEMBER_23 + 30 * DAY, reason="moved", by=cast.liu, at=MONDAY_9AM)

    assert list(queries.terms_ending(cast.liu, MONDAY_9AM)) == []
    assert list(queries.terms_ending(cast.liu, MONDAY_9AM + 11 * DAY)) == [tenure]


def test_only_the_clock_reminds(cast, tenure):
    with pytest.raises(NotAllowed):
        actions.remind_of_terms(cast.community, by=cast.liu, at=MONDAY_9AM)


def test_a_term_that_ends_leaves_the_post_vacant_by_itself(cast, vacancy):
    end, instant = NOVEMBER_23 + 30 * DAY, timedelta(microseconds=1)
    seated(cast, vacancy, end)
    assert seats_of(cast.chen, end - instant)
    assert not seats_of(cast.chen, end)
    assert queries.who_held(vacancy, end) is None


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        (date(2028, 2, 29), date(2031, 3, 1)),
        (date(2026, 12, 31), date(2029, 12, 31)),
        (date(2027, 1, 1), date(2030, 1, 1)),
    ],
)
def test_a_renewal_runs_from_midnight_to_midnight_without_a_gap(cast, vacancy, ends, until):
    midnight = datetime.combine(ends, datetime.min.time(), SHANGHAI)
    tenure = seated(cast, vacancy, midnight)
    following = actions.renew(tenure, until=terms.term_end(ends), by=cast.liu, at=MONDAY_9AM)

    assert following.starts_at == midnight
    assert following.ends_at == datetime.combine(until, datetime.min.time(), SHANGHAI)
    filing = Filing.objects.get(tenure=following)
    assert (filing.starts_on, filing.until) == (ends, until)
    for at in (midnight - timedelta(microseconds=1), midnight):
        assert queries.who_held(vacancy, at).person == cast.chen


@given(until=st.dates(date(2000, 1, 1), date(2100, 1, 1)), left=st.integers(-5, 90))
def test_the_nearest_reminder_is_due_until_the_term_is_over(until, left):
    due = terms.reminder_due(until, until - timedelta(days=left))
    assert due == (14 if 0 < left <= 14 else 60 if 14 < left <= 60 else None)


@given(day=st.dates(date(1990, 1, 1), date(2190, 1, 1)))
def test_a_term_is_three_calendar_years_for_every_day(day):
    end = terms.term_end(day)
    assert end.year - day.year == 3
    assert (end.month, end.day) == ((3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day))


def test_a_renewals_filing_that_waits_is_taken_back_once_the_renewal_is_void(cast, tenure):
    following = actions.renew(tenure, until=date(2030, 3, 3), by=cast.liu, at=MONDAY_9AM)
    actions.end_tenure(
        tenure,
        ends_at=NOVEMBER_23 + 20 * DAY,
        reason="moved",
        by=cast.liu,
        at=MONDAY_9AM + timedelta(hours=1),
    )
    following.refresh_from_db()
    assert following.cancelled_at
    filing = Filing.objects.get()
    late = MONDAY_9AM + 21 * DAY
    with pytest.raises(actions.NotPossible, match="已经撤销"):
        actions.decide_filing(filing, accepted=True, by=cast.sun, at=late)

    while run_next("test", late):
        pass
    filing.refresh_from_db()
    assert filing.state == "withdrawn"


def test_a_filing_keeps_its_number_when_somebody_else_follows(cast, tenure, vacancy):
    actions.submit_standing([tenure], by=cast.liu, at=MONDAY_9AM)
    filing = actions.decide_filing(Filing.objects.get(), accepted=True, by=cast.sun, at=MONDAY_9AM)
    later = MONDAY_9AM + DAY
    actions.replace(tenure, person=cast.zhao, from_at=later, way="election", by=cast.liu, at=later)
    while run_next("test", later):
        pass

    filing.refresh_from_db()
    assert (filing.state, filing.person, filing.tenure) == ("filed", cast.chen, tenure)
    assert [one.person for one in queries.unfiled(cast.liu, later).filter(post=vacancy)] == [cast.zhao]
