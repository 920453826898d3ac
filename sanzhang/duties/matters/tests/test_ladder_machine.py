"""The ladder under any order of verbs: one owner at every moment, no gap, no party (R15, R16)."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Decision, Dispatch, DispatchLink, Matter, MatterStep, Pause
from sanzhang.duties.matters.tests.orders import HEAT, WATER
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from sanzhang.organisation.posts import actions as posts
from tests.times import MONDAY_9AM

LEADERS = ("zhang", "li", "wang", "liu", "sun", "zhou")
Refused = (NotAllowed, rules.NotPossible, actions.SomebodyWasFaster)


class Undo(Exception):
    """Takes the whole example back."""


class Ladder(RuleBasedStateMachine):
    """One matter, everybody who may touch it, and a clock."""

    cast = None

    def __init__(self):
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.at = MONDAY_9AM
        self.vacant = set()
        self.looked = {}

    def is_as_before(self, name):
        """Tell whether nothing has changed since the invariant `name` looked last: most verbs are refused."""
        now = (self.matter.version, self.at, len(self.vacant), len(self.about))
        before, self.looked[name] = self.looked.get(name), now
        return before == now

    def teardown(self):
        self.scope.__exit__(Undo, Undo(), None)

    @initialize(about=st.sets(st.sampled_from(LEADERS), max_size=2), kind=st.sampled_from(list(rules.KINDS)))
    def report(self, about, kind):
        self.about = {getattr(self.cast, name).pk for name in about}
        self.matter = self.cast.chen_reports(
            "灯坏了", about=self.about, kind=kind, contact_phone="13911112222"
        )
        self.version, self.was_final = 1, False

    def attempt(self, work):
        try:
            with transaction.atomic():
                work()
        except Refused:
            pass
        self.matter = Matter.objects.get(pk=self.matter.pk)

    @rule(minutes=st.sampled_from([1, 30, 600, 1500, 5000]))
    def time_goes_on(self, minutes):
        self.at += timedelta(minutes=minutes)

    @rule(who=st.sampled_from(LEADERS))
    def accept(self, who):
        by = getattr(self.cast, who)
        self.attempt(lambda: actions.accept(self.matter, by=by, at=self.at))

    @rule(who=st.sampled_from(LEADERS), ending=st.sampled_from(list(rules.ENDINGS)))
    def answer(self, who, ending):
        by = getattr(self.cast, who)
        self.attempt(lambda: actions.answer(self.matter, ending=ending, words="说明", by=by, at=self.at))

    @rule(who=st.sampled_from(LEADERS))
    def pass_up(self, who):
        by = getattr(self.cast, who)
        self.attempt(lambda: actions.pass_up(self.matter, words="上报", by=by, at=self.at))

    @rule(who=st.sampled_from(LEADERS), whom=st.sampled_from(LEADERS))
    def name_subject(self, who, whom):
        by, person = getattr(self.cast, who), getattr(self.cast, whom)
        before = self.matter.version
        self.attempt(
            lambda: actions.name_subject(self.matter, person=person, words="是他", by=by, at=self.at)
        )
        if self.matter.version > before:
            self.about |= {person.pk}

    @rule(verb=st.sampled_from(["withdraw", "confirm", "reopen", "note"]))
    def reporter_does(self, verb):
        by = Bearer.of("matter", self.matter.pk)
        words = {"words": "补充"} if verb in ("reopen", "note") else {}
        self.attempt(lambda: getattr(actions, verb)(self.matter, by=by, at=self.at, **words))

    @rule(who=st.sampled_from(LEADERS), to=st.sampled_from([HEAT, WATER]))
    def send_somebody(self, who, to):
        by = getattr(self.cast, who)
        self.attempt(lambda: actions.dispatch(self.matter, to=to, words="去看看", by=by, at=self.at))

    @rule(verb=st.sampled_from(["claim", "report_back", "hand_back"]), pick=st.integers(0, 3))
    def a_handler_does(self, verb, pick):
        orders = list(Dispatch.objects.filter(matter=self.matter).order_by("number"))
        if orders:
            order = orders[pick % len(orders)]
            words = {} if verb == "claim" else {"words": "说明"}
            self.attempt(
                lambda: getattr(actions, verb)(order, by=queries.bearer_of(order), at=self.at, **words)
            )

    @rule(who=st.sampled_from(LEADERS), verb=st.sampled_from(["ask_resident", "resume", "ask_time", "split"]))
    def the_holder_asks(self, who, verb):
        by = getattr(self.cast, who)
        words = {} if verb == "resume" else {"words": "说明"}
        if verb == "ask_time":
            words["until"] = (self.matter.due_at or self.at) + timedelta(days=1)
        self.attempt(lambda: getattr(actions, verb)(self.matter, by=by, at=self.at, **words))

    @rule(who=st.sampled_from(LEADERS), yes=st.booleans())
    def somebody_decides(self, who, yes):
        by, decision = getattr(self.cast, who), queries.open_decisions(self.matter).first()
        if decision is None:
            return
        verb = {"hand_back": "decide_return", "time": "decide_time", "redo": "decide_redo"}
        said = {"hand_back": {"choice": "confirm" if yes else "take_back"}, "redo": {"again": yes}}
        more = said.get(decision.kind, {"grant": yes})
        act = getattr(actions, verb.get(decision.kind, "decide_pause"))
        self.attempt(lambda: act(decision, by=by, at=self.at, words="看过", **more))

    @rule(who=st.sampled_from(LEADERS), is_good=st.booleans())
    def somebody_checks(self, who, is_good):
        by, one = getattr(self.cast, who), queries.running_check(self.matter)
        if one:
            self.attempt(lambda: actions.check(one, is_good=is_good, words="看过", by=by, at=self.at))
        else:
            self.attempt(
                lambda: actions.answer(
                    self.matter, ending="solved", words="好了", check_first=True, by=by, at=self.at
                )
            )

    @rule(who=st.sampled_from(LEADERS), other=st.sampled_from(LEADERS))
    def two_mark_it(self, who, other):
        by, second = getattr(self.cast, who), getattr(self.cast, other)
        self.attempt(lambda: actions.mark(self.matter, words="办不到", by=by, at=self.at))
        mark = queries.running_mark(self.matter)
        if mark:
            self.attempt(lambda: actions.second_mark(mark, words="能办的是这些", by=second, at=self.at))
            mark.refresh_from_db()
            assert mark.seconded_by_id != mark.marked_by_id

    @rule()
    def a_neighbour_has_met_the_same(self):
        place = self.cast.next_unit
        self.attempt(lambda: actions.me_too(self.matter, place=place, by=Bearer.anyone(), at=self.at))

    @rule(who=st.sampled_from(LEADERS))
    def the_last_joined_goes_its_own_way(self, who):
        last = Matter.objects.filter(joined_to=self.matter, state=rules.JOINED).order_by("-pk").first()
        if last:
            self.attempt(lambda: actions.part(last, by=getattr(self.cast, who), at=self.at))

    @rule(kind=st.sampled_from(rules.LADDER))
    def somebody_leaves(self, kind):
        if kind not in self.vacant:
            self.vacant.add(kind)
            self.at += timedelta(minutes=1)
            posts.end_tenure(self.cast.tenures[kind], ends_at=self.at, reason="moved", by=SYSTEM, at=self.at)

    @rule()
    def the_clock_ticks(self):
        actions.climb_overdue(by=SYSTEM, at=self.at)
        actions.climb_orphans(by=SYSTEM, at=self.at)
        actions.confirm_silent(by=SYSTEM, at=self.at)
        actions.keep_decisions(by=SYSTEM, at=self.at)
        self.matter = Matter.objects.get(pk=self.matter.pk)

    @invariant()
    def one_owner_while_it_is_open(self):
        if not hasattr(self, "matter") or not self.matter.is_open or self.is_as_before("owner"):
            return
        assert self.matter.rung in rules.LADDER
        assert self.matter.path.startswith(self.matter.rung_path)
        assert self.matter.due_at is not None
        people = [getattr(self.cast, name) for name in LEADERS]
        holders = [
            one for one in people if queries.waiting_for(one, self.at).filter(pk=self.matter.pk).exists()
        ]
        assert len(holders) <= 1
        if not holders:  # then nobody who may have it is seated above it
            held = queries.manned(self.matter, self.at)
            assert rules.rung_above(self.matter.rung, held) is None or self.about

    @invariant()
    def what_is_joined_hangs_on_an_open_one(self):
        joined = Matter.objects.filter(state=rules.JOINED)
        assert not joined.exclude(joined_to__state__in=rules.OPEN).exists()
        assert not joined.filter(due_at__isnull=False).exists()

    @invariant()
    def no_party_has_or_sees_it(self):
        if not hasattr(self, "matter") or self.is_as_before("party"):
            return
        for name in LEADERS:
            person = getattr(self.cast, name)
            if person.pk in self.about:
                assert not queries.waiting_for(person, self.at).filter(pk=self.matter.pk).exists()
                assert not queries.visible_to(person, self.at).filter(pk=self.matter.pk).exists()

    @invariant()
    def versions_grow_and_steps_have_no_gap(self):
        if hasattr(self, "matter") and not self.is_as_before("steps"):
            seqs = list(
                MatterStep.objects.filter(matter=self.matter).order_by("seq").values_list("seq", flat=True)
            )
            assert seqs == list(range(1, self.matter.version + 1))
            assert self.matter.version >= self.version
            self.version = self.matter.version

    @invariant()
    def nothing_runs_on_once_there_is_an_answer(self):
        if not hasattr(self, "matter") or self.is_as_before("work"):
            return
        running = Dispatch.objects.filter(matter=self.matter, ended_at=None)
        paused = Pause.objects.filter(matter=self.matter, until=None).count()
        assert paused == (self.matter.state == rules.PAUSED)
        if not self.matter.is_open:
            assert not running.exists()
            assert not Decision.objects.filter(matter=self.matter, decided_at=None).exists()
            assert not DispatchLink.objects.filter(dispatch__matter=self.matter, ended_at=None).exists()
        elif running.exists():
            assert running.filter(is_lead=True).count() == 1

    @invariant()
    def the_reporter_can_always_see_it(self):
        if hasattr(self, "matter") and not self.is_as_before("receipt"):
            assert queries.by_receipt(self.matter.receipt) == self.matter
            assert len(queries.story(self.matter)) == self.matter.version

    @invariant()
    def withdrawn_is_final(self):
        if hasattr(self, "matter"):
            assert not self.was_final or self.matter.state == rules.WITHDRAWN
            self.was_final = self.matter.state == rules.WITHDRAWN


@pytest.mark.django_db
def test_the_ladder_holds_under_any_order_of_verbs(cast):
    Ladder.cast = cast
    limits = settings(
        max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Ladder, settings=limits)


def test_every_state_is_reached_and_only_two_are_final():
    reached, waiting = {rules.WAITING}, [rules.WAITING]
    while waiting:
        here = waiting.pop()
        for (state, _), turn in rules.NEXT.items():
            if state == here and turn.to not in reached:
                reached.add(turn.to)
                waiting.append(turn.to)

    moving = {
        state for (state, step), turn in rules.NEXT.items() if turn.to != state and step != rules.REOPEN
    }
    assert reached == set(rules.STATES)
    assert set(rules.STATES) - moving == set(rules.FINAL)
