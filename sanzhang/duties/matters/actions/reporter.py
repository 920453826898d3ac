"""What whoever reported a matter may do: by the receipt, or signed in."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.steps import refuse_outdated, take_step
from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.permission import Actor


@transaction.atomic
def withdraw(
    matter: Matter, *, by: Actor, at: datetime, words: str = "", version: int | None = None
) -> MatterStep:
    """Take a matter back while nobody has answered it. Raises: NotAllowed, NotPossible, SomebodyWasFaster."""
    refuse_outdated(matter, version, at)
    permission.require(by, "matter.withdraw", matter, at=at)
    return take_step(
        matter, rules.WITHDRAW, by=by, at=at, words=words, due_at=None, overdue_since=None, closed_at=at
    )


@transaction.atomic
def confirm(
    matter: Matter, *, by: Actor, at: datetime, words: str = "", version: int | None = None
) -> MatterStep:
    """Confirm the answer: the matter is closed. Raises: NotAllowed, NotPossible, SomebodyWasFaster."""
    refuse_outdated(matter, version, at)
    permission.require(by, "matter.confirm", matter, at=at)
    return take_step(matter, rules.CONFIRM, by=by, at=at, words=words, closed_at=at)


@transaction.atomic
def reopen(matter: Matter, *, words: str, by: Actor, at: datetime, version: int | None = None) -> MatterStep:
    """Ask for it again, with the reason. From the second time on the level above who answered looks at it.

    The outward promise begins anew. Raises: NotAllowed, NotPossible — also 30 days after the close;
    SomebodyWasFaster.
    """
    refuse_outdated(matter, version, at)
    permission.require(by, "matter.reopen", matter, at=at)
    if matter.state == rules.CLOSED and matter.closed_at and at - matter.closed_at > rules.REOPEN_WITHIN:
        raise rules.NotPossible("这件事办结已经超过 30 天。请重新反映一次,写明上次的编号。")
    held = queries.manned(matter, at)
    rung = matter.rung if matter.rung in held else None
    if matter.reopened or rung is None:
        rung = rules.rung_above(matter.rung, held) or rung
    rung = rung or rules.COMMUNITY
    values: dict[str, Any] = {
        "reopened": matter.reopened + 1,
        "ending": "",
        "answered_at": None,
        "closed_at": None,
        "rating": None,
        "outward_due_at": rules.outward_due_at(
            matter.kind, at, clocks=queries.clocks(), days=calendar.working_days()
        ),
    }
    path = held.get(rung, rules.area_of(rung, matter.path))
    return take_step(matter, rules.REOPEN, by=by, at=at, words=words, rung=rung, rung_path=path, **values)


@transaction.atomic
def rate(matter: Matter, *, rating: int, by: Actor, at: datetime, words: str = "") -> MatterStep:
    """Say how it was, 1 (bad) to 5 (good), once it is closed; it can be changed, the last one counts.

    Raises: NotAllowed, NotPossible.
    """
    permission.require(by, "matter.rate", matter, at=at)
    if not 1 <= rating <= 5:
        raise rules.NotPossible("请从 1 到 5 里选一个。")
    return take_step(matter, rules.RATE, by=by, at=at, words=words, rating=rating)
