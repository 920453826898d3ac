"""Whatever is done in whatever order: one holder, tenures that equal their months, no gap unmarked (§12)."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.actions import NotPossible
from sanzhang.mechanisms.rotation.models import Member, Swap, Turn
from sanzhang.mechanisms.rotation.tests.conftest import JANUARY, Unit
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Tenure
from tests.times import MONDAY_9AM

DOORS = ("102", "201", "202", "301")
DAY = timedelta(days=1)


class Rotating(RuleBasedStateMachine):
    """Join, leave, swap, skip, stop, take, extend; days and months pass."""

    unit = None

    @initialize()
    def begin(self):
        self.back = transaction.savepoint()
        self.at = MONDAY_9AM
        self.unit.begin("102", "201")

    def teardown(self):
        transaction.savepoint_rollback(self.back)

    def month(self, step):
        return rules.month_after(rules.first_of(rules.day_of(self.at)), step)

    def turn(self, step):
        found = Turn.objects.filter(rota=self.unit.rota, month=self.month(step))
        return found.select_related("member__person", "rota__post__place").first()

    def live(self, door):
        found = Member.objects.filter(rota=self.unit.rota, household__number=door, left_at=None)
        return found.select_related("person", "rota__post__place").first()

    def attempt(self, verb, *args, **options):
        with suppress(NotPossible, NotAllowed, posts.PostTaken, posts.NotPossible), transaction.atomic():
            verb(*args, at=self.at, **options)

    @rule(days=some.sampled_from((1, 6, 20, 31)))
    def time_passes(self, days):
        self.at += days * DAY
        Person.objects.update(last_used_at=self.at - DAY)

    @rule()
    def the_clock_runs(self):
        actions.extend(self.unit.rota, by=SYSTEM, at=self.at)
        actions.follow(self.unit.rota, by=SYSTEM, at=self.at)
        actions.remind(by=SYSTEM, at=self.at)

    @rule(months=some.sampled_from((3, 6, 12)))
    def give_out_more(self, months):
        self.attempt(actions.extend, self.unit.rota, months=months, by=self.unit.cast.liu)

    @rule(door=some.sampled_from(DOORS))
    def join(self, door):
        if self.live(door) is None:
            self.unit.join(door, at=self.at)

    @rule(door=some.sampled_from(DOORS), move_up=some.booleans())
    def leave(self, door, move_up):
        if member := self.live(door):
            self.attempt(actions.leave, member, move_up=move_up, by=member.person)

    @rule(door=some.sampled_from(DOORS))
    def move_away(self, door):
        if member := self.live(door):
            self.attempt(actions.move_away, member, by=SYSTEM)

    @rule(step=some.integers(0, 5), move_up=some.booleans())
    def skip(self, step, move_up):
        turn = self.turn(step)
        if turn and turn.member:
            self.attempt(actions.skip, turn, move_up=move_up, by=turn.member.person)

    @rule(step=some.integers(0, 2))
    def stop(self, step):
        turn = self.turn(step)
        if turn and turn.member:
            self.attempt(actions.stop, turn, by=turn.member.person)

    @rule(step=some.integers(0, 5), door=some.sampled_from(DOORS))
    def take(self, step, door):
        turn, member = self.turn(step), self.live(door)
        if turn and member:
            self.attempt(actions.take, turn, member, by=member.person)

    @rule(one=some.integers(0, 5), other=some.integers(0, 5))
    def ask_swap(self, one, other):
        mine, theirs = self.turn(one), self.turn(other)
        if mine and theirs and mine.member:
            self.attempt(actions.ask_swap, mine, theirs, by=mine.member.person)

    @rule(agreed=some.booleans())
    def answer_swap(self, agreed):
        waiting = Swap.objects.filter(state=rules.WAITING).select_related(
            "asked_of", "mine__rota__post__place"
        )
        if swap := waiting.first():
            self.attempt(actions.answer_swap, swap, agreed=agreed, by=swap.asked_of)

    @rule(reason=some.sampled_from(("moved", "replaced")))
    def the_worker_ends_a_sitting(self, reason):
        now = Tenure.objects.filter(
            Q(ends_at__gt=self.at), post=self.unit.unit_post, starts_at__lt=self.at, cancelled_at=None
        )
        if tenure := now.filter(way="rotation").select_related("post", "person").first():
            self.attempt(posts.end_tenure, tenure, ends_at=self.at, reason=reason, by=self.unit.cast.liu)
            actions.follow(self.unit.rota, by=SYSTEM, at=self.at)

    @invariant()
    def every_turn_has_the_tenure_of_its_month(self):
        turns = Turn.objects.filter(rota=self.unit.rota).select_related("tenure", "member")
        for turn in turns:
            begins, ends = rules.midnight(turn.month), rules.midnight(rules.month_after(turn.month))
            if turn.state == rules.PLANNED:
                assert turn.tenure.cancelled_at is None
                assert turn.tenure.person_id == turn.member.person_id
                assert begins <= turn.tenure.starts_at < ends
                assert turn.tenure.ends_at == ends
                assert turn.member.able_at
            elif turn.state == rules.VACANT:
                assert turn.why
            else:
                assert turn.tenure.cancelled_at or turn.tenure.ends_at <= self.at

    @invariant()
    def nobody_sits_there_without_a_turn(self):
        month = Q(state=rules.PLANNED) | Q(state=rules.STOPPED)
        served = set(Turn.objects.filter(month, rota=self.unit.rota).values_list("tenure", flat=True))
        for tenure in Tenure.objects.filter(post=self.unit.unit_post, cancelled_at=None, way="rotation"):
            if tenure.ends_at > self.at:
                assert tenure.pk in served

    @invariant()
    def who_has_a_month_to_come_is_willing(self):
        coming = Turn.objects.filter(
            rota=self.unit.rota, month__gt=rules.day_of(self.at), state=rules.PLANNED
        )
        assert not coming.filter(member__left_at__isnull=False).exists()

    @invariant()
    def at_most_one_sits_there(self):
        live = Tenure.objects.filter(post=self.unit.unit_post, cancelled_at=None).order_by("starts_at")
        rows = list(live.values_list("starts_at", "ends_at"))
        for (_, ends), (starts, _) in pairwise(rows):
            assert ends is not None
            assert ends <= starts

    @invariant()
    def no_month_between_is_unmarked(self):
        months = list(
            Turn.objects.filter(rota=self.unit.rota).order_by("month").values_list("month", flat=True)
        )
        if months:
            assert months[0] == JANUARY
            last = months[-1]
            count = (last.year - JANUARY.year) * 12 + last.month - JANUARY.month + 1
            assert len(months) == count


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order(cast):
    Rotating.unit = Unit(cast)
    limits = settings(
        max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Rotating, settings=limits)
