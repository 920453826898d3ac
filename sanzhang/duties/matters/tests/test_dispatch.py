"""Orders: claimed before work, one claims, handed back once, the first one leads, photos, recalled (§4.2)."""

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.matters import actions, queries, rules, work
from sanzhang.duties.matters.models import Dispatch, Matter
from sanzhang.duties.matters.tests.orders import DAY, HEAT, HOUR, WATER, bearer, kept, property_manager, sent
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.permission import Bearer, NotAllowed
from tests.times import MONDAY_10AM

pytestmark = pytest.mark.django_db


def told(matter):
    return [line.sentence for line in queries.story(Matter.objects.get(pk=matter.pk))]


def test_who_has_the_matter_sends_and_the_story_says_whom(cast):
    order = sent(cast)

    matter = order.matter
    assert (matter.state, matter.rung, order.is_lead, order.number) == (rules.ACCEPTED, rules.UNIT, True, 1)
    assert told(matter)[-1] == "12栋1单元单元长派给省热力南关站去办。"
    entry = list(journal.entries_of(matter))[-1]
    assert (entry.action, entry.facts["order"]) == ("matter.dispatched", order.pk)
    assert "热力" not in str(entry.facts)


def test_nobody_else_sends(cast):
    matter = cast.chen_reports()

    for person in (cast.li, cast.liu, cast.chen, cast.stranger, cast.zhao, Bearer.of("matter", matter.pk)):
        with pytest.raises(NotAllowed):
            actions.dispatch(matter, to=HEAT, words="去看看", by=person, at=MONDAY_10AM)
    assert not Dispatch.objects.exists()


def test_a_party_is_not_sent_and_neither_is_the_number_of_who_reported(cast):
    matter = cast.chen_reports(contact_phone="13911112222", about={cast.zhao.pk})

    for to in (
        property_manager(cast),
        actions.Handler("property", "桐荫物业", phone=cast.zhao.phone),
        actions.Handler("property", "桐荫物业", phone="13911112222"),
    ):
        with pytest.raises(rules.NotPossible):
            actions.dispatch(matter, to=to, words="去看看", by=cast.zhang, at=MONDAY_10AM)


def test_the_same_handler_is_not_sent_twice_at_a_time(cast):
    order = sent(cast)

    with pytest.raises(rules.NotPossible):
        sent(cast, matter=Matter.objects.get(pk=order.matter_id))
    assert Dispatch.objects.count() == 1


def test_claimed_it_is_seen_who_is_at_it(cast):
    order = sent(cast, property_manager(cast))

    actions.claim(order, by=cast.zhao, at=MONDAY_10AM + HOUR)

    assert (order.state, order.claimed_by) == (work.CLAIMED, cast.zhao)
    assert told(order.matter)[-1] == "物业经理(桐荫物业)接了单,正在办。"
    with pytest.raises(rules.NotPossible, match="已经接了"):
        actions.claim(Dispatch.objects.get(pk=order.pk), by=cast.zhao, at=MONDAY_10AM + HOUR)


def test_nobody_works_on_an_order_of_another(cast):
    order, other = sent(cast), sent(cast, WATER, matter=cast.chen_reports("别的事"))

    for person in (cast.zhao, cast.stranger, cast.li, cast.zhang, cast.chen, Bearer.anyone(), bearer(other)):
        for verb, words in (
            ("claim", {}),
            ("report_back", {"words": "好了"}),
            ("hand_back", {"words": "不归"}),
        ):
            with pytest.raises(NotAllowed):
                getattr(actions, verb)(order, by=person, at=MONDAY_10AM, **words)


def test_without_a_claim_nothing_is_reported_back(cast):
    order = sent(cast)

    with pytest.raises(rules.NotPossible, match="接单"):
        actions.report_back(order, words="修好了", by=bearer(order), at=MONDAY_10AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.filter(pk=order.pk).update(state=work.DONE, ended_at=MONDAY_10AM)


def test_reported_back_the_matter_waits_for_who_sent(cast):
    order = sent(cast)
    actions.claim(order, by=bearer(order), at=MONDAY_10AM)

    actions.report_back(order, words="换了阀门", by=bearer(order), at=MONDAY_10AM + HOUR)

    assert (order.state, order.runs) == (work.DONE, False)
    assert told(order.matter)[-1] == "省热力南关站回单:办完了。"
    matter = Matter.objects.get(pk=order.matter_id)
    actions.answer(matter, ending="solved", words="热了", by=cast.zhang, at=MONDAY_10AM + HOUR)
    assert matter.state == rules.ANSWERED


def test_the_first_one_leads_and_reports_back_last(cast):
    first = sent(cast)
    second = sent(cast, WATER, matter=Matter.objects.get(pk=first.matter_id))
    for order in (first, second):
        actions.claim(order, by=bearer(order), at=MONDAY_10AM)
    first.refresh_from_db()
    assert (first.is_lead, second.is_lead) == (True, False)

    with pytest.raises(rules.NotPossible, match="牵头"):
        actions.report_back(first, words="好了", by=bearer(first), at=MONDAY_10AM)

    actions.report_back(second, words="好了", by=bearer(second), at=MONDAY_10AM)
    actions.report_back(first, words="都好了", by=bearer(first), at=MONDAY_10AM)
    assert not queries.running_orders(first.matter).exists()


def test_when_the_lead_is_recalled_the_next_one_leads(cast):
    first = sent(cast)
    second = sent(cast, WATER, matter=Matter.objects.get(pk=first.matter_id))

    actions.recall(first, words="派错了", by=cast.zhang, at=MONDAY_10AM)

    second.refresh_from_db()
    assert second.is_lead
    with pytest.raises(rules.NotPossible):
        actions.claim(first, by=bearer(first), at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible):
        actions.recall(first, words="派错了", by=cast.zhang, at=MONDAY_10AM)


def test_answered_only_when_all_are_back_or_with_a_reason(cast):
    order = sent(cast)
    matter = Matter.objects.get(pk=order.matter_id)
    with pytest.raises(rules.NotPossible, match="没有回"):
        actions.answer(matter, ending="solved", words="热了", by=cast.zhang, at=MONDAY_10AM)

    actions.answer(
        matter, ending="solved", words="热了", despite="居民说已经热了", by=cast.zhang, at=MONDAY_10AM
    )

    order.refresh_from_db()
    assert (matter.state, order.state) == (rules.ANSWERED, work.RECALLED)
    assert "居民说已经热了" in [line.words for line in queries.story(matter)]


def test_withdrawn_by_the_resident_no_order_runs_on(cast):
    order = sent(cast)
    _link, secret = actions.make_link(order, by=cast.zhang, at=MONDAY_10AM)
    matter = Matter.objects.get(pk=order.matter_id)

    actions.withdraw(matter, by=Bearer.of("matter", matter.pk), at=MONDAY_10AM)

    order.refresh_from_db()
    assert not order.runs
    assert actions.open_link(secret, by=Bearer.anyone(), at=MONDAY_10AM) is None


def test_a_kind_may_ask_for_photos_before_and_after(cast):
    order = sent(cast, matter=cast.chen_reports("灯坏了", topic="facility"))
    actions.claim(order, by=bearer(order), at=MONDAY_10AM)
    before, after = kept(cast, order), kept(cast, order)

    with pytest.raises(rules.NotPossible, match="办完以后"):
        actions.report_back(order, words="好了", by=bearer(order), at=MONDAY_10AM)
    with pytest.raises(rules.NotPossible, match="办之前"):
        actions.report_back(order, words="好了", photos=[after], by=bearer(order), at=MONDAY_10AM)
    actions.report_back(
        order, words="好了", photos=[after], photos_before=[before], by=bearer(order), at=MONDAY_10AM
    )

    phases = sorted(order.matter.photos.values_list("phase", flat=True))
    assert phases == ["after", "before"]


def test_orders_of_a_post_are_seen_by_who_holds_it_and_by_no_other(cast):
    to = actions.Handler("department", "区住建局", post_id=cast.department_post.pk)

    order = sent(cast, to)

    assert list(queries.waiting_dispatches(cast.zhou, MONDAY_10AM)) == [order]
    for person in (cast.zhao, cast.sun, cast.zhang, cast.chen):
        assert not queries.waiting_dispatches(person, MONDAY_10AM).exists()
    actions.claim(order, by=cast.zhou, at=MONDAY_10AM)
    assert told(order.matter)[-1] == "南关区部门工作者接了单,正在办。"


def test_who_sent_is_told_once_that_the_time_is_over(cast):
    order = sent(cast, due_at=MONDAY_10AM + DAY)

    assert actions.remind_of_orders(at=MONDAY_10AM + DAY) == 1
    assert actions.remind_of_orders(at=MONDAY_10AM + 2 * DAY) == 0

    entry = list(journal.entries_of(order.matter))[-1]
    assert (entry.action, entry.facts["order"]) == ("matter.order_late", order.pk)


def test_the_contact_is_shown_at_work_and_only_if_who_reported_agreed(cast):
    matter = cast.chen_reports(contact_name="陈晨", contact_phone="13911112222")
    order = sent(cast, matter=matter)
    with pytest.raises(rules.NotPossible):
        actions.reveal_to_handler(order, by=bearer(order), at=MONDAY_10AM)
    agreed = sent(cast, WATER, matter=Matter.objects.get(pk=matter.pk), shares_contact=True)
    with pytest.raises(rules.NotPossible):
        actions.reveal_to_handler(agreed, by=bearer(agreed), at=MONDAY_10AM)
    actions.claim(agreed, by=bearer(agreed), at=MONDAY_10AM)

    assert actions.reveal_to_handler(agreed, by=bearer(agreed), at=MONDAY_10AM) == ("陈晨", "13911112222")
    assert list(journal.entries_of(matter))[-1].action == "personal.read"
