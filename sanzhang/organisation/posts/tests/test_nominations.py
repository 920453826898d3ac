"""Leaders in the party are put forward in one step, and another person decides (§3.1)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import BodySeat, Nomination
from sanzhang.organisation.posts.tests.bodies import add_estate, colleague, note, open_branch, open_party, put
from tests.times import MONDAY_9AM, MONDAY_10AM, TUESDAY_9AM

TODAY = timezone.localdate(MONDAY_9AM)
WEDNESDAY = MONDAY_9AM + timedelta(days=2)


@pytest.fixture
def estate(cast):
    note(cast.building_post, cast.li, "old_party_member")
    note(cast.unit_post, cast.zhang, "party_member", "volunteer")
    note(cast.grid_post, cast.wang, "serving_party_member")
    return add_estate(cast, cast.building)


@pytest.fixture
def branch(cast, estate):
    return open_branch(cast, estate)


@pytest.fixture
def party(cast, estate):
    return open_party(cast)


@pytest.fixture
def he(cast):
    return colleague(cast)


def propose(cast, body, *persons, by=None, at=MONDAY_9AM, **more):
    return actions.propose_for_body(
        body, persons=[one.pk for one in persons], by=by or cast.liu, at=at, **more
    )


def decide(body, by, *nominations, accepted=True, at=MONDAY_10AM, words=""):
    return actions.decide_nominations(
        body, nominations=[one.pk for one in nominations], accepted=accepted, words=words, by=by, at=at
    )


def names(body, at=MONDAY_9AM):
    return [one.leader.person.name for one in queries.candidates_for(body, at)]


# who can be put forward


def test_party_members_who_lead_in_the_estate_and_have_no_seat_can_be_put_forward(cast, branch):
    assert names(branch) == ["王芳", "李志国", "张桂兰"]
    actions.seat_in_body(branch, person=cast.li, role="member", by=cast.liu, at=MONDAY_9AM)
    note(cast.unit_post, cast.zhang, "volunteer")
    assert names(branch) == ["王芳"]


def test_a_grid_leader_belongs_to_each_estate_with_a_building_in_the_grid(cast, branch):
    other = add_estate(cast, cast.other_building, name="槐荫家园")
    far = open_branch(cast, other)
    put(cast, cast.other_grid, "grid_leader", cast.chen)
    put(cast, cast.far_unit, "unit_leader", cast.zhao)
    for post_of, person in ((cast.other_grid, cast.chen), (cast.far_unit, cast.zhao)):
        note(post_of.posts.get(kind__in=("grid_leader", "unit_leader")), person, "party_member")

    assert names(far) == ["陈晨", "赵强"]
    assert names(branch) == ["王芳", "李志国", "张桂兰"]


def test_what_the_file_of_an_earlier_post_says_is_not_read(cast, branch):
    cast.vacate("unit_leader", at=MONDAY_9AM)
    put(cast, cast.next_unit, "unit_leader", cast.zhang, at=MONDAY_9AM)

    assert names(branch) == ["王芳", "李志国"]
    leader = next(one for one in queries.leaders_in(cast.community, MONDAY_9AM) if one.person == cast.zhang)
    assert leader.is_party_member is None


def test_who_only_acts_is_not_put_forward(cast, branch):
    put(cast, cast.next_unit, "unit_leader", cast.chen, is_acting=True, reason="住院", ends_at=WEDNESDAY)
    note(cast.next_unit.posts.get(), cast.chen, "party_member")

    assert "陈晨" not in names(branch)


def test_candidates_say_how_long_they_lead_where_else_they_sit_and_what_was_answered(cast, branch, party, he):
    actions.seat_in_body(party, person=cast.li, role="part_time_member", by=cast.liu, at=MONDAY_9AM)
    made = propose(cast, branch, cast.li).made
    decide(branch, he, *made, accepted=False, words="先熟悉情况")

    one = next(one for one in queries.candidates_for(branch, MONDAY_10AM) if one.leader.person == cast.li)
    assert one.served == "2 个月" or one.served == "60 天" or one.served.endswith("月")
    assert one.elsewhere == ("桐荫社区党组织兼职委员",)
    assert one.last == made[0]


# proposing


def test_all_chosen_are_proposed_in_one_step_and_told_by_the_journal(cast, branch):
    done = propose(cast, branch, cast.wang, cast.li, cast.zhang)

    assert [one.person for one in done.made] == [cast.wang, cast.li, cast.zhang]
    assert [one.tenure for one in done.made] == [
        cast.tenures[k] for k in ("grid_leader", "building_leader", "unit_leader")
    ]
    entries = Entry.objects.filter(action="body.proposed").order_by("id")
    assert [one.about for one in entries] == [one.journal_key for one in (cast.wang, cast.li, cast.zhang)]
    assert not any("name" in one.facts for one in entries)
    assert names(branch) == []


def test_who_cannot_be_proposed_is_left_out_with_the_reason_and_the_others_go_on(cast, branch):
    propose(cast, branch, cast.li)
    actions.seat_in_body(branch, person=cast.wang, role="member", by=cast.liu, at=MONDAY_9AM)
    note(cast.unit_post, cast.zhang, "party_member")

    done = propose(cast, branch, cast.li, cast.wang, cast.zhang, cast.chen)

    assert [one.person for one in done.made] == [cast.zhang]
    assert done.left == (cast.li.pk, cast.wang.pk, cast.chen.pk)
    reasons = {
        person.name: words for person, words in queries.why_not(branch, done.left, MONDAY_9AM, by=cast.liu)
    }
    assert reasons == {"李志国": "已经有人提名,正在等决定。", "王芳": "已经在桐荫家园党支部任职。"}


def test_nobody_proposes_himself_in_the_database_either(cast, branch):
    put(cast, cast.next_unit, "unit_leader", cast.liu)
    note(cast.next_unit.posts.get(), cast.liu, "party_member")
    assert "刘敏" in names(branch)

    done = propose(cast, branch, cast.liu, cast.li)

    assert done.left == (cast.liu.pk,)
    assert "本人" in queries.why_not(branch, done.left, MONDAY_9AM, by=cast.liu)[0][1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=done.made[0].pk).update(person=cast.liu)


def test_proposing_needs_somebody_a_role_that_fits_and_for_the_community_a_reason(cast, branch, party):
    with pytest.raises(actions.NotPossible, match="勾选"):
        propose(cast, branch)
    for role in ("secretary", "part_time_member"):
        with pytest.raises(actions.NotPossible, match="委员"):
            propose(cast, branch, cast.li, role=role)
    with pytest.raises(actions.NotPossible, match="特别优秀"):
        propose(cast, party, cast.li, role="part_time_member", words="  ")
    made = propose(cast, party, cast.li, role="part_time_member", words="带头调解三十多起").made
    assert made[0].words == "带头调解三十多起"


def test_only_the_community_proposes(cast, branch):
    for who in (cast.sun, cast.wang, cast.li, cast.stranger, cast.wu, SYSTEM, Bearer.anyone()):
        with pytest.raises(NotAllowed):
            propose(cast, branch, cast.zhang, by=who)


# deciding


def test_an_accepted_nominee_sits_there_from_that_day(cast, branch, he):
    made = propose(cast, branch, cast.li, cast.zhang).made

    decide(branch, he, *made, at=TUESDAY_9AM, words="支部党员大会通过")

    seats = queries.members_of_body(branch, TUESDAY_9AM)
    assert {(one.person, one.role, one.starts_on) for one in seats} == {
        (cast.li, "member", timezone.localdate(TUESDAY_9AM)),
        (cast.zhang, "member", timezone.localdate(TUESDAY_9AM)),
    }
    assert queries.members_of_body(branch, MONDAY_10AM) == []
    assert {one.nomination for one in seats} == set(made)


def test_the_street_may_decide_too(cast, branch):
    made = propose(cast, branch, cast.li).made
    assert decide(branch, cast.sun, *made)[0].decided_by == cast.sun


def test_neither_who_proposed_nor_the_nominee_decides_in_the_database_either(cast, branch, he):
    put(cast, cast.next_unit, "unit_leader", he)
    note(cast.next_unit.posts.get(), he, "party_member")
    made = propose(cast, branch, he).made
    for who, words in ((cast.liu, "您提的名"), (he, "您本人")):
        with pytest.raises(NotAllowed, match=words):
            decide(branch, who, *made)
        for state in ("accepted", "refused"):
            with pytest.raises(IntegrityError), transaction.atomic():
                Nomination.objects.filter(pk=made[0].pk).update(
                    state=state, decided_by=who, decided_at=MONDAY_9AM, decision_words="x"
                )
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=made[0].pk).update(state="accepted", decided_at=MONDAY_9AM)
    for who in (cast.li, cast.wang, cast.stranger, cast.wu, SYSTEM):
        with pytest.raises(NotAllowed):
            decide(branch, who, *made)
    assert not BodySeat.objects.exists()


def test_a_refusal_has_words(cast, branch, he):
    made = propose(cast, branch, cast.li).made
    with pytest.raises(actions.NotPossible, match="写明原因"):
        decide(branch, he, *made, accepted=False)

    decide(branch, he, *made, accepted=False, words="先熟悉情况")

    made[0].refresh_from_db()
    assert (made[0].state, made[0].decision_words, made[0].decided_by) == ("refused", "先熟悉情况", he)
    assert "李志国" in names(branch, MONDAY_10AM)
    assert not BodySeat.objects.exists()


def test_who_leads_no_longer_takes_no_seat_and_nothing_is_half_done(cast, branch, he):
    made = propose(cast, branch, cast.li, cast.zhang).made
    cast.vacate("building_leader", at=MONDAY_10AM)

    with pytest.raises(actions.NotPossible, match="李志国已经不担任三长"):
        decide(branch, he, *made)

    assert not BodySeat.objects.exists()
    assert Nomination.objects.filter(state="waiting").count() == 2


def test_what_is_decided_is_not_decided_again(cast, branch, he):
    made = propose(cast, branch, cast.li).made
    decide(branch, he, *made)
    for act in (
        lambda: decide(branch, cast.sun, *made),
        lambda: actions.withdraw_nomination(made[0], by=cast.liu, at=MONDAY_10AM),
        lambda: actions.decline_nomination(made[0], by=cast.li, at=MONDAY_10AM),
    ):
        with pytest.raises(actions.NotPossible, match="已经决定"):
            act()


def test_a_decision_is_taken_back_within_a_day_by_who_decided(cast, branch, he):
    made = propose(cast, branch, cast.li, cast.zhang).made
    decide(branch, he, made[0])
    decide(branch, he, made[1], accepted=False, words="先熟悉情况")
    made = list(Nomination.objects.order_by("pk"))
    with pytest.raises(NotAllowed, match="作决定的人"):
        actions.take_back_decision(made[0], by=cast.sun, at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="由作决定的人"):
        actions.cancel_body_seat(BodySeat.objects.get(), by=cast.liu, at=TUESDAY_9AM)

    for one in made:
        actions.take_back_decision(one, by=he, at=TUESDAY_9AM)

    assert Nomination.objects.filter(state="waiting", decided_by=None).count() == 2
    assert queries.members_of_body(branch, TUESDAY_9AM) == []
    decide(branch, cast.sun, made[0], at=TUESDAY_9AM)
    with pytest.raises(actions.NotPossible, match="超过一天"):
        actions.take_back_decision(made[0], by=cast.sun, at=TUESDAY_9AM + timedelta(days=1, minutes=1))


def test_a_proposal_is_withdrawn_or_declined_by_whom_it_is_about(cast, branch):
    one, two = propose(cast, branch, cast.li, cast.zhang).made
    actions.withdraw_nomination(one, by=cast.liu, at=MONDAY_10AM, words="提错了")
    for who in (cast.li, cast.liu, cast.stranger):
        with pytest.raises(NotAllowed):
            actions.decline_nomination(two, by=who, at=MONDAY_10AM)
    actions.decline_nomination(two, by=cast.zhang, at=MONDAY_10AM, words="身体不好")

    assert {one.state for one in Nomination.objects.all()} == {"withdrawn", "declined"}
    assert [one.state for one in queries.bodies_of(cast.zhang, MONDAY_10AM).nominations] == ["declined"]


def test_entering_a_seat_otherwise_withdraws_what_waits(cast, branch):
    made = propose(cast, branch, cast.li).made
    actions.seat_in_body(branch, person=cast.li, role="secretary", by=cast.liu, at=MONDAY_10AM)
    made[0].refresh_from_db()
    assert made[0].state == "withdrawn"
