"""Whatever is done by whomever in whatever order: what must hold, holds (§2.1–2.3)."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sanzhang.foundation.ballots import actions as ballots
from sanzhang.foundation.ballots import keys
from sanzhang.foundation.ballots.models import Poll
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.journal import queries as journal
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Filing, Tenure
from sanzhang.organisation.selection import actions, rules
from sanzhang.organisation.selection.models import (
    Candidate,
    Decision,
    Endorsement,
    Objection,
    Procedure,
    StageRow,
)
from sanzhang.organisation.selection.tests.world import ANYONE, World

REFUSED = (actions.NotPossible, NotAllowed, posts.NotPossible, posts.PostTaken, ballots.NotPossible)
WHO = st.sampled_from(["liu", "he", "sun", "stranger", "candidate"])
WAY = st.sampled_from(list(rules.WAYS))
HOURS = st.sampled_from([1, 12, 24, 72, 24 * 9])


class Selections(RuleBasedStateMachine):
    """One post, many hands."""

    @initialize(way=WAY)
    def begin(self, way):
        """Begin with a call."""
        self.world = World()
        self.at = self.world.at
        self.procedure = self.world.call(way)

    def _who(self, name):
        if name == "candidate":
            one = Candidate.objects.filter(person__isnull=False).first()
            return one.person if one else self.world.cast.stranger
        return getattr(self.world, name, None) or getattr(self.world.cast, name)

    def _try(self, work):
        self.world.at = self.at
        try:
            with transaction.atomic():
                work()
        except REFUSED:
            pass

    def _one(self, model, pick, **wanted):
        found = list(model.objects.filter(procedure=self.procedure, **wanted).order_by("number"))
        return found[pick % len(found)] if found else None

    @rule(hours=HOURS, runs=st.booleans())
    def time_passes(self, hours, runs):
        """Let time pass, with or without the jobs."""
        self.at += timedelta(hours=hours)
        if runs:
            actions.follow(by=SYSTEM, at=self.at)
            ballots.close_due(by=SYSTEM, at=self.at)
            actions.tell_overdue(by=SYSTEM, at=self.at)
            self._listen()

    def _listen(self):
        for poll in Poll.objects.exclude(ended_at=None):
            actions.take_outcome(poll, by=SYSTEM, at=self.at)
        for filing in Filing.objects.exclude(state="waiting"):
            actions.take_filing(filing, by=SYSTEM, at=self.at)

    @rule(steps=st.integers(1, 6))
    def somebody_diligent_brings_it_on(self, steps):
        """Do what is asked for, so that late stages are reached often."""
        for _ in range(steps):
            self._try(self._bring_on)
            self._listen()

    def _bring_on(self):
        one, world = self.world.now(self.procedure), self.world
        first = one.candidates.filter(state="accepted").order_by("number").first()
        if one.stage == rules.CALL:
            source = rules.SOURCES_OF[one.way][0]
            found = world.put(one, source=source) if not first else None
            if found and source != rules.BY_ORGANISATION:
                free = set(world.doors("101", "102", "201", "202", "301", "302"))
                taken = Endorsement.objects.filter(procedure=one, withdrawn_at=None)
                free -= set(taken.values_list("household", flat=True))
                actions.endorse(found, households=sorted(free)[:3], by=world.liu, at=self.at)
            if found:
                actions.accept(found, by=world.liu, at=self.at)
            self.at = max(self.at, one.due_at)
        elif one.stage == rules.CANDIDATES:
            for waiting in one.candidates.filter(state="waiting"):
                actions.refuse(waiting, words="不合要求", by=world.liu, at=self.at)
            actions.publish(one, by=world.liu, at=self.at)
        elif one.stage in (rules.PUBLICATION, rules.OBJECTIONS):
            for objection in one.objections.filter(state="open"):
                actions.answer(objection, upheld=False, words="已核实", by=world.sun, at=self.at)
            self.at = max(self.at, one.due_at)
        elif one.stage == rules.CHOICE and one.way != rules.ELECTION:
            actions.decide(first, opinion="同意", signed_by="党委", by=world.he, at=self.at)
        elif one.stage == rules.CHOICE:
            closes_on = (self.at + timedelta(days=2)).date()
            vote = actions.open_vote(one, closes_on=closes_on, by=world.liu, at=self.at)
            codes = ballots.give_codes(vote.poll, by=world.liu, at=self.at)
            for code in codes.values():
                ballots.cast(vote.poll, code=code, choices=[vote.poll.keys[0]], by=ANYONE, at=self.at)
            self.at = local_midnight(closes_on)
        elif one.stage == rules.FILING and one.filing is None:
            day = (self.at + timedelta(days=4)).date()
            actions.hand_in(one, starts_on=day, by=world.liu, at=self.at)
        elif one.stage == rules.FILING:
            posts.decide_filing(one.filing, accepted=True, by=world.sun, at=self.at)
        actions.follow(by=SYSTEM, at=self.at)
        ballots.close_due(by=SYSTEM, at=self.at)

    @rule(way=WAY, who=WHO)
    def call(self, way, who):
        """Begin another, where none runs."""

        def work():
            self.procedure = actions.call(self.world.vacancy, way=way, by=self._who(who), at=self.at)

        self._try(work)

    @rule(who=WHO, source=st.sampled_from(list(rules.SOURCES)))
    def put_forward(self, who, source):
        """Put somebody forward."""
        self._try(lambda: self.world.put(self.procedure, by=self._who(who), source=source))

    @rule(number=st.integers(0, 3))
    def stand(self, number):
        """Stand by oneself."""
        self._try(lambda: self.world.stand(self.procedure, phone=f"1371111000{number}"))

    @rule(pick=st.integers(0, 3), doors=st.sets(st.sampled_from(["101", "102", "201", "202"]), min_size=1))
    def endorse(self, pick, doors):
        """Enter support."""
        if one := self._one(Candidate, pick):
            homes = self.world.doors(*doors)
            self._try(lambda: actions.endorse(one, households=homes, by=self.world.liu, at=self.at))

    @rule(pick=st.integers(0, 3), who=WHO, what=st.sampled_from(["accept", "refuse", "back"]))
    def check(self, pick, who, what):
        """Check somebody."""
        if one := self._one(Candidate, pick):
            by = self._who(who)
            verbs = {
                "accept": lambda: actions.accept(one, by=by, at=self.at),
                "refuse": lambda: actions.refuse(one, words="不合要求", by=by, at=self.at),
                "back": lambda: actions.step_back(one, by=by, at=self.at),
            }
            self._try(verbs[what])

    @rule(who=WHO, what=st.sampled_from(["publish", "publish", "again", "turn", "extend", "give_up", "off"]))
    def lead(self, who, what):
        """Bring it on, or back."""
        by, at, one = self._who(who), self.at, self.procedure
        until = local_midnight((at + timedelta(days=9)).date())
        verbs = {
            "publish": lambda: actions.publish(one, by=by, at=at),
            "again": lambda: actions.call_again(one, words="重来", by=by, at=at),
            "turn": lambda: actions.turn(one, way=rules.RECOMMENDATION, words="改", by=by, at=at),
            "extend": lambda: actions.extend(one, until=until, words="没人", by=by, at=at),
            "give_up": lambda: actions.give_up(one, words="不干", by=by, at=at),
            "off": lambda: actions.call_off(one, words="不办了", by=by, at=at),
        }
        self._try(verbs[what])

    @rule(pick=st.integers(0, 3), about=st.booleans())
    def object_to(self, pick, about):
        """Object."""
        one = self._one(Candidate, pick, state="accepted") if about else None
        self._try(
            lambda: actions.object_to(self.procedure, candidate=one, words="不住这里", by=ANYONE, at=self.at)
        )

    @rule(pick=st.integers(0, 3), who=WHO, upheld=st.booleans())
    def answer(self, pick, who, upheld):
        """Answer."""
        if one := self._one(Objection, pick, state="open"):
            by = self._who(who)
            self._try(lambda: actions.answer(one, upheld=upheld, words="已核实", by=by, at=self.at))

    @rule(pick=st.integers(0, 3), who=WHO)
    def decide(self, pick, who):
        """Choose."""
        if one := self._one(Candidate, pick, state="accepted"):
            by = self._who(who)
            self._try(lambda: actions.decide(one, opinion="同意", signed_by="党委", by=by, at=self.at))

    @rule(who=WHO, votes=st.lists(st.integers(0, 3), max_size=6))
    def vote(self, who, votes):
        """Open a vote; some households vote at once."""

        def work():
            closes_on = (self.at + timedelta(days=2)).date()
            vote = actions.open_vote(self.procedure, closes_on=closes_on, by=self._who(who), at=self.at)
            options = vote.poll.keys
            codes = ballots.give_codes(vote.poll, by=self.world.liu, at=self.at)
            for code, pick in zip(codes.values(), votes, strict=False):
                choice = [options[pick % len(options)]]
                ballots.cast(vote.poll, code=code, choices=choice, by=ANYONE, at=self.at)

        self._try(work)

    @rule(who=WHO, number=st.sampled_from(["042", "777"]))
    def draw(self, who, number):
        """Draw the lot."""
        self._try(lambda: actions.draw(self.procedure, number=number, by=self._who(who), at=self.at))

    @rule(who=WHO)
    def hand_in(self, who):
        """Hand in for filing."""
        day = (self.at + timedelta(days=4)).date()
        self._try(lambda: actions.hand_in(self.procedure, starts_on=day, by=self._who(who), at=self.at))

    @rule(who=WHO, accepted=st.booleans(), heard=st.booleans())
    def file(self, who, accepted, heard):
        """File, or refuse to."""
        filing = Filing.objects.filter(state="waiting").first()
        if filing:
            by = self._who(who)
            self._try(lambda: posts.decide_filing(filing, accepted=accepted, words="材料", by=by, at=self.at))
            if heard:
                self._listen()

    @invariant()
    def one_lives(self):
        """One live selection a post, one open stage a live selection."""
        if hasattr(self, "world"):
            assert Procedure.objects.filter(post=self.world.vacancy, ended_at=None).count() <= 1
            live = Procedure.objects.filter(ended_at=None).count()
            assert StageRow.objects.filter(ended_at=None).count() == live

    @invariant()
    def nobody_is_chosen_unheard(self):
        """Who is chosen was public for whole days, and no objection is open."""
        if hasattr(self, "world"):
            for one in Procedure.objects.filter(
                stage__in=(rules.CHOICE, rules.FILING, rules.SEAT, rules.SEATED)
            ):
                choice = one.stages.filter(key=rules.CHOICE).order_by("number").last()
                assert one.published_until <= choice.begins_at <= self.at
                assert one.published_until - one.published_at >= timedelta(days=5)
                assert not one.objections.filter(state="open").exists()

    @invariant()
    def the_maker_is_not_the_decider(self):
        """Nobody decides on whom he put forward, nor on himself; nobody answers about himself."""
        if hasattr(self, "world"):
            for one in Decision.objects.all():
                assert one.decided_by_id not in (one.put_by_id, one.person_id)
            for one in Objection.objects.exclude(answered_by=None):
                assert one.answered_by_id != one.about_id

    @invariant()
    def a_seat_comes_of_a_filing(self):
        """Nobody sits there without a filing that was accepted."""
        if hasattr(self, "world"):
            for tenure in Tenure.objects.filter(post=self.world.vacancy):
                filed = Filing.objects.get(
                    person=tenure.person, post=tenure.post, state="filed", tenure=tenure
                )
                assert tenure.starts_at >= filed.decided_at

    @invariant()
    def stages_follow_one_another(self):
        """Each stage begins when the one before it ended, none ends before it begins; each step is in the journal."""
        if hasattr(self, "world"):
            for one in Procedure.objects.all():
                rows = list(one.stages.order_by("number"))
                assert [row.ended_at for row in rows[:-1]] == [row.begins_at for row in rows[1:]]
                for verb in {row.verb for row in rows if row.verb}:
                    wanted = sum(row.verb == verb for row in rows)
                    assert Entry.objects.filter(action=f"selection.{verb}", on_id=one.pk).count() == wanted
            households = Endorsement.objects.filter(withdrawn_at=None).values_list("procedure", "household")
            assert len(set(households)) == len(households)

    def teardown(self):
        """Check the chain, and destroy the keys."""
        if hasattr(self, "world"):
            assert not list(journal.faults())
        for poll_id in Poll.objects.values_list("pk", flat=True):
            keys.destroy_key(poll_id)


@pytest.mark.django_db(transaction=False)
def test_whatever_is_done_the_promises_hold(db):
    class InItsOwnTransaction(Selections):
        def __init__(self):
            self.block = transaction.atomic()
            self.block.__enter__()
            super().__init__()

        def teardown(self):
            super().teardown()
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    run_state_machine_as_test(
        InItsOwnTransaction,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
