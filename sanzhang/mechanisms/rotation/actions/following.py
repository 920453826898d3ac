"""Turns follow what happens to their tenures elsewhere: a death, a removal, a resignation, somebody who moves away."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.actions.members import leave
from sanzhang.mechanisms.rotation.actions.planning import empty, held, step
from sanzhang.mechanisms.rotation.actions.turns import end_now, fresh
from sanzhang.mechanisms.rotation.models import Member, Rota, Turn
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.posts.rules import END_REASONS

FOR_GOOD = ("resignation", "removal", "moved", "death")  # who left the post so does not come back next year


@transaction.atomic
def follow(rota: Rota, *, by: Actor, at: datetime) -> int:
    """Let turns say what became of their tenures; return how many changed. Powers never wait for this (R5)."""
    permission.require(by, "rotation.follow", at=at)
    locked = held(rota)
    changed = 0
    for turn in _planned(locked, at):
        if turn.tenure and is_over(turn.tenure, at):
            Turn.objects.filter(pk=turn.pk).update(state=rules.STOPPED)
            step(turn, "vacated", before=turn.member_id, by=by, at=at)
            changed += 1
            _leave_for_good(turn, by=by, at=at)
    for turn in _planned(locked, at):
        if turn.tenure and turn.tenure.cancelled_at:
            changed += 1
            _leave_for_good(turn, by=by, at=at)
    for turn in _planned(locked, at):
        if turn.tenure and turn.tenure.cancelled_at:
            empty(turn, rules.VACATED, verb="vacated", by=by, at=at)
    return changed


def is_over(tenure: Tenure, at: datetime) -> bool:
    """Say whether a sitting ended before its month, other than for a leave from which one comes back."""
    has_ended = tenure.ends_at is not None and tenure.ends_at <= at
    return tenure.cancelled_at is None and has_ended and tenure.end_reason not in ("", "leave")


def _planned(rota: Rota, at: datetime) -> list[Turn]:
    month = rules.first_of(rules.day_of(at))
    found = Turn.objects.filter(rota=rota, state=rules.PLANNED, month__gte=month)
    return list(found.select_related("tenure__post", "member__rota", "member__person").order_by("month"))


def _leave_for_good(turn: Turn, *, by: Actor, at: datetime) -> None:
    """Let the household leave whose person left the post for good; the others move up."""
    tenure, member = turn.tenure, turn.member
    if tenure is None or member is None or tenure.end_reason not in FOR_GOOD:
        return
    if Member.objects.filter(pk=member.pk, left_at=None).exists():
        leave(member, words=END_REASONS[tenure.end_reason], by=by, at=at)


@transaction.atomic
def move_away(member: Member, *, by: Actor, at: datetime) -> None:
    """Let a household leave whose person no longer lives there; a turn that runs stops now."""
    permission.require(by, "rotation.follow", at=at)
    rota = held(member.rota)
    running = Turn.objects.filter(
        rota=rota, member=member, state=rules.PLANNED, month=rules.first_of(rules.day_of(at))
    )
    for turn in running:
        now = fresh(turn)
        if rules.midnight(now.month) <= at:
            end_now(now, at=at)
            Turn.objects.filter(pk=now.pk).update(state=rules.STOPPED)
            step(now, "vacated", before=now.member_id, by=by, at=at, words="搬走了")
    if Member.objects.filter(pk=member.pk, left_at=None).exists():
        leave(member, words="搬走了", by=by, at=at)
