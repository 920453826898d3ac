"""The clock stands still while the resident is asked: intervals, given back exactly, never silently (§4.2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.matters import actions, queries, rules, work
from sanzhang.duties.matters.models import Decision, Matter, Pause
from sanzhang.duties.matters.tests.orders import DAY, HOUR
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from tests.times import FRIDAY_5PM, MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db


def reported(cast, **more):
    return cast.chen_reports("哪里漏水", **{"contact_phone": "13911112222", **more})


def paused(cast, matter=None, at=MONDAY_10AM):
    matter = matter or reported(cast)
    actions.ask_resident(matter, words="几楼漏的?", by=cast.zhang, at=at)
    return matter


def mine(matter):
    return Bearer.of("matter", matter.pk)


def test_asked_the_resident_answers_and_exactly_the_interval_is_given_back(cast):
    matter = reported(cast)
    due, outward = matter.due_at, matter.outward_due_at
    paused(cast, matter)
    assert (matter.state, Pause.objects.get().until) == (rules.PAUSED, None)

    actions.answer_question(matter, words="五楼", by=mine(matter), at=MONDAY_10AM + 30 * HOUR)

    assert (matter.state, matter.due_at) == (rules.ACCEPTED, due + 30 * HOUR)
    assert matter.outward_due_at == outward + 30 * HOUR
    assert Pause.objects.get().until == MONDAY_10AM + 30 * HOUR
    said = [line.sentence for line in queries.story(matter)][-2:]
    assert said == ["12栋1单元单元长请反映人补充情况,时间停着。", "反映人补充好了,接着办。"]


def test_a_clock_of_working_days_gets_back_working_time_only(db):
    days = calendar.working_days()
    friday, monday = FRIDAY_5PM, FRIDAY_5PM + 3 * DAY

    moved = work.due_after_pause(monday + DAY, friday, monday, unit="working_days", days=days)

    # Friday 17:00 to Monday 17:00 holds one worked day, so Tuesday 17:00 becomes Wednesday 17:00.
    assert moved == monday + 2 * DAY
    assert work.due_after_pause(monday + DAY, friday, monday, unit="hours", days=days) == monday + 4 * DAY


def test_nothing_climbs_while_it_is_paused(cast):
    matter = paused(cast)

    for hours in (24, 72, 7 * 24 - 1):
        assert actions.climb_overdue(by=SYSTEM, at=MONDAY_10AM + hours * HOUR) == 0
    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.rung, matter.state) == (rules.UNIT, rules.PAUSED)


def test_seven_days_of_silence_end_it_at_that_instant_and_say_so(cast):
    matter = reported(cast)
    due = matter.due_at
    paused(cast, matter)
    late = MONDAY_10AM + 7 * DAY + timedelta(minutes=20)

    assert actions.end_silent_pauses(at=late) == 1
    assert actions.end_silent_pauses(at=late) == 0

    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.state, matter.due_at) == (rules.ACCEPTED, due + 7 * DAY)
    assert Pause.objects.get().until == MONDAY_10AM + 7 * DAY
    last = queries.story(matter)[-1]
    assert (last.sentence, last.words) == ("系统:时间接着走。", rules.PAUSE_SILENT)


def test_the_clock_being_late_gives_the_time_back_before_anything_climbs(cast):
    matter = reported(cast)
    due = matter.due_at
    paused(cast, matter)

    actions.climb_overdue(by=SYSTEM, at=due + 8 * DAY)

    steps = list(matter.steps.filter(step=rules.CLIMB).values_list("at", flat=True))
    assert steps[0] == due + 7 * DAY


def test_the_second_time_the_level_above_has_to_agree_and_there_is_no_third(cast):
    matter = paused(cast)
    actions.resume(matter, by=cast.zhang, at=MONDAY_10AM + HOUR)

    asked = actions.ask_resident(matter, words="几点漏的?", by=cast.zhang, at=MONDAY_10AM + HOUR)
    assert isinstance(asked, Decision)
    assert matter.state == rules.ACCEPTED
    with pytest.raises(NotAllowed):
        actions.decide_pause(asked, grant=True, by=cast.zhang, at=MONDAY_10AM + HOUR)
    actions.decide_pause(asked, grant=True, by=cast.li, at=MONDAY_10AM + HOUR)
    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.state, Pause.objects.get(number=2).question) == (rules.PAUSED, "几点漏的?")

    actions.resume(matter, by=cast.zhang, at=MONDAY_10AM + 2 * HOUR)
    with pytest.raises(rules.NotPossible, match="2 次"):
        actions.ask_resident(matter, words="再问", by=cast.zhang, at=MONDAY_10AM + 2 * HOUR)


def test_one_pause_at_a_time_and_two_in_all_stand_in_the_database(cast):
    paused(cast)
    pause = Pause.objects.get()

    for change in ({"number": 2}, {"number": 3, "until": MONDAY_10AM + HOUR}):
        copy = Pause.objects.get()
        copy.pk = pause.pk + 1
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_late_or_with_nobody_to_ask_the_clock_runs_on(cast):
    with pytest.raises(rules.NotPossible, match="联系方式"):
        actions.ask_resident(cast.chen_reports(), words="几楼?", by=cast.zhang, at=MONDAY_10AM)
    matter = reported(cast)
    with pytest.raises(rules.NotPossible, match="期限"):
        actions.ask_resident(matter, words="几楼?", by=cast.zhang, at=matter.due_at)
    with pytest.raises(rules.NotPossible):
        actions.ask_resident(matter, words=" ", by=cast.zhang, at=MONDAY_9AM)


def test_nobody_else_pauses_or_answers(cast):
    matter, other = reported(cast), reported(cast)
    for person in (cast.li, cast.liu, cast.stranger, cast.chen, mine(matter)):
        with pytest.raises(NotAllowed):
            actions.ask_resident(matter, words="几楼?", by=person, at=MONDAY_10AM)
    paused(cast, matter)
    for person in (cast.stranger, mine(other), Bearer.anyone(), cast.li):
        with pytest.raises(NotAllowed):
            actions.answer_question(matter, words="五楼", by=person, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.answer_question(other, words="五楼", by=mine(other), at=MONDAY_10AM)


def test_answered_or_withdrawn_while_paused_the_interval_is_closed(cast):
    first, second = paused(cast), paused(cast)

    actions.answer(first, ending="not_ours", words="归物业", by=cast.zhang, at=MONDAY_10AM + HOUR)
    actions.withdraw(second, by=mine(second), at=MONDAY_10AM + HOUR)

    ends = dict(Pause.objects.values_list("matter", "ended_by"))
    assert ends == {first.pk: work.BY_HOLDER, second.pk: work.BY_ENDING}
    assert not Pause.objects.filter(until=None).exists()


def test_a_vacancy_hands_a_paused_matter_on_and_it_stays_paused(cast):
    matter = paused(cast)
    cast.vacate("unit_leader", at=MONDAY_10AM + HOUR)

    actions.climb_orphans(by=SYSTEM, at=MONDAY_10AM + HOUR)

    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.rung, matter.state) == (rules.BUILDING, rules.PAUSED)
    full = matter.due_at - matter.rung_at
    actions.resume(matter, by=cast.li, at=MONDAY_10AM + 3 * HOUR)
    assert matter.due_at == MONDAY_10AM + 3 * HOUR + full
