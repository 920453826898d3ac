"""An election: one vote a household, second votes, lots, too few, nobody (§2.2)."""

import hashlib
from datetime import date, timedelta

import pytest

from sanzhang.foundation.ballots import queries as polls
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.selection import actions, rules
from sanzhang.organisation.selection.rules import steps

ELECTION = rules.ELECTION


def test_the_roll_is_the_households_of_the_place(world):
    procedure = world.to_choice(ELECTION, 2)
    vote = actions.open_vote(procedure, closes_on=date(2026, 12, 20), by=world.liu, at=world.at)

    assert vote.poll.roll_size == 6
    assert list(polls.roll_of(vote.poll).values_list("label", flat=True))[:2] == [
        "12栋2单元101",
        "12栋2单元102",
    ]
    assert [words for _, words in vote.poll.options] == [
        one.person.name for one in procedure.candidates.order_by("number")
    ]
    assert vote.poll.purpose == "selection.unit_leader"


def test_who_is_elected_goes_to_the_filing(world):
    procedure = world.to_choice(ELECTION, 2)
    vote = world.vote(procedure, "c1", "c2", "c2", "c2")

    now = world.now(procedure)
    assert (vote.outcome, now.stage, now.chosen.number) == (steps.ELECTED, rules.FILING, 2)
    assert world.filed(now).stage == rules.SEAT


def test_a_single_candidate_is_voted_yes_or_no(world):
    procedure = world.to_choice(ELECTION)
    vote = world.vote(procedure, "yes", "yes", "no")

    assert [key for key, _ in vote.poll.options] == ["yes", "no"]
    assert world.now(procedure).chosen == procedure.candidates.get()


def test_equal_votes_are_voted_again_among_the_equal_only_then_drawn(world):
    procedure = world.to_choice(ELECTION, 3)
    first = world.vote(procedure, "c1", "c1", "c3", "c3", "c2")
    assert (first.outcome, first.winners) == (steps.TIE, [1, 3])
    with pytest.raises(actions.NotPossible, match="在票数相同的人里再投一次"):
        actions.to_decision(procedure, words="太麻烦", by=world.liu, at=world.at)

    second = world.vote(procedure, "c1", "c1", "c3", "c3")
    assert (second.among, second.is_second, second.outcome) == ([1, 3], True, steps.TIE_AGAIN)
    with pytest.raises(actions.NotPossible, match="21:30"):
        actions.draw(procedure, number="042", by=world.liu, at=world.at)
    world.to(world.at + timedelta(days=1, hours=22))
    chosen = actions.draw(procedure, number="042", by=world.liu, at=world.at)

    digest = polls.outcome(second.poll).digest
    taken = int(hashlib.sha256(f"{digest}:042".encode()).hexdigest(), 16) % 2
    assert chosen.number == [1, 3][taken]
    assert world.now(procedure).stage == rules.FILING


def test_too_few_votes_are_held_again_or_turned_with_the_reason(world):
    procedure = world.to_choice(ELECTION, 2)
    vote = world.vote(procedure, "c1", "c1")
    assert vote.outcome == steps.NO_QUORUM
    assert polls.outcome(vote.poll).counts == {}

    with pytest.raises(actions.NotPossible, match="请写明"):
        actions.to_decision(procedure, words=" ", by=world.liu, at=world.at)
    with pytest.raises(actions.NotPossible):
        actions.call_again(procedure, words="重来", by=world.liu, at=world.at)
    turned = actions.to_decision(procedure, words="两次都不到半数", by=world.liu, at=world.at)

    assert (turned.way, turned.stage) == (rules.RECOMMENDATION, rules.CHOICE)
    one = procedure.candidates.first()
    actions.decide(one, opinion="同意", signed_by="社区党委", by=world.he, at=world.at)
    assert world.now(procedure).chosen == one


def test_nobody_elected_is_called_again(world):
    procedure = world.to_choice(ELECTION)
    vote = world.vote(procedure, "no", "no", "yes", "no")
    assert vote.outcome == steps.NOBODY

    assert actions.call_again(procedure, words="没有选上", by=world.liu, at=world.at).stage == rules.CALL


def test_while_a_vote_runs_nothing_else_is_done(world):
    procedure = world.to_choice(ELECTION, 2)
    actions.open_vote(procedure, closes_on=date(2026, 12, 20), by=world.liu, at=world.at)
    one = procedure.candidates.first()

    for attempt in (
        lambda: actions.open_vote(procedure, closes_on=date(2026, 12, 21), by=world.liu, at=world.at),
        lambda: actions.step_back(one, by=one.person, at=world.at),
        lambda: actions.to_decision(procedure, words="急", by=world.liu, at=world.at),
        lambda: actions.call_again(procedure, words="急", by=world.liu, at=world.at),
        lambda: actions.decide(one, opinion="同意", signed_by="党委", by=world.he, at=world.at),
    ):
        with pytest.raises(actions.NotPossible):
            attempt()


def test_calling_off_voids_the_vote(world):
    procedure = world.to_choice(ELECTION, 2)
    vote = actions.open_vote(procedure, closes_on=date(2026, 12, 20), by=world.liu, at=world.at)
    actions.call_off(procedure, words="单元要拆迁", by=world.liu, at=world.at)
    world.listen()
    vote.refresh_from_db()
    vote.poll.refresh_from_db()

    assert (vote.outcome, vote.poll.state) == (steps.VOID, "void")
    assert world.now(procedure).stage == rules.CALLED_OFF


def test_the_outcome_heard_twice_is_taken_once(world):
    procedure = world.to_choice(ELECTION, 2)
    vote = world.vote(procedure, "c1", "c1", "c2")
    stages = world.now(procedure).stages.count()
    from sanzhang.foundation.permission import SYSTEM

    actions.take_outcome(vote.poll, by=SYSTEM, at=world.at)

    assert world.now(procedure).stages.count() == stages


def test_codes_go_to_one_of_each_household_that_can_be_reached(world):
    world.cast.vacate("unit_leader", at=world.at)
    procedure = world.to_choice(ELECTION, 2, post=world.cast.unit_post)
    actions.open_vote(procedure, closes_on=date(2026, 12, 20), by=world.liu, at=world.at)

    sent, without = actions.send_codes(procedure, by=world.liu, at=world.at)

    assert (sent, without) == (2, 4)
    told = Message.objects.filter(template="ballots.code")
    assert {message.to for message in told} == {world.cast.chen, world.cast.zhang}
    with pytest.raises(NotAllowed):
        actions.send_codes(procedure, by=world.sun, at=world.at)
