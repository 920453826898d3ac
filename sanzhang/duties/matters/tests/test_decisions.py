"""What the level above decides: handed back once, more time twice, a second reopening (§10.2)."""

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.matters import actions, queries, rules, work
from sanzhang.duties.matters.models import Decision, Dispatch, Matter
from sanzhang.duties.matters.tests.orders import DAY, HOUR, WATER, bearer, sent
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from tests.times import FRIDAY_5PM, MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db


def handed_back(cast):
    order = sent(cast)
    return order, actions.hand_back(order, words="不归我们管", by=bearer(order), at=MONDAY_10AM)


def fresh(matter):
    return Matter.objects.get(pk=matter.pk)


def test_handed_back_the_level_above_the_sender_has_four_office_hours(cast):
    order, decision = handed_back(cast)

    assert (order.state, decision.rung) == (work.HANDED_BACK, rules.BUILDING)
    assert decision.due_at == MONDAY_10AM + 4 * HOUR
    assert list(queries.decisions_for(cast.li, MONDAY_10AM)) == [decision]
    assert queries.story(fresh(order.matter))[-1].sentence == "省热力南关站退单:说不归自己办,等上一级定。"


def test_office_hours_run_neither_at_night_nor_on_weekends(cast):
    due = work.add_working_hours(FRIDAY_5PM - HOUR, 4, calendar.working_days())

    assert (due.weekday(), due.hour, due.minute) == (0, 11, 30)


def test_told_to_do_it_it_can_not_be_handed_back_again(cast):
    order, decision = handed_back(cast)

    actions.decide_return(decision, choice="confirm", words="管网归你们", by=cast.li, at=MONDAY_10AM)

    order = Dispatch.objects.get(pk=order.pk)
    assert (order.state, order.must_do) == (work.SENT, True)
    with pytest.raises(rules.NotPossible, match="不能再退"):
        actions.hand_back(order, words="真不归", by=bearer(order), at=MONDAY_10AM)
    actions.claim(order, by=bearer(order), at=MONDAY_10AM)


def test_nobody_hands_back_twice_even_with_a_new_order(cast):
    order, decision = handed_back(cast)
    actions.decide_return(decision, choice="take_back", words="我们自己看", by=cast.li, at=MONDAY_10AM)
    again = sent(cast, matter=fresh(order.matter))

    with pytest.raises(rules.NotPossible, match="退过一次"):
        actions.hand_back(again, words="不归", by=bearer(again), at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.hand_back(order, words="不归", by=bearer(order), at=MONDAY_10AM)


def test_the_level_above_may_send_somebody_else(cast):
    order, decision = handed_back(cast)

    actions.decide_return(decision, choice="elsewhere", words="归水务", to=WATER, by=cast.li, at=MONDAY_10AM)

    orders = queries.dispatches_of(order.matter)
    assert [(one.state, one.is_lead) for one in orders] == [(work.RECALLED, True), (work.SENT, True)]
    assert fresh(order.matter).rung == rules.UNIT


def test_only_the_level_above_decides_and_only_once(cast):
    _, decision = handed_back(cast)

    for person in (cast.zhang, cast.wang, cast.liu, cast.chen, cast.stranger):
        with pytest.raises(NotAllowed):
            actions.decide_return(decision, choice="take_back", words="收回", by=person, at=MONDAY_10AM)
    actions.decide_return(decision, choice="take_back", words="收回", by=cast.li, at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.decide_return(decision, choice="confirm", words="去办", by=cast.li, at=MONDAY_10AM)


def test_undecided_it_climbs_from_level_to_level_and_twice_is_once(cast):
    _, decision = handed_back(cast)
    due = decision.due_at

    assert actions.keep_decisions(at=due) == 1
    assert actions.keep_decisions(at=due) == 0

    decision.refresh_from_db()
    assert (decision.rung, decision.due_at > due) == (rules.GRID, True)
    for _ in range(6):
        actions.keep_decisions(at=decision.due_at or due)
        decision.refresh_from_db()
    assert (decision.rung, decision.due_at, decision.decided_at) == (rules.DEPARTMENT, None, None)


def ask(matter, by, *, until=None, at=MONDAY_10AM, words="等配件"):
    return actions.ask_time(matter, until=until or matter.due_at + DAY, words=words, by=by, at=at)


def test_more_time_is_given_by_the_level_above(cast):
    matter = cast.chen_reports()
    was = matter.due_at
    decision = ask(matter, cast.zhang)

    actions.decide_time(decision, grant=True, by=cast.li, at=MONDAY_10AM)

    matter = fresh(matter)
    assert (matter.due_at, matter.rung) == (was + DAY, rules.UNIT)
    assert queries.story(matter)[-1].sentence == "12栋楼栋长同意延期。"


def test_the_promise_moves_only_if_the_resident_is_told(cast):
    matter = cast.chen_reports()
    until = matter.outward_due_at + DAY
    decision = ask(matter, cast.zhang, until=until)

    with pytest.raises(rules.NotPossible, match="告诉居民"):
        actions.decide_time(decision, grant=True, by=cast.li, at=MONDAY_10AM)
    actions.decide_time(decision, grant=True, tell_resident=True, words="等配件", by=cast.li, at=MONDAY_10AM)

    assert fresh(matter).outward_due_at == until


def test_time_is_asked_at_most_twice_and_never_once_it_is_late(cast):
    matter = cast.chen_reports()
    for _ in range(2):
        decision = ask(fresh(matter), cast.zhang)
        with pytest.raises(rules.NotPossible):
            ask(fresh(matter), cast.zhang)
        actions.decide_time(decision, grant=False, words="今天就办", by=cast.li, at=MONDAY_10AM)

    with pytest.raises(rules.NotPossible, match="2 次"):
        ask(fresh(matter), cast.zhang)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(number=3)
    late = cast.chen_reports("第二件")
    with pytest.raises(rules.NotPossible, match="期限"):
        ask(late, cast.zhang, at=late.due_at)


def test_asked_and_not_decided_it_lapses_at_the_deadline(cast):
    matter = cast.chen_reports()
    due = matter.due_at
    decision = ask(matter, cast.zhang)

    with pytest.raises(rules.NotPossible, match="作废"):
        actions.decide_time(decision, grant=True, by=cast.li, at=due)
    assert actions.keep_decisions(at=due) == 1
    assert actions.keep_decisions(at=due) == 0
    decision.refresh_from_db()
    assert decision.state == work.LAPSED


def test_a_handler_asks_who_sent_the_order(cast):
    order = sent(cast, due_at=MONDAY_10AM + DAY)
    actions.claim(order, by=bearer(order), at=MONDAY_10AM)

    with pytest.raises(rules.NotPossible, match="答应居民"):
        actions.ask_time_for_order(
            order, until=MONDAY_10AM + 20 * DAY, words="等件", by=bearer(order), at=MONDAY_10AM
        )
    decision = actions.ask_time_for_order(
        order, until=MONDAY_10AM + 2 * DAY, words="等件", by=bearer(order), at=MONDAY_10AM
    )
    with pytest.raises(NotAllowed):
        actions.decide_time(decision, grant=True, by=cast.li, at=MONDAY_10AM)
    actions.decide_time(decision, grant=True, by=cast.zhang, at=MONDAY_10AM)

    order.refresh_from_db()
    assert order.due_at == MONDAY_10AM + 2 * DAY
    assert "省热力南关站申请延期。" in [line.sentence for line in queries.story(fresh(order.matter))]


def reopened(cast, times, *, matter=None):
    matter = matter or cast.chen_reports()
    for _ in range(times):
        by = {rules.UNIT: cast.zhang, rules.BUILDING: cast.li}.get(matter.rung, cast.sun)
        actions.answer(matter, ending="solved", words="好了", by=by, at=MONDAY_10AM)
        actions.reopen(matter, words="没好", by=Bearer.of("matter", matter.pk), at=MONDAY_10AM)
    return matter


def test_the_second_time_the_level_above_has_to_decide_before_anything_else(cast):
    matter = reopened(cast, 2)

    assert (matter.rung, matter.reopened) == (rules.BUILDING, 2)
    for verb, words in (("accept", {}), ("answer", {"ending": "solved", "words": "好了"})):
        with pytest.raises(rules.NotPossible, match="请先定"):
            getattr(actions, verb)(matter, by=cast.li, at=MONDAY_10AM, **words)
    with pytest.raises(NotAllowed):
        actions.decide_redo(queries.redo_of(matter), again=True, words="再办", by=cast.zhang, at=MONDAY_10AM)


def test_decided_to_do_again_it_goes_back_to_who_did_it(cast):
    matter = reopened(cast, 2)

    actions.decide_redo(queries.redo_of(matter), again=True, words="确实没好", by=cast.li, at=MONDAY_10AM)

    matter = fresh(matter)
    assert (matter.state, matter.rung) == (rules.WAITING, rules.UNIT)
    actions.accept(matter, by=cast.zhang, at=MONDAY_10AM)


def test_found_to_be_done_it_is_closed_with_a_reason_and_the_street_is_the_next_to_look(cast):
    matter = reopened(cast, 2)
    decision = queries.redo_of(matter)
    with pytest.raises(rules.NotPossible):
        actions.decide_redo(decision, again=False, words=" ", by=cast.li, at=MONDAY_10AM)
    decision = queries.redo_of(fresh(matter))

    actions.decide_redo(decision, again=False, words="到现场看过,灯是亮的", by=cast.li, at=MONDAY_10AM)

    matter = fresh(matter)
    assert (matter.state, matter.ending) == (rules.CLOSED, "solved")
    actions.reopen(matter, words="还是不亮", by=Bearer.of("matter", matter.pk), at=MONDAY_10AM + DAY)
    assert (matter.rung, queries.redo_of(matter).rung) == (rules.STREET, rules.STREET)


def test_after_the_highest_level_has_looked_there_is_no_further_round(cast):
    matter = reopened(cast, 2)
    mine = Bearer.of("matter", matter.pk)
    for by in (cast.li, cast.sun, cast.zhou):
        decision = queries.redo_of(matter)
        actions.decide_redo(decision, again=False, words="看过,办好了", by=by, at=MONDAY_10AM)
        matter = fresh(matter)
        if by is not cast.zhou:
            actions.reopen(matter, words="没好", by=mine, at=MONDAY_10AM)

    with pytest.raises(rules.NotPossible, match="12345"):
        actions.reopen(matter, words="没好", by=mine, at=MONDAY_10AM)


def test_a_second_reopening_nobody_decides_climbs_with_the_matter(cast):
    matter = reopened(cast, 2)

    actions.climb_overdue(by=SYSTEM, at=matter.due_at)

    matter = fresh(matter)
    decision = queries.redo_of(matter)
    assert matter.rung == rules.GRID
    assert list(queries.decisions_for(cast.wang, matter.rung_at)) == [decision]
    assert not queries.decisions_for(cast.li, MONDAY_9AM).exists()
    actions.decide_redo(decision, again=True, words="再办", by=cast.wang, at=matter.rung_at)
