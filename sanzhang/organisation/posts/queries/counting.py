"""Counting posts and vacancies, from a grid to a city of 164,000 posts: communities are counted from indexes alone.

A vacancy is noted with its post as [vacant_since, vacant_until) when a sitting changes, so that counting asks no
tenure; only posts whose agreed successor should have come by now are looked up.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, in_area, widest
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.queries.seats import live
from sanzhang.organisation.territory.models import Place

COMMUNITY_WIDTH = 12
FEW = 100  # communities: more are counted all together, and what lies outside is left out afterwards
Shares = dict[str, tuple[int, int]]  # kind of leader → (vacant, all)
LATELY = timedelta(minutes=1)
Tally = Counter[tuple[int | None, str]]
Gaps = tuple[str, str, int, datetime | None]  # path of a community, kind, vacancies, since when the oldest

_lately: dict[str, tuple[Any, datetime, Tally]] = {}  # of this process, one a database


def held(at: datetime) -> Exists:
    """Return the condition that somebody holds a post at `at`."""
    return Exists(Tenure.objects.filter(live(at), post=OuterRef("pk")))


def vacant(posts: QuerySet[Post], at: datetime) -> QuerySet[Post]:
    """Return those without a holder at `at`; `vacant_since` is never later than the truth, so it sifts first."""
    return posts.filter(~held(at), vacant_since__lte=at)


def counts(by: Actor, at: datetime, *, area: str = "") -> Shares:
    """Return kind of leader → (vacant, all) in the areas of `by`, widest kind first; at most seven queries."""
    shares: Shares = dict.fromkeys(reversed(rules.LEADERS), (0, 0))
    areas = areas_within(permission.areas(by, "posts.look", at=at), area)
    wide = [one for one in areas if len(one) <= COMMUNITY_WIDTH]
    for found in (*by_community(wide, at).values(), *_by_path(set(areas) - set(wide), at).values()):
        for kind, (empty, whole) in found.items():
            before = shares[kind]
            shares[kind] = (before[0] + empty, before[1] + whole)
    return shares


def areas_within(areas: Iterable[str], area: str) -> list[str]:
    """Return what of some areas lies within `area`, without those that lie in another of them."""
    return widest(
        area if in_area(area, one) else one for one in areas if in_area(one, area) or in_area(area, one)
    )


def shares_below(places: list[Place], at: datetime) -> dict[str, Shares]:
    """Return path of each of some siblings → kind → (vacant, all) leaders' posts at or below it; few queries."""
    paths = [place.path for place in places]
    if not paths:
        return {}
    if len(paths[0]) > COMMUNITY_WIDTH:
        return _by_path(paths, at)
    found: dict[str, Shares] = {}
    for path, shares in by_community(paths, at).items():
        above = found.setdefault(path[: len(paths[0])], {})
        for kind, (empty, whole) in shares.items():
            before = above.get(kind, (0, 0))
            above[kind] = (before[0] + empty, before[1] + whole)
    return found


def by_community(areas: list[str], at: datetime) -> dict[str, Shares]:
    """Return path of each community of some wide areas → kind → (vacant, all) leaders' posts; five queries."""
    paths = _communities(areas)
    if not paths:
        return {}
    posts = _of(paths)
    whole = _counted(posts) if len(paths) <= FEW else _counted_lately(posts, at)
    empty: Tally = Counter()
    for rows in _vacancies(posts, at):
        empty.update({(place, kind): count for place, kind, count in _grouped(rows)})
    gone = posts.filter(place__closed_on__isnull=False)  # where the place is closed, the post is about to be
    if lost := Counter(gone.values_list("community", "kind")):
        whole -= lost
        empty -= Counter(vacant(gone, at).values_list("community", "kind"))
    found: dict[str, Shares] = {}
    for (place, kind), count in whole.items():
        if place and place in paths:
            found.setdefault(paths[place], {})[kind] = (empty[place, kind], count)
    return found


def gaps_by_community(areas: list[str], at: datetime) -> list[Gaps]:
    """Return the vacancies of wide areas, a line for each community and kind, with the oldest; three queries."""
    paths = _communities(areas)
    rows = _gaps(_of(paths), at) if paths else []
    return [(paths[place], kind, count, since) for place, kind, count, since in rows if place in paths]


def _counted(posts: QuerySet[Post]) -> Tally:
    return Counter({(place, kind): count for place, kind, count in _grouped(posts)})


def _counted_lately(posts: QuerySet[Post], at: datetime) -> Tally:
    """Return `_counted` of all communities, kept while no post was opened or closed since.

    Two who open posts at the same instant may hide from each other for a minute, not longer.
    """
    newest = Post.objects.order_by("-id").values_list("id", flat=True).first()
    closed = Post.objects.filter(closed_at__isnull=False).order_by("-closed_at", "-id")
    stamp = (newest, closed.values_list("id", "closed_at").first())
    known = _lately.get(connection.alias)
    if known is None or known[0] != stamp or abs(at - known[1]) > LATELY:
        known = _lately[connection.alias] = (stamp, at, _counted(posts))
    return known[2].copy()


def vacancies_by_community(areas: list[str], at: datetime, which: Q) -> dict[str, int]:
    """Return path of a community in wide areas → how many of its vacant posts meet a condition; three queries."""
    paths = _communities(areas)
    found: Counter[str] = Counter()
    for rows in _vacancies(_of(paths), at) if paths else ():
        for place, _, count in _grouped(rows.filter(which)):
            if place in paths:
                found[paths[place]] += count
    return found


def _communities(areas: list[str]) -> dict[int, str]:
    found = Place.objects.filter(area_filter(areas), kind="community") if areas else Place.objects.none()
    return dict(found.values_list("pk", "path"))


def _of(communities: dict[int, str]) -> QuerySet[Post]:
    posts = Post.objects.filter(kind__in=rules.LEADERS, closed_at=None).order_by()
    return posts.filter(community__in=list(communities)) if len(communities) <= FEW else posts


def _grouped(posts: QuerySet[Post]) -> Iterable[tuple[int, str, int]]:
    return posts.values_list("community", "kind").annotate(count=Count("*"))


def _vacancies(posts: QuerySet[Post], at: datetime) -> tuple[QuerySet[Post], QuerySet[Post]]:
    """Return the vacant posts in two parts: as noted; and whose noted gap is over, but nobody came or stayed."""
    noted = posts.filter(Q(vacant_until=None) | Q(vacant_until__gt=at), vacant_since__lte=at)
    return noted, posts.filter(~held(at), vacant_since__lte=at, vacant_until__lte=at)


def _gaps(posts: QuerySet[Post], at: datetime) -> list[tuple[int, str, int, datetime]]:
    found: dict[tuple[int, str], tuple[int, datetime]] = {}
    for rows in _vacancies(posts, at):
        grouped = rows.values_list("community", "kind").annotate(count=Count("*"), since=Min("vacant_since"))
        for place, kind, count, since in grouped:
            before = found.get((place, kind), (0, since))
            found[place, kind] = (before[0] + count, min(before[1], since))
    return [(place, kind, count, since) for (place, kind), (count, since) in found.items()]


def _by_path(areas: Iterable[str], at: datetime) -> dict[str, Shares]:
    """Return path of each of some areas within communities, all of one width, → its counts; two queries."""
    found: dict[str, Shares] = {}
    for width, paths in _by_width(areas).items():
        inside = Place.objects.filter(path__in={path[:COMMUNITY_WIDTH] for path in paths}).values("pk")
        posts = Post.objects.filter(
            area_filter(paths, "place__path"),
            community__in=inside,
            kind__in=rules.LEADERS,
            closed_at=None,
            place__closed_on=None,
        )
        for path, kind, count in _cut(posts, width):
            found.setdefault(path, {})[kind] = (0, count)
        for path, kind, count in _cut(vacant(posts, at), width):
            found[path][kind] = (count, found[path][kind][1])
    return found


def _by_width(areas: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for area in areas:
        found.setdefault(len(area), []).append(area)
    return found


def _cut(posts: QuerySet[Post], width: int) -> Iterable[tuple[str, str, int]]:
    return posts.order_by().values_list(Substr("place__path", 1, width), "kind").annotate(Count("id"))


def vacancies_below(places: list[Place], at: datetime) -> dict[int, tuple[int, int]]:
    """Return place id → (vacant, all) leaders' posts at or below it, for the territory's tree; siblings."""
    shares = shares_below(places, at)
    return {
        place.id: (sum(v for v, _ in kinds.values()), sum(a for _, a in kinds.values()))
        for place in places
        if (kinds := shares.get(place.path))
    }
