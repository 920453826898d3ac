"""What would come of a skip, a leaving or a beginning: shown before anybody confirms, and then done exactly so."""

from dataclasses import dataclass
from datetime import date, datetime

from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Turn
from sanzhang.mechanisms.rotation.queries.rotas import everybody, next_month
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post, Tenure

Wished = dict[date, int | None]


@dataclass(frozen=True)
class Move:
    """One month, who has it, and who would."""

    month: date
    before: Member | None
    after: Member | None


def after_skip(turn: Turn, at: datetime) -> Wished:
    """Return month → member, where somebody passes over a turn and the next in order move up; None: nobody."""
    return _closed(turn.rota, turn.month, turn.member_id or 0, at, has_left=False)


def after_leaving(member: Member, at: datetime) -> Wished:
    """Return month → member, where a household leaves and the others move up; None: nobody."""
    coming = Turn.objects.filter(rota=member.rota, member=member, month__gte=next_month(at)).order_by("month")
    first = coming.values_list("month", flat=True).first()
    return _closed(member.rota, first, member.pk, at, has_left=True) if first else {}


def vacant_instead(turns: list[Turn]) -> Wished:
    """Return month → None: nobody moves up, the months stay openly vacant."""
    return {turn.month: None for turn in turns}


def _closed(rota: Rota, gap: date, leaver: int, at: datetime, *, has_left: bool) -> Wished:
    turns = Turn.objects.filter(rota=rota, state=rules.PLANNED).order_by("month")
    written = {month: who for month, who in turns.values_list("month", "member") if who is not None}
    coming = [(month, who) for month, who in written.items() if month >= next_month(at)]
    wished = rules.close_ranks(coming, gap, leaver, has_left=has_left)
    members = everybody(rota)
    order = list(members)
    ready = {pk for pk, one in members.items() if one.left_at is None and one.able_at is not None}
    last = next((written[month] for month in sorted(written, reverse=True) if month < gap), None)
    for month in sorted(wished):
        shunned = {leaver} if has_left or month == gap else set()
        wished[month] = wished[month] or rules.following(order, ready - shunned, last)
        last = wished[month] or last
    return {month: who for month, who in wished.items() if who != written[month]}


def moves(rota: Rota, wished: Wished) -> list[Move]:
    """Return what changes, month by month, for the page that asks whether to."""
    members = everybody(rota)
    turns = Turn.objects.filter(rota=rota, month__in=wished).order_by("month")
    return [
        Move(turn.month, members.get(turn.member_id or 0), members.get(wished[turn.month] or 0))
        for turn in turns
    ]


@dataclass(frozen=True)
class Beginning:
    """What a rota from a midnight on does to who sits in the post: whom it ends, who stands in its way."""

    holder: Tenure | None  # sits there at `at`
    ends: Tenure | None  # the sitting that ends at the first midnight
    in_the_way: list[Tenure]  # agreed for later


def beginning(post: Post, starts_on: date, at: datetime) -> Beginning:
    """Return what beginning turns on a day would do to the sittings of a post."""
    midnight = rules.midnight(starts_on)
    later = Tenure.objects.filter(post=post, cancelled_at=None, starts_at__gte=midnight)
    return Beginning(
        holder=posts.who_held(post, at),
        ends=posts.who_held(post, midnight),
        in_the_way=list(later.select_related("person").order_by("starts_at")),
    )
