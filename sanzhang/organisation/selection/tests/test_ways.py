"""Each way from the call to the person on the post (§2.2)."""

from datetime import date

import pytest

from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts import queries as held_posts
from sanzhang.organisation.posts.models import Background, Post, Tenure
from sanzhang.organisation.selection import actions, rules
from sanzhang.organisation.selection.models import Procedure, StageRow
from sanzhang.organisation.selection.tests.world import HOUR, day
from tests.times import MONDAY_9AM

STORY = ["call", "candidates", "publication", "objections", "choice", "filing", "filing", "seat"]


def test_a_recommendation_goes_from_the_call_to_the_leader(world):
    procedure = world.filed(world.decided())

    starts_at = local_midnight(procedure.filing.starts_on)
    world.to(starts_at)
    done = world.now(procedure)

    assert (done.stage, done.ended_at) == (rules.SEATED, starts_at)
    holder = held_posts.who_held(world.vacancy, starts_at)
    assert holder.person == done.chosen.person
    assert holder.way == "recommendation"
    assert holder.ends_at == local_midnight(date(starts_at.year + 3, starts_at.month, starts_at.day))
    assert [row.key for row in done.stages.order_by("number")] == STORY
    assert not StageRow.objects.filter(procedure=done, ended_at=None).exists()


def test_powers_change_hands_at_the_agreed_midnight_though_no_job_has_run(world):
    procedure = world.filed(world.decided())
    chosen, midnight = procedure.chosen.person, local_midnight(procedure.filing.starts_on)

    assert held_posts.seats_of(chosen, midnight - HOUR) == []
    assert [seat.kind for seat in held_posts.seats_of(chosen, midnight)] == ["unit_leader"]


def test_whoever_stands_himself_needs_three_households_and_is_known_only_once_checked(world):
    procedure = world.call(rules.SELF_NOMINATION)
    one = world.stand(procedure, kinds=["volunteer"], background="志愿服务 300 小时")
    with pytest.raises(actions.NotPossible, match="3 户支持"):
        world.accept(one)
    actions.endorse(one, households=world.doors("101", "102", "201"), by=world.liu, at=world.at)

    accepted = world.accept(one)

    assert accepted.person.name == "自荐人"
    assert (accepted.name, accepted.phone, accepted.kinds, accepted.background) == ("", "", "", "")
    assert Background.objects.get(person=accepted.person, post=world.vacancy).words == "志愿服务 300 小时"


def test_a_household_stands_behind_one_candidate_only(world):
    procedure = world.call(rules.SELF_NOMINATION)
    first, second = world.stand(procedure), world.stand(procedure, name="另一位", phone="13700000001")
    actions.endorse(first, households=world.doors("101"), by=world.liu, at=world.at)

    left_out = actions.endorse(second, households=world.doors("101", "102"), by=world.liu, at=world.at)

    assert left_out == world.doors("101")
    assert second.endorsements.count() == 1


def test_a_resident_stands_behind_a_neighbour_for_the_own_household(world):
    procedure = world.call(rules.SELF_NOMINATION, Post.objects.get(pk=_vacated(world).pk))
    one = world.stand(procedure)

    actions.endorse_own(one, by=world.cast.chen, at=world.at)

    assert one.endorsements.get().household == world.cast.doors[world.cast.unit.pk, "302"]
    with pytest.raises(actions.AlreadyThere):
        actions.endorse_own(one, by=world.cast.chen, at=world.at)
    with pytest.raises(actions.NotPossible, match="没有登记住在这里"):
        actions.endorse_own(one, by=world.cast.stranger, at=world.at)


def _vacated(world):
    world.cast.vacate("unit_leader", at=world.at)
    return world.cast.unit_post


def test_the_same_name_and_number_stands_once(world):
    procedure = world.call(rules.SELF_NOMINATION)
    world.stand(procedure)

    with pytest.raises(actions.AlreadyThere):
        world.stand(procedure)


def test_a_grid_leader_is_of_the_two_committees_or_a_worker_with_the_reason(world):
    world.cast.vacate("grid_leader", at=world.at)
    procedure = world.call(post=world.cast.grid_post)
    member = world.put(procedure, kinds=["two_committees"])
    worker = world.put(procedure, name="何静", phone="13800000021")
    neighbour = world.put(procedure)

    world.accept(member)
    with pytest.raises(actions.NotPossible, match="请写明为什么"):
        world.accept(worker)
    with pytest.raises(actions.NotPossible, match="两样都不是"):
        world.accept(neighbour, reason="热心")
    accepted = world.accept(worker, reason="两委成员都已兼任")

    assert (accepted.person, accepted.reason) == (world.he, "两委成员都已兼任")


def test_a_worker_as_grid_leader_sits_there_by_exception_with_the_reason(world):
    world.cast.vacate("grid_leader", at=world.at)
    procedure = world.call(post=world.cast.grid_post)
    worker = world.put(procedure, name="何静", phone="13800000021")
    world.accept(worker, reason="两委成员都已兼任")
    world.to(procedure.due_at)
    actions.publish(procedure, by=world.liu, at=world.at)
    world.to(world.now(procedure).due_at)
    actions.decide(worker, opinion="同意", signed_by="和润街道党工委", by=world.sun, at=world.at)

    done = world.filed(world.now(procedure))

    assert (done.filing.way, done.tenure.reason) == ("exception", "两委成员都已兼任")


def test_nobody_is_chosen_by_who_put_him_forward_nor_by_himself(world):
    procedure = world.to_choice()
    one = procedure.candidates.get()
    said = {"opinion": "同意", "signed_by": "社区党委", "at": world.at}

    with pytest.raises(NotAllowed, match="您提的名"):
        actions.decide(one, by=world.liu, **said)
    with pytest.raises(NotAllowed):
        actions.decide(one, by=one.person, **said)
    with pytest.raises(NotAllowed):
        actions.decide(one, by=world.cast.stranger, **said)
    assert actions.decide(one, by=world.sun, **said).put_by == world.liu


def test_a_refused_filing_goes_back_to_the_choice_with_its_reason(world):
    procedure = world.filed(world.decided(), accepted=False, words="材料不全")

    assert (procedure.stage, procedure.chosen, procedure.filing) == (rules.CHOICE, None, None)
    assert StageRow.objects.get(procedure=procedure, verb="refuse").words == "材料不全"
    actions.decide(procedure.candidates.get(), opinion="同意", signed_by="社区党委", by=world.he, at=world.at)
    assert world.filed(world.now(procedure)).stage == rules.SEAT


def test_somebody_seated_meanwhile_keeps_the_post_and_the_owner_is_told(world):
    procedure = world.decided()
    starts_on = day("12-20").date()
    filing = actions.hand_in(procedure, starts_on=starts_on, by=world.liu, at=world.at)
    posts.seat(world.vacancy, person=world.cast.zhao, starts_at=world.at, by=world.liu, at=world.at)
    posts.decide_filing(filing, accepted=True, by=world.sun, at=world.at)
    world.to(world.at)

    stuck = world.now(procedure)
    assert (stuck.stage, bool(stuck.trouble)) == (rules.FILING, True)
    posts.end_tenure(
        Tenure.objects.get(post=world.vacancy),
        ends_at=world.at + HOUR,
        reason="moved",
        by=world.liu,
        at=world.at + HOUR,
    )
    assert actions.seat_again(stuck, by=world.liu, at=world.at + HOUR).stage == rules.SEAT


def test_a_seat_taken_back_goes_back_to_the_filing(world):
    procedure = world.filed(world.decided())
    posts.cancel(procedure.tenure, by=world.liu, at=world.at)
    world.listen()

    back = world.now(procedure)
    assert (back.stage, bool(back.trouble)) == (rules.FILING, True)
    assert actions.seat_again(back, by=world.liu, at=world.at).stage == rules.SEAT


def test_a_post_that_is_closed_ends_its_selection(world):
    procedure = world.published()
    from sanzhang.organisation.territory import actions as territory

    territory.close_place(world.cast.next_unit, by=SYSTEM, at=world.at)
    posts.close_with_places(world.cast.community.pk, by=SYSTEM, at=world.at)
    world.listen()

    assert world.now(procedure).stage == rules.POST_CLOSED


def test_every_step_is_in_the_journal(world):
    procedure = world.filed(world.decided())
    world.to(local_midnight(procedure.filing.starts_on))

    wanted = "called put_forward accepted end_call publish end_publication settle decide hand_in file begin"
    done = (
        Entry.objects.filter(action__startswith="selection.").order_by("seq").values_list("action", flat=True)
    )
    assert sorted(done) == sorted(f"selection.{verb}" for verb in wanted.split())


def test_one_selection_lives_a_post(world):
    world.call()

    with pytest.raises(actions.AlreadyRunning):
        world.call(rules.ELECTION)
    assert Procedure.objects.count() == 1


def test_a_manned_post_is_not_called_but_one_whose_term_ends_soon_is(world):
    with pytest.raises(actions.NotPossible, match="这个岗位有人"):
        world.call(post=world.cast.unit_post)
    posts.end_tenure(
        world.cast.tenures["unit_leader"],
        ends_at=day("12-31"),
        reason="term_over",
        by=world.liu,
        at=MONDAY_9AM,
    )

    assert world.call(post=world.cast.unit_post).stage == rules.CALL


def test_only_the_own_community_calls(world):
    for person in (world.sun, world.cast.wang, world.cast.zhang, world.cast.stranger, world.cast.qian):
        with pytest.raises(NotAllowed):
            actions.call(world.vacancy, way=rules.ELECTION, by=person, at=MONDAY_9AM)
