"""Checks by somebody else, parts of a matter, demands marked by two, visits, rates (§4.2, §10.2)."""

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Check, Mark, Matter, Visit
from sanzhang.duties.matters.tests.orders import DAY, HOUR, property_manager, sent
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db


def mine(matter):
    return Bearer.of("matter", matter.pk)


def answered(cast, ending="solved"):
    matter = cast.chen_reports()
    actions.answer(matter, ending=ending, words="看过了", by=cast.zhang, at=MONDAY_10AM)
    return matter


def to_check(cast, matter=None):
    matter = matter or cast.chen_reports()
    actions.answer(matter, ending="solved", words="换了灯", check_first=True, by=cast.zhang, at=MONDAY_10AM)
    return matter, queries.running_check(matter)


def test_found_good_by_somebody_else_the_answer_goes_to_the_resident(cast):
    matter, one = to_check(cast)
    assert matter.state == rules.WAITING

    actions.check(one, is_good=True, words="灯亮了", by=cast.li, at=MONDAY_10AM + HOUR)

    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.state, matter.ending) == (rules.ANSWERED, "solved")
    assert [line.words for line in queries.story(matter)][-2:] == ["灯亮了", "换了灯"]


def test_not_good_it_goes_back_to_work_with_words(cast):
    matter, one = to_check(cast)

    actions.check(one, is_good=False, words="还是不亮", by=cast.li, at=MONDAY_10AM + HOUR)

    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.is_open, queries.running_check(matter)) == (True, None)
    actions.answer(matter, ending="solved", words="又换了", by=cast.zhang, at=MONDAY_10AM + HOUR)


def test_nobody_checks_own_work(cast):
    _matter, one = to_check(cast)

    for person in (cast.zhang, cast.stranger, cast.zhao, cast.chen):
        with pytest.raises(NotAllowed):
            actions.check(one, is_good=True, words="好", by=person, at=MONDAY_10AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=one.pk).update(checked_by=cast.zhang)
    actions.check(one, is_good=True, words="好", by=cast.li, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.check(one, is_good=True, words="好", by=cast.wang, at=MONDAY_10AM)


def test_who_sent_may_check_the_work_of_a_handler_and_the_handler_may_not(cast):
    order = sent(cast, property_manager(cast))
    actions.claim(order, by=cast.zhao, at=MONDAY_10AM)
    actions.report_back(order, words="好了", by=cast.zhao, at=MONDAY_10AM)
    _matter, one = to_check(cast, Matter.objects.get(pk=order.matter_id))

    assert one.done_by == cast.zhao
    assert list(queries.checks_for(cast.zhang, MONDAY_10AM)) == [one]
    actions.check(one, is_good=True, words="看过了", by=cast.zhang, at=MONDAY_10AM)


def test_a_hazard_is_always_checked(cast):
    matter = cast.chen_reports("井盖没了", topic="safety")

    actions.answer(matter, ending="solved", words="盖上了", by=cast.zhang, at=MONDAY_10AM)

    assert (matter.is_open, queries.running_check(matter).ending) == (True, "solved")


def test_a_newer_answer_replaces_the_one_that_waits(cast):
    matter, old = to_check(cast)

    to_check(cast, matter)

    old.refresh_from_db()
    assert (old.ended_at, old.is_good) == (MONDAY_10AM, None)
    assert Check.objects.filter(ended_at=None).count() == 1


def test_a_part_is_a_matter_of_its_own_with_the_same_parties_and_promise(cast):
    matter = cast.chen_reports("灯坏了,门也坏了", about={cast.li.pk})

    part = actions.split(matter, words="单元门关不上", by=cast.zhang, at=MONDAY_10AM)

    assert (part.parent, part.rung, part.place) == (matter, rules.UNIT, matter.place)
    assert part.outward_due_at <= matter.outward_due_at
    assert not queries.visible_to(cast.li, MONDAY_10AM).filter(pk=part.pk).exists()
    assert queries.story(matter)[-1].sentence == "12栋1单元单元长分出一件,单独办。"
    assert len(queries.story(part)) == part.version == 1


def test_the_whole_is_not_solved_before_its_parts(cast):
    matter = cast.chen_reports("灯坏了,门也坏了")
    part = actions.split(matter, words="单元门关不上", by=cast.zhang, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible, match="分出来"):
        actions.answer(matter, ending="solved", words="好了", by=cast.zhang, at=MONDAY_10AM)

    actions.answer(part, ending="solved", words="门好了", by=cast.zhang, at=MONDAY_10AM)
    actions.answer(matter, ending="solved", words="都好了", by=cast.zhang, at=MONDAY_10AM)

    assert matter.state == rules.ANSWERED
    with pytest.raises(NotAllowed):
        actions.split(matter, words="再分", by=cast.li, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.split(part, words="再分", by=cast.zhang, at=MONDAY_10AM)


def test_marked_by_one_and_seconded_by_another_it_leaves_the_rate_and_stays_visible(cast):
    matter = answered(cast)

    one = actions.mark(matter, words="要求免除全楼物业费", by=cast.zhang, at=MONDAY_10AM)
    assert Matter.objects.get(pk=matter.pk).disregarded_at is None
    actions.second_mark(one, words="物业费按合同,有困难可申请减免", by=cast.li, at=MONDAY_10AM + HOUR)

    matter = Matter.objects.get(pk=matter.pk)
    assert matter.disregarded_at == MONDAY_10AM + HOUR
    assert queries.visible_to(cast.zhang, MONDAY_10AM).filter(pk=matter.pk).exists()
    assert queries.by_receipt(matter.receipt) == matter
    said = [entry.action for entry in journal.entries_of(matter)][-2:]
    assert said == ["matter.mark_asked", "matter.marked"]


def test_one_person_alone_marks_nothing(cast):
    matter = answered(cast)
    one = actions.mark(matter, words="办不到", by=cast.zhang, at=MONDAY_10AM)

    with pytest.raises(NotAllowed):
        actions.second_mark(one, words="同意", by=cast.zhang, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.mark(matter, words="办不到", by=cast.zhang, at=MONDAY_10AM)
    for person in (cast.stranger, cast.chen, cast.zhao, mine(matter), Bearer.anyone()):
        with pytest.raises(NotAllowed):
            actions.second_mark(one, words="同意", by=person, at=MONDAY_10AM)
    values = {"seconded_post": cast.building_post, "seconded_at": MONDAY_10AM}
    for wrong in ({"seconded_by": cast.zhang}, {"seconded_by": cast.li, "seconded_post": cast.unit_post}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mark.objects.filter(pk=one.pk).update(**values | wrong)


def test_a_mark_needs_an_answer_first_and_can_be_taken_back(cast):
    with pytest.raises(rules.NotPossible, match="先答复"):
        actions.mark(cast.chen_reports(), words="办不到", by=cast.zhang, at=MONDAY_10AM)
    one = actions.mark(answered(cast), words="办不到", by=cast.zhang, at=MONDAY_10AM)
    actions.second_mark(one, words="能办的是这些", by=cast.li, at=MONDAY_10AM)

    actions.take_mark_back(one, words="看错了", by=cast.zhang, at=MONDAY_10AM)

    assert Matter.objects.get(pk=one.matter_id).disregarded_at is None
    with pytest.raises(rules.NotPossible):
        actions.take_mark_back(one, words="看错了", by=cast.zhang, at=MONDAY_10AM)


def test_a_visit_keeps_both_names_and_nobody_asks_about_own_work(cast):
    matter = answered(cast)
    with pytest.raises(NotAllowed):
        actions.visit(matter, rating=5, spoken_with="陈晨", words="", by=cast.zhang, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.visit(matter, rating=4, spoken_with="陈晨", words="", by=cast.liu, at=MONDAY_10AM)

    actions.visit(matter, rating=3, spoken_with="陈晨", words="灯有点暗", by=cast.liu, at=MONDAY_10AM)

    kept = Visit.objects.get()
    assert (kept.person, kept.spoken_with, matter.rating) == (cast.liu, "陈晨", 3)
    assert "陈晨" not in str([entry.facts for entry in journal.entries_of(matter)])


def test_unhappy_on_the_telephone_it_is_reopened_with_the_reason(cast):
    matter = answered(cast)

    actions.visit(
        matter, rating=1, spoken_with="陈晨", words="又不亮了", again=True, by=cast.liu, at=MONDAY_10AM
    )

    assert (matter.state, matter.reopened) == (rules.WAITING, 1)
    assert queries.story(matter)[-1].words == "又不亮了"


def test_rates_count_ends_and_satisfaction_and_no_person(cast):
    happy, unhappy, unreasonable = answered(cast), answered(cast), answered(cast, "not_possible")
    for matter, rating in ((happy, 5), (unhappy, 1), (unreasonable, 1)):
        actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)
        actions.rate(matter, rating=rating, by=mine(matter), at=MONDAY_10AM)
    one = actions.mark(unreasonable, words="办不到", by=cast.zhang, at=MONDAY_10AM)
    actions.second_mark(one, words="能办的是这些", by=cast.li, at=MONDAY_10AM)

    found = queries.rates(cast.community.path, MONDAY_10AM - DAY, MONDAY_10AM + DAY)

    assert (found.closed, found.solved, found.rated, found.satisfied) == (3, 2, 2, 1)
    assert (found.disregarded, found.share_satisfied, found.in_time) == (1, 0.5, 3)
    nothing = queries.rates(cast.community.path, MONDAY_10AM + DAY, MONDAY_10AM + 2 * DAY)
    assert (nothing.closed, nothing.share_satisfied) == (0, None)


def test_rates_of_many_places_are_those_of_each(cast):
    for matter in (answered(cast), answered(cast, "partly")):
        actions.confirm(matter, by=mine(matter), at=MONDAY_10AM)
    areas = [cast.community.path, cast.grid.path, cast.other_grid.path, cast.unit.path]

    found = queries.rates_of_many(areas, MONDAY_10AM - DAY, MONDAY_10AM + DAY)

    each = {area: queries.rates(area, MONDAY_10AM - DAY, MONDAY_10AM + DAY) for area in areas}
    assert found == each
    assert (found[cast.grid.path].closed, found[cast.other_grid.path].closed) == (2, 0)
