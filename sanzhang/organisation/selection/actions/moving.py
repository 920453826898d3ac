"""How a selection goes from stage to stage: one way for all verbs, and what time alone brings."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, NotAllowed, Seat
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.actions.refusals import NotPossible
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure, StageRow
from sanzhang.organisation.selection.rules import steps


def held(procedure: Procedure, at: datetime) -> Procedure:
    """Return a selection under its lock, as far as time has brought it at `at`."""
    rows = Procedure.objects.select_for_update(of=("self",))
    locked = rows.select_related("post__place__parent__estate", "post__place__estate", "community").get(
        pk=procedure.pk
    )
    settle(locked, at)
    return locked


def settle(locked: Procedure, at: datetime) -> int:
    """Take every step that time alone brings, each at its own instant, whenever this runs (R24); return how many."""
    taken = 0
    while verb := clock_verb(locked, at):
        go(locked, verb, by=SYSTEM, at=_instant(locked, verb))
        taken += 1
    return taken


def clock_verb(procedure: Procedure, at: datetime) -> str:
    """Return the verb that time brings a selection now, or ""."""
    if procedure.ended_at or (procedure.stage != rules.OBJECTIONS and (procedure.due_at or at) > at):
        return ""
    if procedure.stage == rules.SEAT and (procedure.tenure is None or procedure.tenure.cancelled_at):
        return ""
    wanted = rules.LIVE if procedure.stage == rules.CALL else ("accepted",)
    left = Candidate.objects.filter(procedure=procedure, state__in=wanted).count()
    waiting = Objection.objects.filter(procedure=procedure, state="open").count()
    return steps.by_clock(procedure.stage, procedure.due_at, at, candidates=left, objections=waiting)


def _instant(locked: Procedure, verb: str) -> datetime:
    """Return when a step of the clock took place: its due time, or what it waited for."""
    begun: datetime = StageRow.objects.get(procedure=locked, ended_at=None).begins_at
    if verb == steps.SETTLE:
        answered = Objection.objects.filter(procedure=locked).aggregate(last=Max("answered_at"))["last"]
        return max(begun, answered or begun)
    due = locked.due_at or begun
    if verb == steps.END_CALL:
        live = Candidate.objects.filter(procedure=locked, state__in=rules.LIVE)
        first = live.aggregate(first=Min("put_at"))["first"]
        return max(due, first or due)
    return due


def go(
    locked: Procedure,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    seat: Seat | None = None,
    words: str = "",
    due_at: datetime | None = None,
    about: Any = None,
) -> None:
    """Take one verb: the stage that runs ends, the next begins, the journal says so.

    Raises: NotPossible; NotAllowed — who stands here himself brings nothing on (R15).
    """
    refuse_own(locked, by, "selection.run")
    target = need(locked, verb)
    row = StageRow.objects.get(procedure=locked, ended_at=None)
    row.ended_at, row.verb, row.words = at, verb, words.strip()[:200]
    row.ended_by = by if isinstance(by, Person) else None
    row.save(update_fields=["ended_at", "verb", "words", "ended_by"])
    locked.stage, locked.trouble = target, ""
    if target in rules.ENDED:
        locked.ended_at, locked.due_at, locked.end_words = at, None, words.strip()[:200]
    else:
        begin(locked, at=at, number=row.number + 1, due_at=due_at)
    locked.save()
    journal.record(
        f"selection.{verb}",
        by=by,
        at=at,
        seat=seat,
        on=locked,
        community_id=locked.community_id,
        about=about,
        facts={"selection": str(locked.pk), "stage": target},
    )


def need(locked: Procedure, verb: str) -> str:
    """Return the stage to which a verb leads. Raises: NotPossible — not from the one that runs."""
    target = steps.NEXT.get((locked.stage, verb))
    if target is None:
        now = rules.STATES[locked.stage]
        raise NotPossible(f"现在是“{now}”,不能办“{steps.WORDS[verb]}”。请刷新页面再看。")
    return target


def begin(
    locked: Procedure, *, at: datetime, number: int, due_at: datetime | None = None, days: int | None = None
) -> None:
    """Begin the stage a selection has come to; due after its working days unless `due_at` is given."""
    planned = rules.stage_of(locked.way, locked.stage).days if days is None else days
    locked.due_at = due_at or rules.due_after(at, planned, calendar.working_days())
    StageRow.objects.create(
        community_id=locked.community_id,
        procedure=locked,
        key=locked.stage,
        number=number,
        way=locked.way,
        begins_at=at,
        due_at=locked.due_at,
        owner_id=locked.owner_id,
    )


def need_after_vote(locked: Procedure, verb: str) -> None:
    """Ask whether what the last vote came to leaves `verb` to do. Raises: NotPossible."""
    last = queries.last_vote(locked)
    if last and not last.outcome:
        raise NotPossible("正在投票。请等投票截止、计票以后再办。")
    if verb not in steps.AFTER_VOTE[last.outcome if last else ""]:
        known = steps.OUTCOMES[last.outcome] if last else ""
        raise NotPossible(f"上一次投票的结果是:{known}。请照着办。")


def refuse_own(locked: Procedure, by: Actor, action: str) -> None:
    """Let nobody who stands here work on this selection (R15). Raises: NotAllowed."""
    if isinstance(by, Person):
        own = Candidate.objects.filter(procedure=locked, person=by, state__in=rules.LIVE)
        if own.exists():
            raise NotAllowed("您自己是这次的人选,要由别人来办。", action)


def need_words(words: str, what: str) -> str:
    """Return words without outer spaces. Raises: NotPossible — none."""
    if not words.strip():
        raise NotPossible(what)
    return words.strip()
