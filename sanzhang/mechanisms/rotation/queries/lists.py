"""Rotas in lists; what rotation adds to vacancies, to the unit's page, to the year and to the desk."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Swap, Turn
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.posts.queries import NextStep, Opening, title_of
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.territory.models import Place

MOST = 500


def visible_to(by: Actor, at: datetime) -> QuerySet[Rota]:
    """Return the rotas in the areas of `by`."""
    areas = permission.areas(by, "rotation.look", at=at)
    found = Rota.objects.filter(area_filter(areas, "post__place__path"))
    return found.select_related("community", "post__place__parent__estate", "post__place__estate")


def rotas(by: Actor, at: datetime, *, state: str = "", words: str = "", area: str = "") -> QuerySet[Rota]:
    """Return rotas by words and state: running, vacant (nobody this month), to_check (who asked), ended."""
    found = visible_to(by, at).annotate(
        joined=Count("members", filter=Q(members__left_at=None), distinct=True),
        able=Count("members", filter=Q(members__left_at=None, members__able_at__isnull=False), distinct=True),
    )
    if area:
        found = found.filter(post__place__path__gte=area, post__place__path__lt=next_path(area))
    month = rules.first_of(rules.day_of(at))
    waiting = Member.objects.filter(rota=OuterRef("pk"), left_at=None, able_at=None)
    nobody = Turn.objects.filter(rota=OuterRef("pk"), month=month).exclude(state=rules.PLANNED)
    if state == "ended":
        found = found.exclude(ended_at=None)
    elif state:
        found = found.filter(ended_at=None)
    if state == "vacant":
        found = found.filter(Exists(nobody))
    elif state == "to_check":
        found = found.filter(Exists(waiting))
    for word in words.replace("\x00", "").split()[:4]:
        there = Q(post__place__name__contains=word) | Q(post__place__parent__name__contains=word)
        found = found.filter(there | Q(post__place__parent__estate__name__contains=word))
    return found.order_by("ended_at", "post__place__path", "-pk")


def units_without(by: Actor, at: datetime, *, words: str = "") -> QuerySet[Post]:
    """Return the unit leaders' posts in the areas of `by` whose unit takes no turns, by place."""
    areas = permission.areas(by, "rotation.edit", at=at)
    found = Post.objects.filter(
        area_filter(areas, "place__path"), kind="unit_leader", closed_at=None, place__closed_on=None
    ).exclude(pk__in=under_way(at))
    for word in words.replace("\x00", "").split()[:4]:
        there = Q(place__name__contains=word) | Q(place__parent__name__contains=word)
        found = found.filter(there | Q(place__parent__estate__name__contains=word))
    return found.select_related("place__parent__estate", "place__estate").order_by("place__path")


def to_extend(at: datetime) -> QuerySet[Rota, int]:
    """Return the ids of running rotas whose last month ahead is not given out."""
    last = Turn.objects.filter(rota=OuterRef("pk")).order_by("-month").values("month")[:1]
    running = Rota.objects.filter(ended_at=None, drawn_at__isnull=False).annotate(last=Subquery(last))
    month = rules.first_of(rules.day_of(at))
    short = Q(last=None)
    for ahead in range(rules.LEAST_AHEAD, rules.MOST_AHEAD + 1):
        short |= Q(months_ahead=ahead, last__lt=rules.month_after(month, ahead - 1))
    blocked = Turn.objects.filter(rota=OuterRef("pk"), month__gt=month, why=rules.TAKEN_UP)
    return running.filter(short | Q(Exists(blocked))).values_list("pk", flat=True)


def next_steps(posts: list[Post], by: Actor, at: datetime) -> dict[int, NextStep]:
    """Return what comes next for vacant posts of units that take turns; two queries."""
    running = {rota.post_id: rota for rota in Rota.objects.filter(post__in=posts, ended_at=None)}
    if not running:
        return {}
    month = rules.first_of(rules.day_of(at))
    later = Turn.objects.filter(rota__in=running.values(), month__gte=month, state=rules.PLANNED)
    first: dict[int, date] = {}
    for rota_id, when in later.order_by("-month").values_list("rota", "month"):
        first[rota_id] = when
    return {
        post_id: NextStep(_words(rota, first.get(rota.pk)), f"/rotation/{rota.pk}/")
        for post_id, rota in running.items()
    }


def _words(rota: Rota, month: date | None) -> str:
    if month is None:
        return "轮值:还没有人报名能接" if rota.drawn_at else "轮值:等报名、排次序"
    return f"轮值:这个月没有人,下一位从 {month.month}月1日 起"


def under_way(at: datetime) -> QuerySet[Any, Any]:
    """Return the posts of units that take turns."""
    return Rota.objects.filter(ended_at=None).values("post")


def openings(place: Place, at: datetime) -> list[Opening]:
    """Return what residents of a unit may take part in."""
    found = Rota.objects.filter(post__place=place, ended_at=None).first() if place.kind == "unit" else None
    words = "本单元轮流当单元长:看轮到谁,我家也报名"
    return [Opening(words, f"/rotation/unit/{place.token}/")] if found else []


def coming(by: Actor, area: str, *, since: date, until: date, at: datetime) -> list[Coming]:
    """Return the turns of an area that begin in [since, until), without names."""
    areas = permission.areas(by, "rotation.look", at=at)
    found = Turn.objects.filter(
        area_filter(areas, "rota__post__place__path"), month__gte=since, month__lt=until, rota__ended_at=None
    )
    if area:
        found = found.filter(rota__post__place__path__gte=area, rota__post__place__path__lt=next_path(area))
    with_all = found.select_related("rota__post__place__parent").order_by("month", "rota__post__place__path")
    return [_coming(turn) for turn in with_all[:MOST]]


def _coming(turn: Turn) -> Coming:
    words = f"{title_of(turn.rota.post)}轮值" + ("" if turn.state == rules.PLANNED else ":没有人")
    return Coming(turn.month, "轮值", words, f"/rotation/{turn.rota_id}/")


def to_do(by: Any, at: datetime, *, most: int = 5) -> list[Coming]:
    """Return what waits for a person: swaps to answer, households to be found able."""
    today = rules.day_of(at)
    asked = Swap.objects.filter(asked_of=by.pk, state=rules.WAITING).select_related("mine")[:most]
    lines = [
        Coming(
            swap.mine.month, "轮值", f"有人想和您换到{rules.spoken_month(swap.mine.month)}", "/rotation/mine/"
        )
        for swap in asked
    ]
    areas = permission.areas(by, "rotation.edit", at=at)
    waiting = Member.objects.filter(
        area_filter(areas, "rota__post__place__path"), left_at=None, able_at=None, rota__ended_at=None
    )
    counted = waiting.values("rota").annotate(count=Count("pk")).order_by("rota")[:most] if areas else []
    lines += [Coming(today, "轮值", _asking(row["count"]), f"/rotation/{row['rota']}/") for row in counted]
    return lines


def _asking(count: int) -> str:
    return f"{count} 户报名轮值,等核对能不能胜任"
