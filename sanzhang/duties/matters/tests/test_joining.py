"""The same thing reported by several: one is worked on, each is answered; nobody is shown what is not theirs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
LAMP, SAME = "三楼楼道的灯坏了好几天,晚上很黑", "楼道灯坏了,晚上太黑看不见"
ANYONE = Bearer.anyone()
MONDAY_11AM = MONDAY_10AM + timedelta(hours=1)


@pytest.fixture
def lead(cast):
    return cast.chen_reports(LAMP, topic="facility")


def me_too(cast, lead, **more):
    more = {"place": cast.next_unit, "words": SAME} | more
    return actions.me_too(lead, by=ANYONE, at=MONDAY_10AM, **more)


def moved(matter):
    matter.refresh_from_db()
    return matter


class TestWhatIsShownBeforeSending:
    def test_a_similar_open_one_of_the_same_building_with_the_words_that_say_so(self, cast, lead):
        found = queries.alike(cast.next_unit, SAME, at=MONDAY_10AM)

        assert [one.matter for one in found] == [lead]
        assert "楼道" in "".join(found[0].because)
        assert "12栋" in found[0].where
        assert "单元" not in found[0].where

    def test_nothing_else_and_nothing_of_another_grid(self, cast, lead):
        assert not queries.alike(cast.next_unit, "希望社区组织包饺子", at=MONDAY_10AM)
        assert not queries.alike(cast.far_unit, SAME, at=MONDAY_10AM)

    def test_the_same_thing_at_length_is_shown_though_few_of_its_words_are_the_same(self, cast):
        first = "窗户对着东门的烧烤摊,每天晚上六点冒烟到凌晨两点,油烟飘进屋里,夏天不敢开窗,孩子咳嗽很久"
        other = "东门外面几家烧烤摊又出来了,油烟大得呛人,不敢开窗,老人心脏不好,凌晨还睡不着,请派人看看"
        lead = cast.chen_reports(first, topic="environment")

        assert [one.matter for one in queries.alike(cast.next_unit, other, at=MONDAY_10AM)] == [lead]

    def test_never_what_names_somebody(self, cast):
        cast.chen_reports(LAMP, about=[cast.zhang.pk])
        cast.chen_reports(LAMP, about_households=[cast.doors[cast.unit.pk, "101"].pk])

        assert not queries.alike(cast.next_unit, LAMP, at=MONDAY_10AM)

    @pytest.mark.parametrize(
        "more", [{"kind": rules.EMERGENCY}, {"topic": "neighbours"}, {"topic": "needs"}], ids=str
    )
    def test_never_an_emergency_a_quarrel_or_a_hardship(self, cast, more):
        cast.chen_reports(LAMP, **more)

        assert not queries.alike(cast.next_unit, LAMP, at=MONDAY_10AM)

    def test_never_what_is_from_the_asker_or_a_housemate(self, cast):
        cast.chen_reports(LAMP, reporter=cast.chen)

        assert not queries.alike(cast.next_unit, LAMP, by=cast.chen, at=MONDAY_10AM)

    def test_not_what_is_older_than_thirty_days_or_ended(self, cast, lead):
        assert not queries.alike(cast.next_unit, SAME, at=MONDAY_9AM + timedelta(days=31))
        actions.answer(lead, ending="solved", words="换了灯泡", by=cast.zhang, at=MONDAY_10AM)
        assert not queries.alike(cast.next_unit, SAME, at=MONDAY_10AM)

    def test_names_phones_and_doors_are_covered(self, cast):
        cast.chen_reports("我是李建国,住302室,楼道灯坏了,电话13912345678")

        (shown,) = queries.alike(cast.next_unit, "楼道灯坏了", at=MONDAY_10AM)

        for secret in ("李建国", "302", "13912345678", "1391"):
            assert secret not in shown.words

    def test_five_queries_whatever_lies_nearby(self, cast, django_assert_max_num_queries):
        for _ in range(30):
            cast.chen_reports(LAMP)
        with django_assert_max_num_queries(3):
            assert len(queries.alike(cast.next_unit, SAME, at=MONDAY_10AM)) == 3


class TestMeToo:
    def test_has_its_own_receipt_words_and_contact_and_no_clock(self, cast, lead):
        made = me_too(cast, lead, contact_phone="13812345678")

        assert (made.state, made.joined_to, made.due_at) == (rules.JOINED, lead, None)
        assert made.receipt != lead.receipt
        assert made.words == SAME
        assert made.contact_phone == "13812345678"
        assert queries.joined_counts([lead]) == {lead.pk: 1}

    def test_without_words_it_is_the_same(self, cast, lead):
        assert me_too(cast, lead, words="").words == rules.SAME_AS_BEFORE

    def test_is_refused_once_the_lead_has_an_answer(self, cast, lead):
        actions.answer(lead, ending="solved", words="换了灯泡", by=cast.zhang, at=MONDAY_9AM)

        with pytest.raises(rules.NotPossible):
            me_too(cast, lead)

    def test_is_refused_for_what_may_not_be_shown(self, cast):
        hidden = cast.chen_reports(LAMP, about=[cast.zhang.pk])

        with pytest.raises(rules.NotPossible):
            me_too(cast, hidden)

    def test_from_another_grid_is_refused(self, cast, lead):
        with pytest.raises(rules.NotPossible):
            me_too(cast, lead, place=cast.far_unit)

    def test_the_answer_of_the_lead_answers_each_and_each_ends_for_itself(self, cast, lead):
        first, second = me_too(cast, lead), me_too(cast, lead)

        actions.answer(lead, ending="solved", words="换了灯泡", by=cast.zhang, at=MONDAY_11AM)

        for one in (first, second):
            assert (moved(one).state, one.ending) == (rules.ANSWERED, "solved")
            assert one.steps.get(step=rules.ANSWER).words == "换了灯泡"
        by = Bearer.of("matter", first.pk)
        actions.confirm(first, by=by, at=MONDAY_11AM)
        by = Bearer.of("matter", second.pk)
        actions.reopen(second, words="我们单元还是黑的", by=by, at=MONDAY_11AM)
        assert [moved(one).state for one in (lead, first, second)] == [
            rules.ANSWERED,
            rules.CLOSED,
            rules.WAITING,
        ]
        assert second.due_at is not None

    def test_the_lead_withdrawn_hands_on_to_the_oldest(self, cast, lead):
        first, second = me_too(cast, lead), me_too(cast, lead)

        actions.withdraw(lead, by=Bearer.of("matter", lead.pk), at=MONDAY_11AM)

        assert (moved(first).state, first.joined_to) == (rules.WAITING, None)
        assert first.due_at is not None
        assert (moved(second).state, second.joined_to) == (rules.JOINED, first)

    def test_one_withdrawn_leaves_the_rest_alone(self, cast, lead):
        first = me_too(cast, lead)
        actions.withdraw(first, by=Bearer.of("matter", first.pk), at=MONDAY_11AM)
        assert moved(lead).state == rules.WAITING

    def test_whoever_asked_may_go_an_own_way(self, cast, lead):
        first = me_too(cast, lead)

        actions.part(first, by=Bearer.of("matter", first.pk), words="不是一处", at=MONDAY_11AM)

        assert (moved(first).state, first.joined_to, first.rung) == (rules.WAITING, None, rules.BUILDING)


class TestJoiningAfterwards:
    def test_by_who_has_it_and_what_was_joined_goes_along(self, cast, lead):
        other = cast.chen_reports(SAME, topic="facility")
        child = me_too(cast, other)

        actions.join(other, to=lead, by=cast.zhang, at=MONDAY_11AM)

        assert [moved(one).joined_to_id for one in (other, child)] == [lead.pk] * 2
        actions.answer(moved(lead), ending="solved", words="换了", by=cast.zhang, at=MONDAY_11AM)
        assert {moved(one).state for one in (other, child)} == {rules.ANSWERED}

    def test_undone_within_a_day_by_a_seat_and_not_later(self, cast, lead):
        other = cast.chen_reports(SAME)
        actions.join(other, to=lead, by=cast.zhang, at=MONDAY_11AM)

        with pytest.raises(rules.NotPossible, match="一天"):
            actions.part(moved(other), by=cast.zhang, at=MONDAY_11AM + timedelta(hours=25))
        actions.part(moved(other), by=cast.zhang, at=MONDAY_11AM + timedelta(hours=23))
        assert moved(other).state == rules.WAITING

    def test_never_by_who_has_it_not_nor_to_itself_nor_to_what_ended(self, cast, lead):
        other = cast.chen_reports(SAME)
        with pytest.raises(NotAllowed):
            actions.join(other, to=lead, by=cast.li, at=MONDAY_11AM)
        with pytest.raises(rules.NotPossible):
            actions.join(lead, to=lead, by=cast.zhang, at=MONDAY_11AM)
        actions.answer(lead, ending="solved", words="换了", by=cast.zhang, at=MONDAY_11AM)
        with pytest.raises(rules.NotPossible):
            actions.join(other, to=moved(lead), by=cast.zhang, at=MONDAY_11AM)

    def test_parties_of_what_is_joined_are_kept_from_the_lead(self, cast, lead):
        other = cast.chen_reports(SAME, about=[cast.zhang.pk])  # so the building leader has it
        actions.pass_up(lead, words="单元里修不了", by=cast.zhang, at=MONDAY_10AM)

        actions.join(other, to=moved(lead), by=cast.li, at=MONDAY_11AM)

        assert not queries.visible_to(cast.zhang, MONDAY_11AM).filter(pk=lead.pk).exists()
        assert cast.zhang.pk in queries.shunned(moved(lead), MONDAY_11AM)

    def test_the_lead_moves_on_from_a_holder_from_whom_a_joined_one_is(self, cast, lead):
        residents.settle(cast.li, household=cast.doors[cast.unit.pk, "301"], by=SYSTEM, at=MONDAY_9AM)
        actions.pass_up(lead, words="修不了", by=cast.zhang, at=MONDAY_10AM)
        other = cast.chen_reports(SAME, reporter=cast.li)

        actions.join(other, to=moved(lead), by=cast.zhang, at=MONDAY_11AM)

        assert moved(lead).rung == rules.GRID

    def test_the_similar_ones_are_offered_and_others_found_by_words(self, cast, lead):
        other = cast.chen_reports(SAME)
        far = cast.chen_reports("单元门关不上了")

        assert [one.matter for one in queries.leads_for(other, cast.zhang, MONDAY_11AM)] == [lead]
        by_words = queries.leads_for(other, cast.zhang, MONDAY_11AM, words="单元门")
        assert [one.matter for one in by_words] == [far]
        by_number = queries.leads_for(other, cast.zhang, MONDAY_11AM, words=far.reference)
        assert [one.matter for one in by_number] == [far]


class TestTheDatabase:
    @pytest.mark.parametrize("wrong", ["itself", "a joined one", "while leading", "an ended one"])
    def test_refuses_chains_and_loops(self, cast, lead, wrong):
        other, third = cast.chen_reports(SAME), cast.chen_reports(SAME)
        child = me_too(cast, lead)
        target = {"itself": other, "a joined one": child, "while leading": other, "an ended one": third}[
            wrong
        ]
        row = lead if wrong == "while leading" else other
        Matter.objects.filter(pk=third.pk).update(state=rules.WITHDRAWN, due_at=None)

        with pytest.raises(IntegrityError), transaction.atomic():
            Matter.objects.filter(pk=row.pk).update(state=rules.JOINED, joined_to=target, due_at=None)


class TestFilingAnew:
    @pytest.fixture
    def lift(self, db):
        made = Kind.objects.create(
            code="S9901",
            source="ours",
            group="电梯",
            name="电梯停了",
            topic="property",
            urgency=rules.UTILITY,
            first_rung=rules.GRID,
        )
        made.clocks.create(rung=rules.GRID, amount=2, unit="hours")
        return made

    def test_topic_urgency_clocks_and_rung_follow(self, cast, lead, lift):
        actions.file_as(lead, lift, by=cast.zhang, at=MONDAY_10AM)

        assert (moved(lead).filed_as, lead.topic, lead.kind) == (lift, "property", rules.UTILITY)
        assert (lead.rung, lead.due_at) == (rules.GRID, MONDAY_10AM + timedelta(hours=2))
        assert lead.outward_due_at <= MONDAY_9AM + timedelta(days=1)
        steps = MatterStep.objects.filter(matter=lead).order_by("seq").values_list("step", flat=True)
        assert list(steps) == [rules.REPORT, rules.FILE, rules.PASS_UP]

    def test_only_by_who_has_it_and_once(self, cast, lead, lift):
        with pytest.raises(NotAllowed):
            actions.file_as(lead, lift, by=cast.li, at=MONDAY_10AM)
        actions.file_as(lead, lift, by=cast.zhang, at=MONDAY_10AM)
        with pytest.raises(rules.NotPossible):
            actions.file_as(lead, lift, by=cast.wang, at=MONDAY_10AM)
