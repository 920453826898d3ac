"""Whatever households and workers do, in whatever order: one vote each, none lost, none added, nothing told early."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sanzhang.foundation.ballots import actions, queries, rules
from sanzhang.foundation.ballots.models import Ballot, PaperBatch, Voter
from sanzhang.foundation.ballots.tests.conftest import CLOSES
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_9AM

VOTERS, MOMENT = 6, timedelta(seconds=1)
KEYS = some.integers(1000, 1000 + VOTERS)  # one of them stands on no roll
CHOICES = some.sampled_from(((), ("c1",), ("c2",), ("c1", "c2"), ("c9",)))
TIMES = some.sampled_from((-MOMENT, timedelta(), timedelta(days=1)))
Refused = (actions.NotPossible, rules.WrongBallot)


class Undo(Exception):
    """Takes the whole example back."""


class Votes(RuleBasedStateMachine):
    """One poll, its households, two workers, and what must have come of it."""

    world = None

    def __init__(self):
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()

    def teardown(self):
        self.scope.__exit__(Undo, Undo(), None)

    @initialize()
    def begin(self):
        self.at = MONDAY_9AM
        self.poll = self.world.open(VOTERS)
        self.codes = self.world.codes(self.poll)
        self.ways, self.urn, self.box = {}, Counter(), Counter()
        self.ended = None

    def attempt(self, work, *given, **more):
        try:
            with transaction.atomic():
                return True, work(*given, **more)
        except Refused:
            return False, None

    def voter(self, key):
        return Voter.objects.select_related("poll").filter(poll=self.poll, key=key).first()

    @property
    def may_vote(self):
        return self.ended is None and self.at < CLOSES and self.state == "open"

    @property
    def state(self):
        self.poll.refresh_from_db()
        return self.poll.state

    @rule(key=KEYS, choices=CHOICES, late=some.booleans())
    def votes_online(self, key, choices, late):
        at = (
            CLOSES - MOMENT if late and self.state == "open" else self.at
        )  # came in time, waited for its turn
        code = self.codes.get(key, "0" * 12)
        can = self.ended is None and self.state == "open" and at < CLOSES
        done, _ = self.attempt(self.world.vote, self.poll, code, *choices, at=at)
        wanted = can and key in self.codes and key not in self.ways and choices in ((), ("c1",), ("c2",))
        assert done == wanted
        if done:
            self.ways[key] = "online"
            self.urn[choices] += 1

    @rule(key=KEYS, how=some.sampled_from(("paper", "visit")), choices=CHOICES)
    def hands_in_a_slip(self, key, how, choices):
        voter = self.voter(key)
        if voter is None:
            return
        done, _ = self.attempt(actions.mark_slip, voter, how=how, by=self.world.liu, at=self.at)
        assert done == (self.may_vote and key not in self.ways)
        if done:
            self.ways[key] = how

    @rule(key=KEYS)
    def takes_a_mark_back(self, key):
        voter = self.voter(key)
        if voter is None:
            return
        agreed = PaperBatch.objects.filter(poll=self.poll, state="agreed").exists()
        done, _ = self.attempt(actions.unmark_slip, voter, by=self.world.liu, at=self.at)
        assert done == (self.ended is None and not agreed and self.ways.get(key) in ("paper", "visit"))
        if done:
            del self.ways[key]

    @rule(key=KEYS)
    def gets_a_new_code(self, key):
        done, given = self.attempt(
            actions.give_codes, self.poll, [key], by=self.world.liu, at=min(self.at, CLOSES - MOMENT)
        )
        assert done == (self.state == "open")
        self.codes |= given or {}

    @rule(choices=CHOICES, same=some.booleans(), one=some.booleans())
    def types_all_paper(self, choices, same, one):
        slips = [list(choices)] * max(sum(way != "online" for way in self.ways.values()) - self.agreed, 1)
        done, batch = self.attempt(actions.enter_batch, self.poll, slips, by=self.world.liu, at=self.at)
        if not done:
            return
        assert self.at >= CLOSES
        second = slips if same else [*slips[1:], ["invalid"] if choices else ["c1"]]
        typist = self.world.liu if one else self.world.sun
        done, differing = self.attempt(actions.check_batch, batch, second, by=typist, at=self.at)
        assert done != one
        if done and not differing:
            kept = rules.cleaned_paper(choices, options=self.poll.keys, most=1)
            self.urn[kept] += len(slips)
        else:
            actions.drop_batch(batch, by=self.world.sun, at=self.at)

    @property
    def agreed(self):
        return sum(one.count for one in PaperBatch.objects.filter(poll=self.poll, state="agreed"))

    @rule(step=some.sampled_from((1, 24, 48)))
    def time_goes_on(self, step):
        self.at += timedelta(hours=step)

    @rule(twice=some.booleans())
    def the_clock_looks(self, twice):
        for _ in range(1 + twice):
            actions.close_due(by=SYSTEM, at=self.at)
        complete = self.agreed == sum(way != "online" for way in self.ways.values())
        if self.ended is None and self.at >= CLOSES:
            assert self.state == ("closed" if complete else "counting")
        if self.state == "closed" and self.ended is None:
            self.ended = queries.outcome(self.poll)

    @rule(sure=some.integers(0, 12))
    def somebody_declares_it_void(self, sure):
        if sure:
            return
        done, _ = self.attempt(
            actions.void_poll, self.poll, words="候选人退出", by=self.world.liu, at=self.at
        )
        assert done == (self.ended is None)
        self.ended = self.ended or "void"

    @invariant()
    def the_roll_says_who_and_no_more(self):
        marks = dict(Voter.objects.filter(poll=self.poll).exclude(way="").values_list("key", "way"))
        assert marks == self.ways
        assert Voter.objects.filter(poll=self.poll).count() == VOTERS
        assert queries.turnout(self.poll).voted == len(marks)

    @invariant()
    def nothing_is_told_before_and_all_after(self):
        outcome = queries.outcome(self.poll) if self.state == "closed" else None
        if outcome is None or outcome.state == "no_quorum":
            assert not Ballot.objects.filter(poll=self.poll).exists()
            assert self.poll.result is None or outcome.counts == {}
            return
        assert Counter(queries.ballots_of(self.poll)) == self.urn
        assert outcome.turnout == len(self.ways) == sum(self.urn.values())
        assert queries.recount(self.poll) == outcome == self.ended


@pytest.mark.django_db
def test_one_vote_each_and_none_lost_whatever_is_done(world):
    Votes.world = world
    limits = settings(
        max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Votes, settings=limits)
