"""How a matter climbs (§10.2)."""

from datetime import timedelta

import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import MatterStep
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

HOUR = timedelta(hours=1)


def test_a_report_goes_to_the_unit_leader_for_a_day(cast):
    matter = cast.chen_reports()

    assert matter.rung == rules.UNIT
    assert matter.rung_path == cast.unit.path
    assert matter.due_at == MONDAY_9AM + timedelta(hours=24)
    assert matter.outward_due_at == MONDAY_9AM + timedelta(days=7)
    assert list(queries.waiting_for(cast.zhang, MONDAY_10AM)) == [matter]
    assert not queries.waiting_for(cast.li, MONDAY_10AM)


def test_a_matter_skips_a_vacant_building_leader(cast):
    matter = cast.chen_reports()
    cast.vacate("building_leader", at=MONDAY_9AM)

    actions.pass_up(matter, by=cast.zhang, at=MONDAY_10AM, words="要换线路")

    assert matter.rung == rules.GRID


def test_from_the_answer_to_the_close(cast):
    matter = cast.chen_reports()
    reporter = Bearer.of("matter", matter.id)

    actions.accept(matter, by=cast.zhang, at=MONDAY_10AM)
    actions.answer(matter, ending="solved", words="灯换好了", by=cast.zhang, at=MONDAY_10AM + HOUR)
    actions.confirm(matter, by=reporter, at=MONDAY_10AM + 2 * HOUR)
    actions.rate(matter, rating=5, by=reporter, at=MONDAY_10AM + 3 * HOUR)

    assert (matter.state, matter.ending, matter.rating) == (rules.CLOSED, "solved", 5)
    assert [step.step for step in queries.track(matter)] == ["report", "accept", "answer", "confirm", "rate"]
    assert [entry.action for entry in journal.entries_of(matter)][-1] == "matter.rated"
    assert not list(journal.faults())


def test_an_overdue_matter_climbs_to_the_street_by_clock_alone(cast):
    matter = cast.chen_reports()

    actions.climb_overdue(at=MONDAY_9AM + timedelta(days=14))

    matter.refresh_from_db()
    climbed = [step.to_rung for step in queries.track(matter) if step.step == rules.CLIMB]
    assert climbed[:4] == [rules.BUILDING, rules.GRID, rules.COMMUNITY, rules.STREET]


def test_climbing_late_or_twice_ends_in_the_same_state(cast):
    late, punctual = cast.chen_reports(), cast.chen_reports()
    for hour in range(1, 24 * 9):
        now = MONDAY_9AM + hour * HOUR
        actions.climb_overdue(at=now) if hour % 5 == 0 else None

    def story(matter):
        rows = MatterStep.objects.filter(matter=matter).order_by("seq")
        return list(rows.values_list("step", "at", "to_rung", "due_at"))

    assert story(late) == story(punctual)
    actions.climb_overdue(at=MONDAY_9AM + 24 * 9 * HOUR)
    before = story(late)
    actions.climb_overdue(at=MONDAY_9AM + 24 * 9 * HOUR)
    assert story(late) == before


def test_a_stranger_can_do_nothing_with_it(cast):
    matter = cast.chen_reports()

    with pytest.raises(NotAllowed):
        actions.accept(matter, by=cast.stranger, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.answer(matter, ending="solved", words="办好了", by=cast.li, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.confirm(matter, by=Bearer.of("matter", 1), at=MONDAY_10AM)
    assert not queries.visible_to(cast.stranger, MONDAY_10AM)


def test_of_two_leaders_the_second_is_told_who_was_faster(cast):
    matter = cast.chen_reports()
    same = queries.by_receipt(matter.receipt)

    actions.pass_up(matter, by=cast.zhang, at=MONDAY_10AM, words="要换线路")

    with pytest.raises(actions.SomebodyWasFaster) as told:
        actions.answer(same, ending="solved", words="好了", by=cast.zhang, at=MONDAY_10AM + HOUR, version=1)
    assert "1单元单元长报给楼栋长" in told.value.words
    assert MatterStep.objects.filter(matter=matter).count() == 2


def test_whoever_it_is_about_never_gets_it(cast):
    matter = cast.chen_reports("单元长在楼道堆东西", about=[cast.zhang.id])

    assert matter.rung == rules.BUILDING
    assert not queries.visible_to(cast.zhang, MONDAY_10AM)
    assert list(queries.visible_to(cast.li, MONDAY_10AM)) == [matter]


def test_a_housemate_of_the_subject_never_gets_it(cast):
    from sanzhang.duties.residents import actions as residents
    from sanzhang.foundation.permission import SYSTEM

    residents.settle(cast.li, household=cast.doors[cast.unit.pk, "302"], by=SYSTEM, at=cast.made_at)
    matter = cast.chen_reports(
        "302 漏水", about_households=[cast.doors[cast.unit.pk, "302"].id], place=cast.building
    )

    assert matter.rung == rules.GRID
    assert not queries.visible_to(cast.li, MONDAY_10AM)


def test_silence_for_seven_days_confirms(cast):
    matter = cast.chen_reports()
    actions.answer(matter, ending="partly", words="换了一半", by=cast.zhang, at=MONDAY_10AM)

    assert actions.confirm_silent(at=MONDAY_10AM + timedelta(days=7) - HOUR) == 0
    assert actions.confirm_silent(at=MONDAY_10AM + timedelta(days=8)) == 1
    matter.refresh_from_db()
    assert (matter.state, matter.closed_at) == (rules.CLOSED, MONDAY_10AM + timedelta(days=7))


def test_the_second_reopening_goes_to_the_level_above(cast):
    matter = cast.chen_reports()
    reporter = Bearer.of("matter", matter.id)
    for round_, rung in enumerate((rules.UNIT, rules.BUILDING)):
        actions.answer(matter, ending="solved", words="好了", by=cast.zhang, at=MONDAY_10AM + round_ * HOUR)
        actions.reopen(matter, words="又坏了", by=reporter, at=MONDAY_10AM + round_ * HOUR)
        assert matter.rung == rung
    assert matter.reopened == 2


def test_what_waits_at_a_vacated_post_moves_on(cast):
    matter = cast.chen_reports()
    cast.vacate("unit_leader", at=MONDAY_10AM)

    assert actions.climb_orphans(at=MONDAY_10AM + HOUR) == 1
    matter.refresh_from_db()
    assert matter.rung == rules.BUILDING


def test_naming_the_holder_as_subject_takes_the_matter_away_at_once(cast):
    matter = cast.chen_reports()

    actions.name_subject(matter, person=cast.zhang, words="说的是我家", by=cast.zhang, at=MONDAY_10AM)

    assert matter.rung == rules.BUILDING
    assert not queries.visible_to(cast.zhang, MONDAY_10AM)
