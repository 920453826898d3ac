"""Posts in lists, at every level: what is held, what is vacant and since when; never a query a row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.posts.queries.counting import COMMUNITY_WIDTH, Shares, held, shares_below, vacant
from sanzhang.organisation.posts.queries.searching import named
from sanzhang.organisation.posts.queries.seats import live, running, title_of, vacant_since
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

SIZE = 40


@dataclass(frozen=True)
class Line:
    """A post in a list: what it is called and where, who holds it, or since when nobody does."""

    post: Post
    title: str
    where: str
    tenure: Tenure | None
    vacant_since: datetime | None
    age: str = ""


@dataclass(frozen=True)
class Page:
    """Some lines of a list; `after` fetches what follows, empty at the end."""

    lines: list[Line]
    after: str = ""


@dataclass
class Gap:
    """One line of the tree: a place, its own leader's post, counts below, and the lines below."""

    place: Place
    line: Line | None
    shares: Shares = field(default_factory=dict)
    below: "list[Gap]" = field(default_factory=list)

    @property
    def vacant(self) -> int:
        """Return how many leaders' posts at and below are vacant."""
        return sum(vacant for vacant, _ in self.shares.values())

    @property
    def whole(self) -> int:
        """Return how many leaders' posts there are at and below."""
        return sum(whole for _, whole in self.shares.values())


def visible_to(by: Actor, at: datetime) -> QuerySet[Post]:
    """Return the open posts in the areas of `by`."""
    areas = permission.areas(by, "posts.look", at=at)
    return Post.objects.filter(area_filter(areas, "place__path"), closed_at=None, place__closed_on=None)


def names_seen_by(by: Actor, at: datetime) -> bool:
    """Say whether `by` sees leaders' names in lists; who keeps or watches the system sees 王*."""
    return any(seat.kind in rules.NAMES_SEEN_BY for seat in permission.seats_of(by, at))


def listed(
    by: Actor, at: datetime, *, kind: str = "", state: str = "", area: str = "", words: str = ""
) -> QuerySet[Post]:
    """Return posts by kind, state (vacant: oldest first, held, acting), area (a path) and words in a place's name.

    A word that is a leader's whole name finds the posts of that name.
    """
    posts = _within(visible_to(by, at), area)
    if kind:
        posts = posts.filter(kind=kind)
    for condition in named(words, at, area=area):
        posts = posts.filter(condition)
    posts = posts.select_related("place__parent__estate", "place__estate")
    if state == "vacant":
        return vacant(posts, at).order_by("vacant_since", "id")
    if state == "held":
        posts = posts.filter(held(at))
    elif state == "acting":
        posts = posts.filter(Exists(Tenure.objects.filter(live(at), post=OuterRef("pk"), is_acting=True)))
    return posts.order_by("place__path", "id")


def _within(posts: QuerySet[Post], area: str) -> QuerySet[Post]:
    if not area:
        return posts
    if len(area) >= COMMUNITY_WIDTH:  # the few posts of one community are found by its id, not by age
        posts = posts.filter(community__in=Place.objects.filter(path=area[:COMMUNITY_WIDTH]).values("pk"))
    return posts.filter(place__path__gte=area, place__path__lt=next_path(area))


def page_of(posts: QuerySet[Post], at: datetime, *, after: str = "", size: int = SIZE) -> Page:
    """Return the lines of `listed` that follow `after`, at most `size`; no page is dearer than the first."""
    by_age = "vacant_since" in posts.query.order_by
    found = list(_following(posts, after, by_age=by_age)[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return Page(lines_of(found[:size], at), _cursor(more, by_age=by_age) if more else "")


def _cursor(post: Post, *, by_age: bool) -> str:
    if by_age and post.vacant_since:
        return f"{post.vacant_since.astimezone(UTC).isoformat()}~{post.pk}"
    return f"{post.place.path}~{post.pk}"


def _following(posts: QuerySet[Post], after: str, *, by_age: bool) -> QuerySet[Post]:
    key, _, tail = after.partition("~")
    if not (tail.isascii() and tail.isdigit() and len(tail) < 19):
        return posts
    name, value = ("vacant_since", _time(key)) if by_age else ("place__path", key)
    if not value:
        return posts
    beyond = Q(**{f"{name}__gt": value}) | Q(**{name: value, "pk__gt": int(tail)})
    return posts.filter(beyond, **{f"{name}__gte": value})  # said twice, so that an index begins there


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def lines_of(posts: list[Post], at: datetime) -> list[Line]:
    """Return posts as lines with holders and ages; two queries."""
    held = running(posts, at)
    gaps = vacant_since([post for post in posts if post.pk not in held], at)
    return [_line(post, held.get(post.pk), gaps.get(post.pk), at) for post in posts]


def _line(post: Post, tenure: Tenure | None, since: datetime | None, at: datetime) -> Line:
    age = rules.spoken_age(since, at) if since else ""
    return Line(post, title_of(post), territory.full_name(post.place), tenure, since, age)


def oldest_vacancy(by: Actor, at: datetime, *, area: str = "") -> Line | None:
    """Return the leader's post of an area that has been vacant longest."""
    posts = _within(visible_to(by, at), area).filter(kind__in=rules.LEADERS)
    found = vacant(posts, at).select_related("place__parent__estate", "place__estate")
    return next(iter(lines_of(list(found.order_by("vacant_since", "id")[:1]), at)), None)


def levels_below(place: Place, at: datetime) -> list[Gap]:
    """Return the children of a city, district or street with their counts; three queries."""
    children = Place.objects.filter(parent=place, closed_on=None).exclude(kind="estate").order_by("path")
    shares = shares_below(list(children), at)
    return [Gap(child, None, shares.get(child.path, {})) for child in children]


def tree_of(place: Place, at: datetime) -> list[Gap]:
    """Return a community, grid, building or unit as a tree of leaders' posts; four queries, whatever its size."""
    below = Place.objects.filter(
        path__gte=place.path, path__lt=next_path(place.path), kind__in=rules.LEADER_OF, closed_on=None
    ).select_related("parent__estate", "estate")
    places = list(below.order_by("path"))
    lines = _leaders_lines(places, place, at)
    nodes = {one.pk: Gap(one, lines.get(one.pk)) for one in places}
    roots: list[Gap] = []
    for one in reversed(places):  # children first, so that counts go up
        node, above = nodes[one.pk], nodes.get(one.parent_id or 0)
        if node.line:
            _add(node.shares, node.line.post.kind, int(node.line.tenure is None), 1)
        if above is None:
            roots.insert(0, node)
            continue
        above.below.insert(0, node)
        for kind, (empty, whole) in node.shares.items():
            _add(above.shares, kind, empty, whole)
    return roots


def shares_of(gaps: Iterable[Gap]) -> Shares:
    """Return the sum of some lines' counts, widest kind first."""
    whole: Shares = dict.fromkeys(reversed(rules.LEADERS), (0, 0))
    for gap in gaps:
        for kind, (empty, posts) in gap.shares.items():
            _add(whole, kind, empty, posts)
    return whole


def _add(shares: Shares, kind: str, empty: int, whole: int) -> None:
    before = shares.get(kind, (0, 0))
    shares[kind] = (before[0] + empty, before[1] + whole)


def _leaders_lines(places: list[Place], root: Place, at: datetime) -> dict[int, Line]:
    by_id = {place.pk: place for place in places}
    posts = list(
        Post.objects.filter(
            area_filter([root.path], "place__path"), kind__in=rules.LEADERS, closed_at=None
        ).select_related("place__parent__estate", "place__estate")
    )
    return {line.post.place_id: line for line in lines_of(posts, at) if line.post.place_id in by_id}


def history(post: Post) -> list[Tenure]:
    """Return all who sat in a post and will, newest first; seatings entered wrongly are marked by `cancelled_at`."""
    return list(
        post.tenures.select_related("person", "seated_by", "entered_for").order_by("-starts_at", "-id")
    )


def without_post(community: Place) -> QuerySet[Place]:
    """Return the grids, buildings and units of a community that have no leader's post yet."""
    has_post = Post.objects.filter(place=OuterRef("pk"), kind__in=rules.LEADERS, closed_at=None)
    places = Place.objects.filter(community=community, kind__in=("grid", "building", "unit"), closed_on=None)
    return places.filter(~Exists(has_post)).order_by("path")


def on_closed_places(community_id: int) -> QuerySet[Post]:
    """Return the open posts of a community whose place is closed."""
    return Post.objects.filter(community=community_id, closed_at=None).exclude(place__closed_on=None)


def spokesmen(post: Post, at: datetime) -> list[tuple[int, str, Any]]:
    """Return for whom one may type at a post: leaders and community workers above it, as (person id, title, person)."""
    paths = [post.place.path[:width] for width in (12, 15, 20, 22) if width <= len(post.place.path)]
    kinds = (*rules.LEADERS, rules.COMMUNITY)
    held = Tenure.objects.filter(
        live(at), post__place__path__in=paths, post__kind__in=kinds, post__closed_at=None
    )
    found = held.select_related("person", "post__place__parent").order_by("-post__place__path")
    return [(one.person_id, title_of(one.post), one.person) for one in found]
