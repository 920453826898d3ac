"""Who holds what at an instant; what is vacant, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records.paths import area_filter, next_path, widest
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place

CITY_WIDE = ("auditor", "system_administrator")


@dataclass(frozen=True)
class LeaderLine:
    """One of the leaders above a place: post, holder or vacancy."""

    kind: str
    label: str
    post: Post | None
    tenure: Tenure | None

    @property
    def person(self) -> Person | None:
        """Return the holder, None if vacant."""
        return self.tenure.person if self.tenure else None


def live(at: datetime, prefix: str = "") -> Q:
    """Return the condition that a tenure runs at `at`: starts_at <= at < ends_at."""
    return Q(**{f"{prefix}starts_at__lte": at}) & (
        Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": at})
    )


def title_of(post: Post) -> str:
    """Return what a post is called: 第3网格网格长, 12栋2单元单元长, 桐荫社区社区工作者."""
    if post.title:
        return post.title
    place, label = post.place, rules.KINDS[post.kind]
    if post.kind == rules.UNIT and place.parent:
        return f"{place.parent.name}{place.name}{label}"
    return f"{place.name}{label}"


def seats_of(person: PersonLike, at: datetime) -> list[Seat]:
    """Return what a person holds at `at`, computed from the tenures; none while powers sleep (R5, R25)."""
    if not isinstance(person, Person) or not person.has_live_powers(at):
        return []
    held = Tenure.objects.filter(live(at), person_id=person.pk, post__closed_at=None)
    return [
        _seat(tenure) for tenure in held.select_related("post__place__parent").order_by("post__place__path")
    ]


def _seat(tenure: Tenure) -> Seat:
    post = tenure.post
    return Seat(
        post_id=post.pk,
        tenure_id=tenure.pk,
        kind=post.kind,
        path=post.place.path,
        community_id=post.community_id,
        title=title_of(post) + ("(代理)" if tenure.is_acting else ""),
        acting=tenure.is_acting,
    )


def leaders_of(place: Place, at: datetime) -> list[LeaderLine]:
    """Return unit, building and grid leader above (and at) a place, lowest first; two queries."""
    paths = [place.path[:width] for width in (22, 20, 15) if width <= len(place.path)]
    posts = {
        post.place.path: post
        for post in Post.objects.filter(
            place__path__in=paths, kind__in=rules.LEADERS, closed_at=None
        ).select_related("place__parent")
    }
    tenures = {
        tenure.post_id: tenure
        for tenure in Tenure.objects.filter(live(at), post__in=posts.values()).select_related("person")
    }
    kinds = {22: rules.UNIT, 20: rules.BUILDING, 15: rules.GRID}
    return [
        LeaderLine(
            kinds[len(path)],
            rules.KINDS[kinds[len(path)]],
            posts.get(path),
            tenures.get(posts[path].pk) if path in posts else None,
        )
        for path in paths
    ]


def holders(kind: str, path: str, at: datetime) -> list[Tenure]:
    """Return the running tenures of posts of a kind at exactly this area."""
    found = Tenure.objects.filter(live(at), post__kind=kind, post__place__path=path, post__closed_at=None)
    return list(found.select_related("person", "post__place__parent"))


def manned_rungs(path: str, at: datetime, *, excluding: Iterable[int] = ()) -> dict[str, str]:
    """Return kind of post → area, for each rung above `path` that somebody holds who may act at `at`.

    `excluding`: persons who must not get it (R15). Whose powers sleep (R25) does not count as a holder.
    A department's post lies at its district or city. One query.
    """
    areas = [path[:width] for width in (4, 6, 9, 12, 15, 20, 22) if width <= len(path)]
    found = Tenure.objects.filter(
        live(at), post__place__path__in=areas, post__kind__in=rules.LADDER, post__closed_at=None
    )
    shunned = set(excluding)
    manned: dict[str, str] = {}
    for tenure in found.select_related("person", "post__place").order_by("post__place__path"):
        if tenure.person_id not in shunned and tenure.person.has_live_powers(at):
            manned[tenure.post.kind] = tenure.post.place.path
    return manned


def visible_to(by: Actor, at: datetime) -> QuerySet[Post]:
    """Return the posts in the areas of `by`."""
    areas = permission.areas(by, "posts.look", at=at)
    return Post.objects.filter(area_filter(areas, "place__path"), closed_at=None)


def with_holder(posts: QuerySet[Post], at: datetime) -> QuerySet[Any]:
    """Annotate `is_held` (bool) at `at`."""
    running = Tenure.objects.filter(live(at), post=OuterRef("pk"))
    return posts.annotate(is_held=Exists(running))


def listed(
    by: Actor, at: datetime, *, kind: str = "", state: str = "", area: str = "", words: str = ""
) -> QuerySet[Post]:
    """Return posts by filters: kind, state (vacant, held, acting), area (a path) and words in the place's name."""
    posts = with_holder(visible_to(by, at), at).select_related("place__parent__estate", "place__estate")
    if kind:
        posts = posts.filter(kind=kind)
    if area:
        posts = posts.filter(place__path__gte=area, place__path__lt=next_path(area))
    if state == "vacant":
        posts = posts.filter(is_held=False)
    elif state == "held":
        posts = posts.filter(is_held=True)
    elif state == "acting":
        posts = posts.filter(Exists(Tenure.objects.filter(live(at), post=OuterRef("pk"), is_acting=True)))
    for word in words.split():
        posts = posts.filter(
            Q(place__name__contains=word)
            | Q(place__parent__name__contains=word)
            | Q(place__estate__name__contains=word)
            | Q(place__parent__estate__name__contains=word)
        )
    return posts.order_by("place__path", "kind", "number")


def running(posts: Iterable[Post], at: datetime) -> dict[int, Tenure]:
    """Return post id → the tenure that runs at `at`; one query."""
    found = Tenure.objects.filter(live(at), post__in=[post.pk for post in posts]).select_related("person")
    return {tenure.post_id: tenure for tenure in found}


def counts(by: Actor, at: datetime, *, area: str = "") -> dict[str, tuple[int, int]]:
    """Return kind of leader → (vacant, all) in the areas of `by`."""
    posts = visible_to(by, at).filter(kind__in=rules.LEADERS)
    if area:
        posts = posts.filter(place__path__gte=area, place__path__lt=next_path(area))
    rows = with_holder(posts, at).order_by().values_list("kind", "is_held").annotate(Count("id"))
    found = dict.fromkeys(reversed(rules.LEADERS), (0, 0))
    for kind, is_held, count in rows:
        vacant, whole = found[kind]
        found[kind] = (vacant + (0 if is_held else count), whole + count)
    return found


def vacancies_below(places: list[Place], at: datetime) -> dict[int, tuple[int, int]]:
    """Return place id → (vacant, all) leaders' posts at or below it, for the tree; places are siblings."""
    if not places:
        return {}
    width = len(places[0].path)
    ids = {place.path: place.id for place in places}
    posts = Post.objects.filter(area_filter([p.path for p in places], "place__path"), kind__in=rules.LEADERS)
    rows = with_holder(posts.filter(closed_at=None), at).values_list("place__path", "is_held")
    found: dict[int, tuple[int, int]] = {}
    for path, is_held in rows.iterator(chunk_size=5000):
        vacant, whole = found.get(ids[path[:width]], (0, 0))
        found[ids[path[:width]]] = (vacant + (not is_held), whole + 1)
    return found


def history(post: Post) -> list[Tenure]:
    """Return all who sat in a post and will, newest first."""
    return list(post.tenures.select_related("person", "seated_by", "entered_for").order_by("-starts_at"))


def persons_in(by: Actor, at: datetime) -> QuerySet[Person]:
    """Return the persons whose posts lie in the areas where `by` may look after people."""
    areas = widest(seat.path for seat in permission.seats_of(by, at) if seat.kind in rules.KEEPERS)
    if not areas:
        return Person.objects.none()
    mine = Tenure.objects.filter(area_filter(areas, "post__place__path"), person=OuterRef("pk"))
    return Person.objects.filter(Exists(mine))


def without_post(community: Place) -> QuerySet[Place]:
    """Return the grids, buildings and units of a community that have no leader's post yet."""
    has_post = Post.objects.filter(place=OuterRef("pk"), kind__in=rules.LEADERS, closed_at=None)
    places = Place.objects.filter(community=community, kind__in=("grid", "building", "unit"), closed_on=None)
    return places.filter(~Exists(has_post)).order_by("path")


def titles_of(post_ids: set[int]) -> dict[int, str]:
    """Return post id → what the post is called; one query."""
    found = Post.objects.filter(pk__in=post_ids).select_related("place__parent")
    return {post.pk: title_of(post) for post in found}


def supervisors_of(path: str, at: datetime) -> list[Person]:
    """Return who sits above a seat of the area `path`: the nearest manned office, else the administrators."""
    offices = (rules.COMMUNITY, rules.STREET, rules.DISTRICT, rules.CITY)
    above = [path[:width] for width in (4, 6, 9, 12) if width < len(path)]
    held = Tenure.objects.filter(live(at), post__closed_at=None).select_related("person", "post__place")
    found = list(held.filter(post__kind__in=offices, post__place__path__in=above))
    if found:
        nearest = max(len(tenure.post.place.path) for tenure in found)
        return [tenure.person for tenure in found if len(tenure.post.place.path) == nearest]
    return [tenure.person for tenure in held.filter(post__kind=rules.SYSTEM_ADMIN)]
