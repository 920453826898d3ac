"""Who acts while a leader is away: seated for the leave, ended or prolonged with it."""

from datetime import datetime

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts.actions import leave_asking as asking
from sanzhang.organisation.posts.actions.leave_sittings import refusing_overlaps, stand_ins, unseat
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.actions.seating import seat
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.rules import leaving as ways


def seat_acting(leave: Leaving, person: Person, *, starts_at: datetime, by: Actor, at: datetime) -> Tenure:
    """Seat somebody who acts on [starts_at, the return). Raises: NotPossible — the one who is away; PostTaken."""
    if person.pk == leave.person_id:
        raise NotPossible("请假的人不能给自己代理。请换一位。")
    if not person.is_active:
        raise NotPossible("这个人的账号已停用,不能代理。请换一位。")
    acting = seat(
        leave.tenure.post,
        person=person,
        starts_at=starts_at,
        ends_at=leave.returns_at,
        is_acting=True,
        reason="请假期间代理",
        by=by,
        at=at,
    )
    days = ways.spoken_days(starts_at, leave.returns_at)
    asking.tell(leave, person, "posts.acting", by=by, at=at, days=days)
    return acting


def change_ends(leave: Leaving, *, to: datetime, until: datetime | None, by: Actor, at: datetime) -> None:
    """Let whoever acts stop at `to`; or act on until then, where the acting ran to the leave's end, `until`.

    Who was to begin at `to` or later doesn't begin.
    """
    for one in stand_ins(leave).select_related("person"):
        if one.starts_at >= to:
            unseat(one, reason=ways.LEAVE, at=at)
        elif one.ends_at is not None and to < one.ends_at:
            Tenure.objects.filter(pk=one.pk).update(ends_at=to)
            asking.tell(leave, one.person, "posts.acting_ended", by=by, at=at, day=ways.spoken_day(to))
        elif one.ends_at == until and not one.end_reason:
            with refusing_overlaps():
                Tenure.objects.filter(pk=one.pk).update(ends_at=to)
            days = ways.spoken_days(one.starts_at, to)
            asking.tell(leave, one.person, "posts.acting_changed", by=by, at=at, days=days)
