"""What the clock does: climbing, vacancies, stepping aside, silence; late, twice and in any order the same."""

from datetime import timedelta

import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Clock, MatterStep
from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions as posts
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def story(matter):
    rows = MatterStep.objects.filter(matter=matter).order_by("seq")
    return list(rows.values_list("seq", "step", "at", "to_rung", "due_at"))


def test_by_clock_alone_it_reaches_the_street(cast):
    matter = cast.chen_reports()

    run_due(MONDAY_9AM + 14 * DAY)

    climbed = [row[3] for row in story(matter) if row[1] == rules.CLIMB]
    assert (
        climbed
        == [rules.BUILDING, rules.GRID, rules.COMMUNITY, rules.STREET, rules.DEPARTMENT][: len(climbed)]
    )
    assert rules.STREET in climbed


def test_late_by_three_days_or_each_hour_it_is_the_same(cast):
    punctual = cast.chen_reports()
    for hour in range(1, 10 * 24):
        actions.climb_overdue(by=SYSTEM, at=MONDAY_9AM + hour * HOUR)
    late = cast.chen_reports()
    for day in (3, 6, 9, 9.96):
        actions.climb_overdue(by=SYSTEM, at=MONDAY_9AM + day * DAY)

    assert story(late) == story(punctual)


def test_each_step_is_dated_when_it_was_due(cast):
    matter = cast.chen_reports()

    actions.climb_overdue(by=SYSTEM, at=MONDAY_9AM + 30 * HOUR)

    assert story(matter)[1][2] == MONDAY_9AM + 24 * HOUR


def test_at_the_top_it_stays_and_is_told_of_once(cast):
    for kind in (rules.COMMUNITY, rules.STREET, rules.DEPARTMENT):
        cast.vacate(kind, at=MONDAY_9AM)
    cast.vacate(rules.GRID, at=MONDAY_9AM)
    matter = cast.chen_reports()
    for day in range(1, 30):
        actions.climb_overdue(by=SYSTEM, at=MONDAY_9AM + day * DAY)

    matter.refresh_from_db()
    assert (matter.rung, matter.is_open) == (rules.COMMUNITY, True)
    assert matter.overdue_since is not None
    assert Entry.objects.filter(action="matter.stuck", on_id=matter.pk).count() == 1


def test_what_was_stuck_moves_on_when_somebody_is_seated_above(cast):
    for kind in (rules.STREET, rules.DEPARTMENT):
        cast.vacate(kind, at=MONDAY_9AM)
    matter = cast.chen_reports(kind=rules.EMERGENCY)
    actions.climb_overdue(by=SYSTEM, at=MONDAY_10AM)
    posts.seat(cast.street_post, person=cast.stranger, starts_at=MONDAY_10AM, by=SYSTEM, at=MONDAY_10AM)

    run_due(MONDAY_10AM + HOUR)

    matter.refresh_from_db()
    assert (matter.rung, matter.overdue_since) == (rules.STREET, None)


def test_a_vacancy_shows_at_once_on_the_desk_above_and_moves_at_the_tick(cast):
    matter = cast.chen_reports()
    cast.vacate(rules.UNIT, at=MONDAY_10AM)

    assert list(queries.waiting_for(cast.li, MONDAY_10AM)) == [matter]
    assert not queries.waiting_for(cast.wang, MONDAY_10AM).exists()
    assert actions.climb_orphans(by=SYSTEM, at=MONDAY_10AM) == 1
    assert actions.climb_orphans(by=SYSTEM, at=MONDAY_10AM) == 0
    matter.refresh_from_db()
    assert (matter.rung, matter.version) == (rules.BUILDING, 2)


def test_who_sees_a_vacancy_can_act_before_the_tick(cast):
    matter = cast.chen_reports()
    cast.vacate(rules.UNIT, at=MONDAY_10AM)
    cast.vacate(rules.BUILDING, at=MONDAY_10AM)

    actions.answer(matter, ending="solved", words="办好了", by=cast.wang, at=MONDAY_10AM)

    assert [row[1] for row in story(matter)] == ["report", "climb", "answer"]
    assert matter.state == rules.ANSWERED


def test_who_moves_in_with_the_subject_hands_it_on(cast):
    door = cast.doors[cast.unit.pk, "302"]
    matter = cast.chen_reports("302 总在半夜装修", about_households=[door.pk])
    assert matter.rung == rules.UNIT

    residents.settle(cast.zhang, household=door, by=SYSTEM, at=MONDAY_10AM)

    assert not queries.waiting_for(cast.zhang, MONDAY_10AM).exists()
    run_due(MONDAY_10AM)
    matter.refresh_from_db()
    assert matter.rung == rules.BUILDING


def test_silence_closes_at_its_own_instant(cast):
    matter = cast.chen_reports()
    actions.answer(matter, ending="partly", words="换了一半", by=cast.zhang, at=MONDAY_10AM)

    assert actions.confirm_silent(by=SYSTEM, at=MONDAY_10AM + 7 * DAY - HOUR) == 0
    run_due(MONDAY_10AM + 9 * DAY)

    matter.refresh_from_db()
    assert (matter.state, matter.closed_at) == (rules.CLOSED, MONDAY_10AM + 7 * DAY)
    assert queries.story(matter)[-1].sentence == "系统确认办结。"


def test_a_rung_is_never_given_longer_than_the_promise(cast):
    matter = cast.chen_reports(kind=rules.UTILITY)
    due = []
    while matter.outward_due_at > (matter.due_at or matter.outward_due_at):
        due.append(matter.due_at)
        actions.climb_overdue(by=SYSTEM, at=matter.due_at)
        matter.refresh_from_db()

    assert len(due) >= 3
    assert all(one <= matter.outward_due_at for one in due)


def test_a_city_sets_clocks_and_running_ones_keep_their_promise(cast):
    before = cast.chen_reports()

    actions.set_clock(kind="", rung=rules.UNIT, amount=48, unit="hours", by=cast.wu, at=MONDAY_10AM)

    assert cast.chen_reports(at=MONDAY_10AM).due_at == MONDAY_10AM + 48 * HOUR
    before.refresh_from_db()
    assert before.due_at == MONDAY_9AM + 24 * HOUR
    assert Clock.objects.filter(kind="", rung=rules.UNIT).count() == 1


def test_nobody_but_the_city_sets_clocks_and_nobody_climbs_by_hand(cast):
    matter = cast.chen_reports()
    for person in (cast.zhang, cast.liu, cast.sun, cast.qian):
        with pytest.raises(NotAllowed):
            actions.set_clock(kind="", rung=rules.UNIT, amount=1, unit="hours", by=person, at=MONDAY_10AM)
    for person in (cast.zhang, cast.liu, cast.wu):
        with pytest.raises(NotAllowed):
            actions.climb(matter, by=person, at=MONDAY_10AM)
