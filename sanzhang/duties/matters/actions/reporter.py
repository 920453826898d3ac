"""What whoever reported a matter may do: by the receipt, or signed in."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules, work
from sanzhang.duties.matters.actions.steps import refuse_outdated, take_step
from sanzhang.duties.matters.models import Decision, Matter, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat


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
    """Ask for it again, with the reason: the first time of who answered, then of the level above, which has to decide.

    The outward promise begins anew. Raises: NotAllowed; NotPossible — also 30 days after the close, or when the
    highest level has found twice that it was done; SomebodyWasFaster.
    """
    refuse_outdated(matter, version, at)
    permission.require(by, "matter.reopen", matter, at=at)
    return send_up(matter, words=words, by=by, seat=None, at=at)


def send_up(
    matter: Matter,
    *,
    words: str,
    by: Actor,
    seat: Seat | None,
    at: datetime,
    entered_for: Person | None = None,
) -> MatterStep:
    """Reopen; counted, and from the second time on looked at above. Whoever calls has asked for permission already."""
    if matter.state == rules.CLOSED and matter.closed_at and at - matter.closed_at > rules.REOPEN_WITHIN:
        raise rules.NotPossible("这件事办结已经超过 30 天。请重新反映一次,写明上次的编号。")
    held, times, last = queries.manned(matter, at), matter.reopened + 1, matter.rung
    if times > 1:
        _refuse_looked_at_by_all(matter, held)
    rung = work.reopening_rung(times, matter.rung, held)
    values: dict[str, Any] = {"reopened": times, "ending": "", "answered_at": None, "closed_at": None}
    clocks = queries.clocks(matter.filed_as)
    values |= {"rating": None, "outward_due_at": _promise(matter, at, clocks)}
    path = held.get(rung, rules.area_of(rung, matter.path))
    row = take_step(
        matter,
        rules.REOPEN,
        by=by,
        at=at,
        seat=seat,
        words=words,
        rung=rung,
        rung_path=path,
        entered_for=entered_for,
        **values,
    )
    if times > 1:
        Decision(
            community_id=matter.community_id,
            matter=matter,
            kind=work.REDO,
            round=times,
            words=row.words,
            asked_at=at,
            from_rung=_who_did(matter) or last,
            rung=rung,
        ).save(force_insert=True)
    return row


def _promise(matter: Matter, at: datetime, clocks: dict[tuple[str, str], rules.Span]) -> datetime:
    return rules.outward_due_at(matter.kind, at, clocks=clocks, days=calendar.working_days())


def _who_did(matter: Matter) -> str:
    """Return the rung that answered first: it does the work again."""
    steps = MatterStep.objects.filter(matter=matter, step=rules.ANSWER).order_by("seq")
    first = steps.select_related("post").first()
    return first.post.kind if first and first.post and first.post.kind in rules.LADDER else ""


def _refuse_looked_at_by_all(matter: Matter, held: dict[str, str]) -> None:
    """Refuse what the highest level there is has found to be done. Raises: NotPossible — says where to go."""
    looked = Decision.objects.filter(matter=matter, kind=work.REDO, state=work.REFUSED).order_by("-round")
    last = looked.select_related("decided_post").first()
    if last is None or last.decided_post is None:
        return
    rung = last.decided_post.kind
    if rules.rung_above(rung, held):
        return
    words = f"{rules.RUNGS.get(rung, '上级')}已经复核过这件事,认为已经办妥,这里没有更高的一级了。"
    raise rules.NotPossible(words + "还有不同意见,请打 12345;有新的情况,请重新反映一次,写明这次的编号。")


@transaction.atomic
def rate(matter: Matter, *, rating: int, by: Actor, at: datetime, words: str = "") -> MatterStep:
    """Say how it was, 1 (bad) to 5 (good), once it is closed; it can be changed, the last one counts.

    Raises: NotAllowed, NotPossible.
    """
    permission.require(by, "matter.rate", matter, at=at)
    if not 1 <= rating <= 5:
        raise rules.NotPossible("请从 1 到 5 里选一个。")
    return take_step(matter, rules.RATE, by=by, at=at, words=words, rating=rating)
