"""§8.1: monthly inspections: merged, never doubled, problems made into matters with deadlines."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.duties.matters.models import Dispatch, Matter
from sanzhang.duties.supervision import actions, queries, rules
from sanzhang.duties.supervision.actions import Report
from sanzhang.duties.supervision.models import Answer, Finding, Inspection
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

NOVEMBER = date(2026, 11, 1)
RESULTS = st.sampled_from([rules.UNSEEN, rules.GOOD, rules.PROBLEM])


def duties(cast):
    return {duty.title: duty.pk for duty in queries.duties_to_walk(cast.unit, MONDAY_9AM)}


def hand_in(cast, reports, *, at=MONDAY_10AM, by=None, post=None):
    known = duties(cast)
    told = {known[title]: report for title, report in reports.items()}
    return actions.inspect(post or cast.unit_post, told, month=NOVEMBER, by=by or cast.zhang, at=at)


def test_a_problem_becomes_a_matter_sent_to_the_company_by_the_clock_of_its_duty(cast, company):
    hand_in(cast, {"楼道灯": Report("problem", "三楼灯不亮"), "楼道保洁": Report("good")})

    matter = Matter.objects.get()
    assert (matter.origin, matter.topic, matter.rung) == ("supervision", "property", "unit_leader")
    order = Dispatch.objects.get()
    assert (order.handler_name, order.handler_phone) == ("安居物业", "13800000005")
    assert order.due_at == MONDAY_10AM + timedelta(days=3)
    assert Finding.objects.get().due_at == order.due_at


def test_a_second_device_is_merged_and_never_doubles(cast, company):
    first = hand_in(cast, {"楼道灯": Report("problem", "三楼灯不亮")})

    second = hand_in(cast, {"楼道灯": Report("problem", "三楼 灯不亮"), "绿化养护": Report("good")})

    assert first.pk == second.pk
    assert (Inspection.objects.count(), Matter.objects.count(), Finding.objects.count()) == (1, 1, 1)
    assert Answer.objects.filter(result="good").count() == 1


def test_what_two_devices_say_differently_is_shown_to_a_person(cast, company):
    inspection = hand_in(cast, {"楼道灯": Report("good")})

    hand_in(cast, {"楼道灯": Report("problem", "灯不亮")})

    answer = Answer.objects.get()
    assert answer.result == "problem"
    assert answer.differs_at
    actions.look_over(inspection, by=cast.zhang, at=MONDAY_10AM)
    assert Answer.objects.get().differs_at is None


def test_the_same_problem_next_month_joins_the_open_one(cast, company):
    hand_in(cast, {"楼道灯": Report("problem", "三楼灯不亮")})
    later = MONDAY_10AM + timedelta(days=14)

    known = duties(cast)
    december = date(2026, 12, 1)
    report = {known["楼道灯"]: Report("problem", "还是不亮")}
    actions.inspect(cast.unit_post, report, month=december, by=cast.zhang, at=later)

    assert Matter.objects.count() == 1
    assert Finding.objects.count() == 2


def test_only_who_holds_the_post_inspects(cast, company):
    for by in (cast.stranger, cast.li, cast.liu, cast.chen):
        with pytest.raises(NotAllowed):
            hand_in(cast, {"楼道灯": Report("good")}, by=by)


@pytest.mark.parametrize(
    "reports", [{}, {"楼道灯": Report("unseen")}, {"楼道灯": Report("problem", " ")}, {"楼道灯": Report("x")}]
)
def test_too_little_is_refused_with_words(cast, company, reports):
    with pytest.raises(rules.NotPossible):
        hand_in(cast, reports)


def test_other_months_are_refused(cast, company):
    known = duties(cast)
    for month in (date(2026, 12, 1), date(2026, 9, 1), date(2026, 11, 2)):
        with pytest.raises(rules.NotPossible):
            actions.inspect(
                cast.unit_post, {known["楼道灯"]: Report("good")}, month=month, by=cast.zhang, at=MONDAY_9AM
            )


def test_the_overview_says_who_has_and_who_has_not_yet(cast, company):
    hand_in(cast, {"楼道灯": Report("good")})

    shown = queries.month_overview(cast.liu, cast.community, NOVEMBER, MONDAY_10AM)

    assert [one.post_id for one in shown.done] == [cast.unit_post.pk]
    assert {one.pk for one in shown.missing} == {cast.building_post.pk, cast.grid_post.pk}
    assert Entry.objects.filter(action="supervision.inspected").count() == 1


def test_a_body_replies_once_and_is_published_with_or_without(cast, company):
    hand_in(cast, {"楼道灯": Report("problem", "三楼灯不亮,电话13912345678")})
    finding = Finding.objects.get()
    assert _problems(cast, MONDAY_10AM) == []

    actions.reply(finding, words="明天换", by=Bearer.of("finding", finding.pk), at=MONDAY_10AM)

    (problem,) = _problems(cast, MONDAY_10AM)
    assert problem.reply == "明天换"
    assert "139" not in problem.words
    with pytest.raises(rules.NotPossible):
        actions.reply(finding, words="又", by=Bearer.of("finding", finding.pk), at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.reply(finding, words="又", by=Bearer.anyone(), at=MONDAY_10AM)


def test_without_a_reply_it_is_published_after_three_working_days(cast, company):
    hand_in(cast, {"楼道灯": Report("problem", "三楼灯不亮")})

    assert _problems(cast, MONDAY_10AM + timedelta(days=2, hours=23)) == []
    assert len(_problems(cast, MONDAY_10AM + timedelta(days=3))) == 1

    actions.hide_finding(Finding.objects.get(), reason="写了名字", by=cast.liu, at=MONDAY_10AM)
    assert _problems(cast, MONDAY_10AM + timedelta(days=3))[0].words == ""


def _problems(cast, at):
    page = queries.estate_page(queries.estate_seen(cast.unit.token), at)
    return page.bodies[0].problems


def test_the_community_looks_at_papers_and_sends_what_lacks(cast, company, estate):
    committee = actions.keep_body(
        cast.community,
        kind="committee",
        name="业委会",
        starts_on=date(2026, 1, 1),
        places=[estate],
        by=cast.liu,
        at=MONDAY_9AM,
    )
    actions.take_customary(committee, by=cast.liu, at=MONDAY_9AM)
    papers = {one.title: one.pk for one in queries.duties_to_walk(cast.community, MONDAY_9AM)}
    report = {papers["业委会换届"]: Report("problem", "任期满了还没有换届")}

    actions.inspect(cast.community_post, report, month=NOVEMBER, by=cast.liu, at=MONDAY_10AM)

    matter = Matter.objects.get()
    assert (matter.rung, matter.dispatches.get().handler_name) == ("community_worker", "业委会")
    page = queries.estate_page(queries.estate_seen(cast.unit.token), MONDAY_10AM + timedelta(days=4))
    assert [one.duty for body in page.bodies for one in body.problems] == ["业委会换届"]


@given(st.lists(RESULTS, min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_merging_does_not_depend_on_order_or_on_how_often(results, shuffle):
    again = results * 2
    shuffle.shuffle(again)

    assert _folded(again) == _folded(results)


def _folded(results):
    old = results[0]
    for new in results[1:]:
        old, _ = rules.merged(old, new)
    return old
