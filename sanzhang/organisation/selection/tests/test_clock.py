"""Days, holidays, month ends; jobs late, twice and never (R24)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.foundation.calendar.rules import ZONE, WorkingDays, local_date, local_midnight
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.models import StageRow
from sanzhang.organisation.selection.rules import steps
from sanzhang.organisation.selection.tests.world import day

PLAIN = WorkingDays()
NATIONAL = WorkingDays({date(2026, 10, n): False for n in range(1, 8)} | {date(2026, 10, 10): True})
SPRING = WorkingDays({date(2028, 1, n): False for n in (26, 27, 28, 31)})


@pytest.mark.parametrize(
    ("begins", "days", "calendar", "due"),
    [
        (date(2026, 11, 23), 5, PLAIN, date(2026, 12, 1)),  # Monday → Tuesday to Monday
        (date(2026, 11, 28), 5, PLAIN, date(2026, 12, 5)),  # Saturday → Monday to Friday
        (date(2026, 12, 31), 1, PLAIN, date(2027, 1, 2)),
        (date(2026, 9, 30), 3, NATIONAL, date(2026, 10, 11)),  # the 8th, 9th and the Saturday worked
        (date(2028, 2, 28), 1, PLAIN, date(2028, 3, 1)),  # 29 February
        (date(2028, 1, 25), 2, SPRING, date(2028, 2, 3)),
        (date(2026, 11, 23), 0, PLAIN, date(2026, 11, 24)),
    ],
)
def test_a_stage_ends_at_the_midnight_after_its_last_working_day(begins, days, calendar, due):
    begun = datetime(begins.year, begins.month, begins.day, 15, 20, tzinfo=ZONE)

    assert rules.due_after(begun, days, calendar) == local_midnight(due)


@given(
    begins=st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)),
    days=st.integers(1, 30),
    off=st.sets(st.dates(date(2026, 1, 1), date(2031, 3, 1)), max_size=40),
)
def test_between_begin_and_due_lie_so_many_whole_working_days(begins, days, off):
    begun = begins.replace(tzinfo=ZONE)
    calendar = WorkingDays(dict.fromkeys(off, False))

    due = rules.due_after(begun, days, calendar)

    between = [
        local_date(begun) + timedelta(days=n) for n in range(1, (local_date(due) - local_date(begun)).days)
    ]
    assert due == local_midnight(local_date(due))
    assert sum(calendar.is_working(one) for one in between) == days
    assert calendar.is_working(between[-1])


def story(procedure):
    rows = StageRow.objects.filter(procedure=procedure).order_by("number")
    return list(rows.values_list("key", "begins_at", "due_at", "ended_at", "verb"))


def test_late_and_twice_the_clock_comes_to_the_same(world):
    punctual, late = world.call(), world.call(post=_other(world))
    for one in (punctual, late):
        world.accept(world.put(one))
    world.to(punctual.due_at)
    actions.publish(punctual, by=world.liu, at=world.at)
    actions.publish(late, by=world.liu, at=world.at)
    for at in (day("12-05"), day("12-05"), day("12-06")):
        actions.follow(by=SYSTEM, at=at)
        actions.follow(by=SYSTEM, at=at)

    assert story(punctual) == story(late)
    assert world.now(late).stage == rules.CHOICE


def test_the_clock_of_the_house_brings_it_on_late_and_twice(world):
    procedure = world.published()
    late = procedure.due_at + timedelta(days=3)
    run_due(late)
    run_due(late)

    assert world.now(procedure).stage == rules.CHOICE
    assert StageRow.objects.get(procedure=procedure, key="choice").begins_at == procedure.due_at


def test_without_any_job_an_action_finds_what_time_has_brought(world):
    procedure = world.published()
    one = procedure.candidates.get()
    at = procedure.due_at + timedelta(days=2)
    assert queries.effective_stage(procedure, at) == rules.CHOICE

    actions.decide(one, opinion="同意", signed_by="社区党委", by=world.he, at=at)

    rows = {row.key: row for row in StageRow.objects.filter(procedure=procedure)}
    assert rows["publication"].ended_at == procedure.due_at == rows["choice"].begins_at
    assert rows["choice"].ended_at == at


def _other(world):
    from sanzhang.organisation.posts.models import Post

    return Post.objects.get(place=world.cast.far_unit, kind="unit_leader")


def test_a_call_without_anybody_does_not_go_on_by_itself_and_its_owner_is_told_once(world):
    procedure = world.call()
    world.to(procedure.due_at)
    actions.tell_overdue(by=SYSTEM, at=world.at)
    actions.tell_overdue(by=SYSTEM, at=world.at)

    assert world.now(procedure).stage == rules.CALL
    told = Message.objects.filter(template="selection.overdue")
    assert [message.to for message in told] == [world.liu]


def test_nobody_came_so_the_call_is_extended_or_turned_with_the_reason(world):
    procedure = world.call(rules.SELF_NOMINATION)
    world.to(procedure.due_at)
    with pytest.raises(actions.NotPossible, match="请写明"):
        actions.extend(procedure, until=day("12-20"), words="", by=world.liu, at=world.at)
    actions.extend(procedure, until=day("12-20"), words="没有人报名", by=world.liu, at=world.at)
    assert world.now(procedure).due_at == day("12-20")

    turned = actions.turn(
        procedure, way=rules.RECOMMENDATION, words="还是没有人", by=world.liu, at=day("12-20")
    )

    assert (turned.way, turned.stage) == (rules.RECOMMENDATION, rules.CALL)


def test_a_stage_that_waits_for_a_person_is_late_and_tells_whom_it_was_handed_to(world):
    procedure = world.to_choice()
    actions.hand_over(procedure, owner=world.he, by=world.liu, at=world.at)
    with pytest.raises(actions.NotPossible):
        actions.hand_over(procedure, owner=world.cast.zhang, by=world.liu, at=world.at)
    world.to(world.now(procedure).due_at)
    actions.tell_overdue(by=SYSTEM, at=world.at)

    assert Message.objects.get(template="selection.overdue").to == world.he
    assert queries.counts(world.liu, world.at)["late"] == 1
    assert queries.late_words(world.now(procedure), world.at + timedelta(days=1)) == "已超 24 小时"


def test_a_selection_handed_to_somebody_who_left_is_told_to_all_workers(world):
    procedure = world.to_choice()
    world.cast.vacate("community_worker", at=world.at)
    actions.tell_overdue(by=SYSTEM, at=procedure.due_at)

    assert Message.objects.get(template="selection.overdue").to == world.he


def test_ninety_days_after_the_end_what_strangers_wrote_is_gone(world):
    procedure = world.call(rules.SELF_NOMINATION)
    one = world.stand(procedure)
    actions.call_off(procedure, words="不招了", by=world.liu, at=world.at)
    assert actions.forget_old(by=SYSTEM, at=world.at + timedelta(days=89)) == 0

    assert actions.forget_old(by=SYSTEM, at=world.at + timedelta(days=91)) == 1

    one.refresh_from_db()
    assert (one.name, one.phone, one.statement) == ("", "", "")
    assert actions.forget_old(by=SYSTEM, at=world.at + timedelta(days=92)) == 0


def test_every_stage_can_be_reached_and_only_ends_are_final():
    reached, waiting = {rules.CALL}, [rules.CALL]
    while waiting:
        stage = waiting.pop()
        for (source, _), target in steps.NEXT.items():
            if source == stage and target not in reached:
                reached.add(target)
                waiting.append(target)

    assert reached == set(rules.STATES)
    assert {stage for stage, _ in steps.NEXT} == set(rules.RUNNING)
    assert all(verb in steps.WORDS for _, verb in steps.NEXT)
