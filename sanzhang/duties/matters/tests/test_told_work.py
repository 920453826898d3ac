"""Who is told of work: deciders, checkers, the resident; each once, parties never (R15)."""

import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Decision, Matter
from sanzhang.duties.matters.tests.orders import DAY, HOUR, bearer, property_manager, sent
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs import clock
from sanzhang.foundation.permission import SYSTEM, Bearer
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db


def told(template):
    return list(Message.objects.filter(template=template).order_by("pk"))


def test_the_level_above_is_asked_to_decide_and_who_asked_is_told_the_end(cast):
    order = sent(cast, property_manager(cast))
    decision = actions.hand_back(order, words="不归我们", by=cast.zhao, at=MONDAY_10AM)
    clock.run_due(MONDAY_10AM + HOUR)
    asked = told("matters.to_decide")

    actions.decide_return(decision, choice="confirm", words="合同里有", by=cast.li, at=MONDAY_10AM + HOUR)
    clock.run_due(MONDAY_10AM + 2 * HOUR)

    assert [(one.to, one.link) for one in asked] == [(cast.li, f"/matters/decisions/{decision.pk}/")]
    assert "不归我们" not in asked[0].words
    assert {one.to for one in told("matters.decided")} == {cast.zhao, cast.zhang}


def test_undecided_the_next_level_is_asked_and_a_party_is_not(cast):
    matter = cast.chen_reports(about={cast.li.pk})
    order = sent(cast, matter=matter)

    decision = actions.hand_back(order, words="不归", by=bearer(order), at=MONDAY_10AM)
    assert decision.rung == rules.GRID
    clock.run_due(MONDAY_10AM + HOUR)
    clock.run_due(decision.due_at)
    clock.run_due(decision.due_at + HOUR)

    assert [one.to for one in told("matters.to_decide")] == [cast.wang, cast.liu]


def test_the_resident_gets_the_question_the_new_promise_and_is_asked_how_it_was(cast):
    matter = cast.chen_reports(contact_phone="13911112222")
    actions.ask_resident(matter, words="几楼?", by=cast.zhang, at=MONDAY_10AM)
    clock.run_due(MONDAY_10AM + HOUR)
    actions.answer_question(
        matter, words="五楼", by=Bearer.of("matter", matter.pk), at=MONDAY_10AM + 2 * HOUR
    )
    decision = actions.ask_time(
        matter,
        until=matter.outward_due_at + DAY,
        words="等件",
        by=cast.zhang,
        at=MONDAY_10AM + 3 * HOUR,
    )
    actions.decide_time(decision, grant=True, tell_resident=True, by=cast.li, at=MONDAY_10AM + 3 * HOUR)
    matter = Matter.objects.get(pk=matter.pk)
    actions.answer(matter, ending="solved", words="好了", by=cast.zhang, at=MONDAY_10AM + 4 * HOUR)
    clock.run_due(MONDAY_10AM + 5 * HOUR)
    clock.run_due(MONDAY_10AM + 8 * DAY)

    for template in ("matters.question", "matters.promise_moved", "matters.answered", "matters.rate"):
        assert [one.phone for one in told(template)] == ["13911112222"], template
    assert f"/r/{matter.receipt}/" in told("matters.question")[0].words
    assert "几楼" not in told("matters.question")[0].words


def test_somebody_above_is_asked_to_check_and_told_what_was_not_good(cast):
    matter = cast.chen_reports()
    actions.answer(matter, ending="solved", words="换了", check_first=True, by=cast.zhang, at=MONDAY_10AM)
    clock.run_due(MONDAY_10AM + HOUR)
    assert [one.to for one in told("matters.to_check")] == [cast.li]

    one = queries.running_check(matter)
    actions.check(one, is_good=False, words="没亮", by=cast.li, at=MONDAY_10AM + HOUR)
    clock.run_due(MONDAY_10AM + 2 * HOUR)

    assert [one.to for one in told("matters.not_good")] == [cast.zhang]


def test_decisions_stay_with_the_right_leader_when_a_building_moves(cast):
    order = sent(cast)
    decision = actions.hand_back(order, words="不归", by=bearer(order), at=MONDAY_10AM)
    Decision.objects.filter(pk=decision.pk).update(rung=rules.GRID)
    assert queries.decisions_for(cast.wang, MONDAY_10AM).exists()

    moved = f"{cast.other_grid.path}0009901"
    type(cast.unit).objects.filter(pk=cast.unit.pk).update(path=moved)
    actions.follow_place(type(cast.unit).objects.get(pk=cast.unit.pk), by=SYSTEM, at=MONDAY_10AM)

    assert not queries.decisions_for(cast.wang, MONDAY_10AM).exists()


def test_the_desk_shows_what_waits(cast):
    order = sent(cast, property_manager(cast))
    assert [(line.kind, line.url) for line in queries.to_do(cast.zhao, MONDAY_10AM)] == [
        ("派给我", f"/orders/{order.pk}/")
    ]
    decision = actions.hand_back(order, words="不归", by=cast.zhao, at=MONDAY_10AM)

    lines = queries.to_do(cast.li, MONDAY_10AM)

    assert [line.url for line in lines] == [f"/matters/decisions/{decision.pk}/"]
    assert queries.to_do(cast.stranger, MONDAY_10AM) == []
