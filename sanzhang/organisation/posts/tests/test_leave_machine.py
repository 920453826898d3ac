"""Whatever is asked, decided, taken back and run late: powers follow from what was decided, and from the date alone."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sanzhang.foundation.permission import NotAllowed
from sanzhang.organisation.posts import actions, jobs, queries
from sanzhang.organisation.posts.actions.vacancies import note_vacancy
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways
from sanzhang.organisation.posts.tests.leaving import DAY, INSTANT, holds
from tests.times import MONDAY_9AM, SHANGHAI

LONGEST = MONDAY_9AM + timedelta(
    days=60
)  # beyond it powers sleep for want of use (R25), which is another rule
Refused = (actions.NotPossible, actions.PostTaken, NotAllowed)
WHO = st.sampled_from(("zhang", "liu", "he", "sun", "zhang", "liu", "he", "li"))
RARELY = st.sampled_from((True, *[False] * 9))
DAYS = st.integers(0, 30)
ACTING = st.sampled_from((None, "chen", "li"))


def midnight(at):
    return at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


class Undo(Exception):
    """Takes the whole example back."""


class Leavings(RuleBasedStateMachine):
    """One leader with a term, everybody who may ask or decide, and a clock."""

    cast = None

    def __init__(self):
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.at = MONDAY_9AM
        self.other_end = None

    def teardown(self):
        self.scope.__exit__(Undo, Undo(), None)

    @initialize(term=st.sampled_from((None, 20, 45)))
    def begin(self, term):
        self.agreed = None if term is None else midnight(MONDAY_9AM) + term * DAY
        self.tenure = self.cast.tenures["unit_leader"]
        Tenure.objects.filter(pk=self.tenure.pk).update(ends_at=self.agreed)
        self.tenure.refresh_from_db()
        note_vacancy(self.cast.unit_post, self.at)

    def by(self, who):
        return None if who is None else getattr(self.cast, who)

    def attempt(self, work):
        try:
            with transaction.atomic():
                work()
        except Refused:
            return False
        return True

    def newest(self, **which):
        return Leaving.objects.filter(**which).order_by("-asked_at", "-pk").first()

    def sitting(self):
        ahead = Tenure.objects.filter(post=self.cast.unit_post, person=self.cast.zhang, cancelled_at=None)
        return (
            ahead.order_by("starts_at").filter(ends_at=None).first() or ahead.order_by("-starts_at").first()
        )

    @rule(hours=st.sampled_from((1, 10, 24, 80, 200)))
    def time_goes_on(self, hours):
        self.at = min(self.at + timedelta(hours=hours), LONGEST)

    @rule()
    def the_clock_ticks(self):
        jobs.follow_leavings(self.at)
        jobs.refresh_vacancies(self.at)

    @rule(who=WHO, days=DAYS)
    def resign(self, who, days):
        leaves_at = self.at if not days else midnight(self.at) + days * DAY
        self.attempt(
            lambda: actions.ask_to_resign(
                self.sitting(), leaves_at=leaves_at, words="身体不好", by=self.by(who), at=self.at
            )
        )

    @rule(who=WHO, days=DAYS, agreed=st.booleans())
    def settle(self, who, days, agreed):
        leaving = self.newest(kind="resignation")
        if leaving and agreed:
            day = midnight(self.at) + days * DAY if days else None
            self.attempt(lambda: actions.agree_to_resign(leaving, leaves_at=day, by=self.by(who), at=self.at))
        elif leaving:
            self.attempt(
                lambda: actions.decline_resignation(leaving, words="请留", by=self.by(who), at=self.at)
            )

    @rule(who=WHO)
    def withdraw(self, who):
        leaving = self.newest()
        if leaving:
            self.attempt(lambda: actions.withdraw(leaving, by=self.by(who), at=self.at))

    @rule(who=WHO)
    def revoke(self, who):
        leaving = self.newest(state="done")
        if leaving:
            self.attempt(lambda: actions.revoke(leaving, by=self.by(who), at=self.at))

    @rule(who=WHO)
    def propose(self, who):
        words = "从九月起没有来过。"
        self.attempt(
            lambda: actions.propose_removal(
                self.sitting(), grounds=["harm"], words=words, by=self.by(who), at=self.at
            )
        )

    @rule(who=WHO)
    def hear(self, who):
        leaving = self.newest(kind="removal")
        if leaving:
            self.attempt(lambda: actions.hear(leaving, words="我说几句", by=self.by(who), at=self.at))

    @rule(who=WHO, agreed=st.booleans(), days=DAYS)
    def decide(self, who, agreed, days):
        leaving = self.newest(kind="removal")
        leaves_at = midnight(self.at) + days * DAY if days else None
        if leaving:
            self.attempt(
                lambda: actions.decide_removal(
                    leaving, agreed=agreed, words="理由", leaves_at=leaves_at, by=self.by(who), at=self.at
                )
            )

    @rule(who=WHO, begins=DAYS, length=st.integers(1, 20))
    def ask_for_leave(self, who, begins, length):
        leaves_at = midnight(self.at) + begins * DAY if begins else self.at
        returns_at = midnight(leaves_at) + length * DAY
        self.attempt(
            lambda: actions.ask_for_leave(
                self.sitting(),
                leaves_at=leaves_at,
                returns_at=returns_at,
                words="住院",
                by=self.by(who),
                at=self.at,
            )
        )

    @rule(who=st.sampled_from(("liu", "he", "zhang", "sun")), acting=ACTING)
    def grant(self, who, acting):
        leave = self.newest(kind="leave")
        if leave:
            self.attempt(
                lambda: actions.grant_leave(leave, acting=self.by(acting), by=self.by(who), at=self.at)
            )

    @rule(who=WHO, days=st.integers(0, 12), verb=st.sampled_from(("back", "prolong", "cancel", "acting")))
    def change_leave(self, who, days, verb):
        for leave in Leaving.objects.filter(kind="leave", state="done")[:3]:
            self.attempt(lambda leave=leave: self._change(leave, verb, days, self.by(who)))

    def _change(self, leave, verb, days, by):
        day = midnight(self.at) + days * DAY if days else self.at
        if verb == "back":
            actions.come_back(leave, returns_at=day, by=by, at=self.at)
        elif verb == "prolong":
            actions.prolong_leave(leave, returns_at=leave.returns_at + days * DAY, by=by, at=self.at)
        elif verb == "cancel":
            actions.cancel_leave(leave, by=by, at=self.at)
        else:
            acting = self.cast.chen if days % 2 else None
            actions.change_acting(leave, acting=acting, by=by, at=self.at)

    @rule(days=st.integers(0, 10), really=RARELY)
    def move_away(self, days, really):
        if not really:
            return
        ends_at = midnight(self.at) + days * DAY if days else self.at
        now = queries.who_held(self.cast.unit_post, self.at)
        if now is None or now.person_id != self.cast.zhang.pk:
            return
        if self.attempt(
            lambda: actions.end_tenure(now, ends_at=ends_at, reason="moved", by=self.cast.liu, at=self.at)
        ):
            self.other_end = ends_at
            self.agreed = None if self.agreed is None else max(self.agreed, ends_at)

    @rule(really=RARELY)
    def death(self, really):
        if not really and self.cast.zhang.disabled_at is None:
            return
        if self.cast.zhang.disabled_at:
            if self.attempt(lambda: actions.take_back_death(self.cast.zhang, by=self.cast.liu, at=self.at)):
                self.other_end = None
        elif self.attempt(
            lambda: actions.note_death(self.cast.zhang, on=MONDAY_9AM.date(), by=self.cast.liu, at=self.at)
        ):
            self.other_end = self.at
        self.cast.zhang.refresh_from_db()

    @invariant()
    def nobody_shares_the_post(self):
        last = None
        for one in Tenure.objects.filter(post=self.cast.unit_post, cancelled_at=None).order_by("starts_at"):
            assert last is None or (last.ends_at is not None and last.ends_at <= one.starts_at)
            last = one

    @invariant()
    def nobody_is_removed_unheard_nor_by_the_proposer(self):
        for one in Leaving.objects.filter(kind="removal").exclude(decided_by=None):
            assert one.decided_by_id not in (one.asked_by_id, self.cast.zhang.pk) or one.state == "withdrawn"
            if one.state == "done":
                assert one.said_at is not None or one.decided_at >= one.hear_until

    @invariant()
    def one_thing_waits_at_a_time(self):
        assert Leaving.objects.filter(state__in=ways.OPEN).count() <= 1

    @invariant()
    def powers_follow_what_was_decided(self):
        if not hasattr(self, "tenure") or self.cast.zhang.disabled_at:
            return
        ends = [one for one in (self.agreed, self.other_end) if one]
        aways = []
        for one in Leaving.objects.select_related("tenure"):
            if one.kind == "leave":
                aways += [(one.leaves_at, one.returns_at)] if one.state == "done" else []
            elif one.state == "done":
                ends.append(one.leaves_at)
            elif one.is_open and one.kind == "resignation" and not one.is_entered_for:
                ends.append(ways.silent_end(one.asked_at, one.leaves_at))
        end = min(ends, default=None)
        marks = {self.at, *ends, *(mark for pair in aways for mark in pair)}
        for at in sorted({one for mark in marks for one in (mark - INSTANT, mark)} | {self.at + 3 * DAY}):
            if self.at <= at < LONGEST:
                away = any(begins <= at < returns for begins, returns in aways)
                expected = not away and (end is None or at < end)
                assert holds(self.cast.unit_post, self.cast.zhang, at) == expected, at

    @invariant()
    def who_acts_acts_during_a_leave_only(self):
        aways = Leaving.objects.filter(kind="leave", state="done")
        for one in Tenure.objects.filter(post=self.cast.unit_post, cancelled_at=None, is_acting=True):
            assert any(
                leave.leaves_at <= one.starts_at and one.ends_at <= leave.returns_at for leave in aways
            )

    @invariant()
    def lists_never_miss_a_vacancy(self):
        if queries.who_held(self.cast.unit_post, self.at) is None:
            self.cast.unit_post.refresh_from_db()
            assert self.cast.unit_post.vacant_since is not None
            assert self.cast.unit_post.vacant_since <= self.at


@pytest.mark.django_db
def test_powers_hold_under_any_order_of_leavings(cast, colleague):
    cast.he = colleague
    Leavings.cast = cast
    limits = settings(
        max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Leavings, settings=limits)
