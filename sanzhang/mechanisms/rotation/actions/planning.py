"""Months are given out ahead, with their tenures: power changes hands whether or not a job runs (§12, R5)."""

from collections.abc import Sequence
from datetime import date, datetime

from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Swap, Turn
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Tenure


def held(rota: Rota) -> Rota:
    """Return the rota as it is now, locked until the end of the transaction."""
    return Rota.objects.select_for_update(of=("self",)).select_related("post__place").get(pk=rota.pk)


def plan(rota: Rota, *, at: datetime, months: int = rules.AHEAD) -> list[Turn]:
    """Give out the months that nobody was given yet, `months` from the running one on; return the new turns."""
    if rota.drawn_at is None or rota.ended_at is not None:
        return []
    first = max(rota.starts_on, rules.first_of(rules.day_of(at)))
    wished = [rules.month_after(first, step) for step in range(months)]
    known = set(Turn.objects.filter(rota=rota, month__in=wished).values_list("month", flat=True))
    free = [month for month in wished if month not in known]
    return _give_out(rota, free, at=at) if free else []


def replan(rota: Rota, *, since: date, at: datetime, shunned: int | None = None) -> list[Turn]:
    """Take back all turns from the month `since` on (none of them begun) and give the same months out anew.

    `shunned`: the member who does not get the first of them.
    """
    taken = list(
        Turn.objects.filter(rota=rota, month__gte=since).select_related("tenure__post").order_by("month")
    )
    _withdraw_swaps(taken, at)
    for turn in taken:
        if turn.tenure:
            posts.cancel(turn.tenure, by=SYSTEM, at=at)
    return _give_out(rota, [turn.month for turn in taken], at=at, shunned=shunned)


def _give_out(rota: Rota, months: Sequence[date], *, at: datetime, shunned: int | None = None) -> list[Turn]:
    if not months:
        return []
    members = {member.pk: member for member in queries.in_order(rota)}
    before = Turn.objects.filter(rota=rota, month__lt=months[0], member__isnull=False).order_by("-month")
    last = before.values_list("member", flat=True).first()
    chosen = rules.following(list(members), last, len(months), shunned=shunned)
    return [
        give(rota, month, members[member_id] if member_id else None, at=at)
        for month, member_id in zip(months, chosen, strict=True)
    ]


def give(rota: Rota, month: date, member: Member | None, *, at: datetime) -> Turn:
    """Write whose a month is, with the tenure; openly vacant where nobody is. Raises: posts.PostTaken."""
    turn = Turn.objects.filter(rota=rota, month=month).first()
    turn = turn or Turn(community_id=rota.community_id, rota=rota, month=month)
    turn.rota, turn.member, turn.tenure, turn.reminded = rota, member, None, []
    turn.state = rules.PLANNED if member else rules.VACANT
    if member is not None:
        turn.tenure = give_tenure(turn, member, at=at)
    turn.save()
    return turn


def exchange(one: Turn, other: Turn, *, at: datetime) -> None:
    """Let two turns to come change their holders, tenures and all."""
    _withdraw_swaps([one, other], at)
    members = (other.member, one.member)
    for turn in (one, other):
        assert turn.tenure  # noqa: S101 both are given
        posts.cancel(turn.tenure, by=SYSTEM, at=at)
    for turn, member in zip((one, other), members, strict=True):
        fresh = give_tenure(turn, member, at=at)  # type: ignore[arg-type]
        Turn.objects.filter(pk=turn.pk).update(member=member, tenure=fresh, state=rules.PLANNED, reminded=[])


def give_tenure(turn: Turn, member: Member, *, at: datetime) -> Tenure:
    """Seat a member for a turn, from its midnight or from now to its end."""
    return posts.seat(
        turn.rota.post,
        person=member.person,
        starts_at=max(rules.midnight(turn.month), at),
        ends_at=rules.midnight(rules.month_after(turn.month)),
        way="rotation",
        by=SYSTEM,
        at=at,
    )


def _withdraw_swaps(turns: Sequence[Turn], at: datetime) -> None:
    ids = [turn.pk for turn in turns]
    waiting = Swap.objects.filter(state=rules.WAITING)
    for field in ("mine__in", "theirs__in"):
        waiting.filter(**{field: ids}).update(state=rules.WITHDRAWN, answered_at=at)
