"""Months are given out ahead, with their tenures: power changes at midnight whether or not a job runs (§12, R5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Swap, Turn, TurnStep
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts import queries as sittings
from sanzhang.organisation.posts.models import Tenure


def held(rota: Rota) -> Rota:
    """Return the rota as it is now, locked until the end of the transaction."""
    return Rota.objects.select_for_update(of=("self",)).select_related("post__place").get(pk=rota.pk)


def plan(rota: Rota, *, by: Actor, at: datetime, fill: bool = False) -> list[Turn]:
    """Give out the months that nobody was given yet, from the running one on; return the turns that are new.

    Months that passed unplanned are written down as vacant. `fill`: months to come that were vacant because nobody
    was there are given out too. A month in which the post has somebody else is openly kept free.
    """
    if rota.drawn_at is None or rota.ended_at is not None:
        return []
    today = rules.day_of(at)
    first = max(rota.starts_on, rules.first_of(today))
    known = {turn.month: turn for turn in Turn.objects.filter(rota=rota)}
    passed = rota.starts_on
    while passed < first:
        if passed not in known:
            _keep(rota, passed, None, rules.NOBODY, verb="planned", by=by, at=at)
        passed = rules.month_after(passed)
    wished = [rules.month_after(first, step) for step in range(rota.months_ahead)]
    refill = (rules.NOBODY, rules.TAKEN_UP) if fill else (rules.TAKEN_UP,)
    free = [month for month in wished if month not in known or _is_open(known[month], refill, at)]
    return _give_out(rota, free, by=by, at=at)


def _is_open(turn: Turn, whys: Iterable[str], at: datetime) -> bool:
    return turn.state == rules.VACANT and turn.why in whys and rules.midnight(turn.month) > at


def _give_out(rota: Rota, months: Sequence[date], *, by: Actor, at: datetime) -> list[Turn]:
    members = queries.everybody(rota)
    ready = {pk for pk, member in members.items() if member.left_at is None and member.able_at}
    return [
        give(rota, month, members.get(chosen) if chosen else None, by=by, at=at)
        for month in months
        for chosen in [rules.following(list(members), ready, last_before(rota, month))]
    ]


def last_before(rota: Rota, month: date) -> int | None:
    """Return who has the last month before one."""
    before = Turn.objects.filter(rota=rota, month__lt=month, member__isnull=False).order_by("-month")
    found: int | None = before.values_list("member", flat=True).first()
    return found


def give(
    rota: Rota, month: date, member: Member | None, *, by: Actor, at: datetime, verb: str = "planned"
) -> Turn:
    """Write whose a month is, with the tenure; openly vacant where nobody is, or the post has somebody else."""
    if member is not None:
        try:
            tenure = give_tenure(rota, month, member, at=at)
        except posts.PostTaken:
            return _keep(rota, month, None, rules.TAKEN_UP, verb=verb, by=by, at=at)
        return _keep(rota, month, member, "", verb=verb, by=by, at=at, tenure=tenure)
    return _keep(rota, month, None, rules.NOBODY, verb=verb, by=by, at=at)


def _keep(
    rota: Rota,
    month: date,
    member: Member | None,
    why: str,
    *,
    verb: str,
    by: Actor,
    at: datetime,
    tenure: Tenure | None = None,
) -> Turn:
    turn = Turn.objects.filter(rota=rota, month=month).first()
    turn = turn or Turn(community_id=rota.community_id, rota=rota, month=month)
    before = turn.member_id
    turn.rota, turn.member, turn.tenure, turn.why = rota, member, tenure, why
    turn.state = rules.PLANNED if member else rules.VACANT
    turn.save()
    step(turn, verb, before=before, by=by, at=at)
    return turn


def give_tenure(rota: Rota, month: date, member: Member, *, at: datetime) -> Tenure:
    """Seat a member for a month, from its midnight or from now to its end. Raises: posts.PostTaken."""
    return posts.seat(
        rota.post,
        person=member.person,
        starts_at=max(rules.midnight(month), at),
        ends_at=rules.midnight(rules.month_after(month)),
        way="rotation",
        by=SYSTEM,
        at=at,
    )


def empty(turn: Turn, why: str, *, verb: str, by: Actor, at: datetime, words: str = "") -> None:
    """Leave a month openly vacant that has not begun, and take back its tenure where it still stands."""
    withdraw_swaps([turn], at=at)
    if turn.tenure and turn.tenure.cancelled_at is None:
        posts.cancel(turn.tenure, by=SYSTEM, at=at)
    before = turn.member_id
    turn.state, turn.why, turn.member, turn.tenure = rules.VACANT, why, None, None
    turn.save(update_fields=["state", "why", "member", "tenure"])
    step(turn, verb, before=before, by=by, at=at, words=words)


def reassign(
    rota: Rota,
    wished: Mapping[date, int | None],
    *,
    why: str,
    verb: str,
    words: str = "",
    by: Actor,
    at: datetime,
) -> list[Turn]:
    """Give months to come to other members, or None to nobody; return them.

    All tenures that change are taken back first, so that nobody stands in anybody's way. `verb` and `words` are of
    the first one.
    """
    found = Turn.objects.filter(rota=rota, month__in=wished).select_related("tenure__post").order_by("month")
    changed = list(found)
    concerned = {turn.member_id for turn in changed} | set(wished.values())
    for turn in changed:
        is_first = turn is changed[0]
        empty(turn, why, verb=verb if is_first else "moved", words=words if is_first else "", by=by, at=at)
    members = queries.everybody(rota)
    for turn in changed:
        chosen = wished[turn.month]
        if chosen:
            give(rota, turn.month, members[chosen], by=by, at=at, verb="moved")
    tell_months(rota, [members[pk] for pk in concerned if pk in members], by=by, at=at)
    return list(Turn.objects.filter(pk__in=[turn.pk for turn in changed]).order_by("month"))


def exchange(one: Turn, other: Turn, *, by: Actor, at: datetime) -> None:
    """Let two turns to come change their holders, tenures and all."""
    withdraw_swaps([one, other], at=at)
    members = (other.member, one.member)
    for turn in (one, other):
        if turn.tenure:
            posts.cancel(turn.tenure, by=SYSTEM, at=at)
    for turn, member in zip((one, other), members, strict=True):
        if member is not None:
            tenure = give_tenure(turn.rota, turn.month, member, at=at)
            _keep(turn.rota, turn.month, member, "", verb="swapped", by=by, at=at, tenure=tenure)


def step(turn: Turn, verb: str, *, before: int | None, by: Actor, at: datetime, words: str = "") -> None:
    """Add a line to the history of a month."""
    TurnStep.objects.create(
        community_id=turn.community_id,
        turn=turn,
        verb=verb,
        member_id=turn.member_id,
        before_id=before,
        words=words[:200],
        by=by if isinstance(by, Person) else None,
        at=at,
    )


def tell_months(rota: Rota, members: Iterable[Member], *, by: Actor, at: datetime) -> None:
    """Tell households whose months changed which they have now; who did it himself needs no message."""
    title = sittings.title_of(rota.post)
    for member in members:
        if member.left_at or (isinstance(by, Person) and by.pk == member.person_id):
            continue
        months = Turn.objects.filter(rota=rota, member=member, month__gte=queries.next_month(at))
        words = "、".join(rules.spoken_month(one.month) for one in months.order_by("month"))
        channels.send(
            to=member.person,
            template="rotation.changed",
            facts={"title": title, "months": words or "这几个月都没有排到您家"},
            link="/rotation/mine/",
            community_id=rota.community_id,
            at=at,
        )


def withdraw_swaps(turns: Sequence[Turn], *, at: datetime) -> None:
    """Close the requests about turns that change otherwise."""
    ids = [turn.pk for turn in turns]
    waiting = Swap.objects.filter(state=rules.WAITING)
    for field in ("mine__in", "theirs__in"):
        waiting.filter(**{field: ids}).update(state=rules.WITHDRAWN, answered_at=at)
