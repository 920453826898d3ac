"""Filing a matter as another kind of the catalogue: topic, urgency and clocks follow, the suggester learns (§4.2)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.catalogue import actions as catalogue
from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.steps import holding, take_step
from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Seat


@transaction.atomic
def file_as(
    matter: Matter, kind: Kind, *, by: Person, at: datetime, version: int | None = None
) -> MatterStep:
    """Correct the kind of a matter; a kind that begins higher up takes it there.

    Clocks count from when it came to this rung and from when it was reported; a promise made is never put off by it.
    Raises: NotAllowed; NotPossible — not open, or filed so already; SomebodyWasFaster.
    """
    seat = holding(matter, "matter.file", by=by, at=at, version=version)
    was = matter.filed_as
    if was is not None and was.pk == kind.pk:
        raise rules.NotPossible("已经是这个类别了。")
    if kind.closed_on:
        raise rules.NotPossible("这个类别已经停用,请选别的。")
    urgency = rules.EMERGENCY if matter.kind == rules.EMERGENCY else kind.urgency
    values: dict[str, Any] = {"filed_as": kind, "topic": kind.topic, "kind": urgency} | _clocks(
        matter, kind, urgency
    )
    facts = {"filed_as": kind.code, "was_filed_as": was.code if was else ""}
    row = take_step(
        matter, rules.FILE, by=by, at=at, seat=seat, words=f"类别:{kind.name}", facts=facts, **values
    )
    catalogue.learn(matter.words, kind=kind, was=was, by=by, at=at)
    return _taken_up(matter, kind, by, seat, at) or row


def _clocks(matter: Matter, kind: Kind, urgency: str) -> dict[str, Any]:
    clocks, days = queries.clocks(kind), calendar.working_days()
    outward = matter.outward_due_at
    if not matter.reopened:
        outward = min(outward, rules.outward_due_at(urgency, matter.reported_at, clocks=clocks, days=days))
    due = rules.due_at(urgency, matter.rung, matter.rung_at, clocks=clocks, days=days, outward=outward)
    return {"outward_due_at": outward, "due_at": due, "overdue_since": None}


def _taken_up(matter: Matter, kind: Kind, by: Person, seat: Seat | None, at: datetime) -> MatterStep | None:
    """Hand a matter up to where its kind begins, if that is above."""
    lowest = rules.start_rung(matter.place.kind, matter.kind, kind.first_rung)
    if rules.LADDER.index(lowest) <= rules.LADDER.index(matter.rung):
        return None
    held = queries.manned(matter, at)
    rung = rules.first_rung(held, start=lowest)
    if rules.LADDER.index(rung) <= rules.LADDER.index(matter.rung):
        return None
    path = held.get(rung, rules.area_of(rung, matter.path))
    words = f"“{kind.name}”从{rules.RUNGS[rung]}办起。"
    return take_step(matter, rules.PASS_UP, by=by, at=at, seat=seat, words=words, rung=rung, rung_path=path)
