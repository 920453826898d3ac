"""What the clock does: overdue matters climb, orphans move on, silence confirms. Late, twice or in parallel: the same."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.steps import SomebodyWasFaster, take_step
from sanzhang.duties.matters.models import Clock, Matter, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import SYSTEM, Actor

OVERDUE = "到时间还没有办,系统自动上报。"
ORPHANED = "原来经手的岗位现在没有人,转给上一级。"


def climb(matter: Matter, *, by: Actor, at: datetime, words: str = OVERDUE) -> MatterStep | None:
    """Hand a matter to the next manned rung; at the top it stays, marked as overdue. Raises: SomebodyWasFaster."""
    permission.require(by, "matter.climb", matter, at=at)
    manned = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, manned)
    if rung is None:
        Matter.objects.filter(pk=matter.pk, version=matter.version, overdue_since=None).update(
            overdue_since=at
        )
        matter.overdue_since = matter.overdue_since or at
        return None
    return take_step(matter, rules.CLIMB, by=by, at=at, words=words, rung=rung, rung_path=manned[rung])


def climb_overdue(*, by: Actor = SYSTEM, at: datetime, most: int = 1000) -> int:
    """Let every overdue matter climb, each at the instant when it was due, and as many rungs as that takes (R24).

    Returns how many steps were taken.
    """
    permission.require(by, "matter.climb", at=at)
    steps = 0
    for matter in queries.overdue(at)[:most]:
        while (
            matter.state in rules.OPEN and matter.due_at and matter.due_at <= at and not matter.overdue_since
        ):
            try:
                steps += climb(matter, by=by, at=matter.due_at) is not None
            except (SomebodyWasFaster, rules.NotPossible):
                break
    return steps


def climb_orphans(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Hand on what waits at posts that nobody holds any more (R16); return how many matters moved."""
    permission.require(by, "matter.climb", at=at)
    moved = 0
    for matter in queries.orphans(at):
        try:
            moved += climb(matter, by=by, at=at, words=ORPHANED) is not None
        except (SomebodyWasFaster, rules.NotPossible):
            continue
    return moved


def confirm_silent(*, by: Actor = SYSTEM, at: datetime, most: int = 1000) -> int:
    """Close what was answered seven days ago and met no word, each at its own instant; return how many."""
    permission.require(by, "matter.confirm_silent", at=at)
    closed = 0
    silent = Matter.objects.filter(state=rules.ANSWERED, answered_at__lte=at - rules.SILENCE).order_by(
        "answered_at"
    )
    for matter in silent[:most]:
        then = (matter.answered_at or at) + rules.SILENCE
        try:
            take_step(
                matter, rules.CONFIRM, by=by, at=then, words="七天没有新的意见,视为确认。", closed_at=then
            )
            closed += 1
        except (SomebodyWasFaster, rules.NotPossible):
            continue
    return closed


@transaction.atomic
def set_clock(*, kind: str, rung: str, amount: int, unit: str, by: Actor, at: datetime) -> Clock:
    """Set how long a rung may keep a matter of a kind, from now on; running clocks keep what was promised."""
    permission.require(by, "matter.edit_clocks", at=at)
    clock, _ = Clock.objects.update_or_create(kind=kind, rung=rung, defaults={"amount": amount, "unit": unit})
    journal.record(
        "matter.clock_set", by=by, at=at, facts={"kind": kind, "rung": rung, "amount": amount, "unit": unit}
    )
    return clock
