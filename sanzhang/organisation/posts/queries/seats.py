"""Who holds what at an instant, and by that, who may act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from sanzhang.foundation.people.models import Person
from sanzhang.foundation.people.rules import powers_live
from sanzhang.foundation.permission import Seat
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records import statements
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Place

_LEADER_AT = {22: rules.UNIT, 20: rules.BUILDING, 15: rules.GRID}


@dataclass(frozen=True)
class LeaderLine:
    """One of the leaders above a place: the post, and who holds it or since when nobody does.

    `post` is None where none was opened; `vacant_since` is None while somebody holds it.
    """

    kind: str
    label: str
    place: Place | None
    post: Post | None
    tenure: Tenure | None
    vacant_since: datetime | None = None

    @property
    def person(self) -> Person | None:
        """Return the holder, None if vacant."""
        return self.tenure.person if self.tenure else None

    @property
    def is_acting(self) -> bool:
        """Say whether the holder only acts."""
        return self.tenure is not None and self.tenure.is_acting


def live(at: datetime, prefix: str = "") -> Q:
    """Return the condition that a tenure runs at `at`: starts_at <= at < ends_at, and was not entered wrongly."""
    return Q(**{f"{prefix}starts_at__lte": at, f"{prefix}cancelled_at": None}) & (
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


def titles_of(post_ids: set[int]) -> dict[int, str]:
    """Return post id → what the post is called; one query."""
    found = Post.objects.filter(pk__in=post_ids).select_related("place__parent")
    return {post.pk: title_of(post) for post in found}


def seats_of(person: PersonLike, at: datetime) -> list[Seat]:
    """Return what a person holds at `at`, computed from the tenures; none while powers sleep (R5, R25)."""
    if not isinstance(person, Person) or not person.has_live_powers(at):
        return []
    held = Tenure.objects.filter(
        live(at), person_id=person.pk, post__closed_at=None, post__place__closed_on=None
    )
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
    """Return unit, building and grid leader above (and at) a place, lowest first; a vacancy is a line too.

    Two queries, and a third where a post is vacant. Of a day past, posts that were open then answer.
    """
    paths = [place.path[:width] for width in _LEADER_AT if width <= len(place.path)]
    still = Q(closed_at=None) | Q(closed_at__gt=at)
    found = Post.objects.filter(still, place__path__in=paths, kind__in=rules.LEADERS).order_by("-opened_at")
    posts = {post.place.path: post for post in found.select_related("place__parent__estate", "place__estate")}
    tenures = running(posts.values(), at)
    gaps = vacant_since([post for post in posts.values() if post.pk not in tenures], at)
    return [_line(_LEADER_AT[len(path)], posts.get(path), tenures, gaps) for path in paths]


def _line(kind: str, post: Post | None, tenures: dict[int, Tenure], gaps: dict[int, datetime]) -> LeaderLine:
    if post is None:
        return LeaderLine(kind, rules.KINDS[kind], None, None, None)
    return LeaderLine(kind, rules.KINDS[kind], post.place, post, tenures.get(post.pk), gaps.get(post.pk))


def running(posts: Iterable[Post], at: datetime) -> dict[int, Tenure]:
    """Return post id → the tenure that runs at `at`; one query."""
    ids = [post.pk for post in posts]
    found = Tenure.objects.filter(live(at), post__in=ids).select_related("person")
    return {tenure.post_id: tenure for tenure in found} if ids else {}


def vacant_since(posts: Iterable[Post], at: datetime) -> dict[int, datetime]:
    """Return post id → since when these vacant posts are vacant: the end of the last tenure, or the opening."""
    by_id = {post.pk: post.opened_at for post in posts}
    if not by_id:
        return {}
    ended = Tenure.objects.filter(post__in=by_id, cancelled_at=None, ends_at__lte=at).order_by()
    return by_id | dict(ended.values_list("post").annotate(Max("ends_at")))


def who_held(post: Post, at: datetime) -> Tenure | None:
    """Return who sat in a post at an instant, in the past as well."""
    return Tenure.objects.filter(live(at), post=post).select_related("person").first()


def holders(kind: str, path: str, at: datetime) -> list[Tenure]:
    """Return the running tenures of posts of a kind at exactly this area."""
    found = Tenure.objects.filter(live(at), post__kind=kind, post__place__path=path, post__closed_at=None)
    return list(found.select_related("person", "post__place__parent"))


# Every report asks this: the words of `live` once more, without building them anew each time.
MANNED = (
    "SELECT person.id, post.kind, place.path, person.phone_verified_at, person.last_used_at, person.login"
    " FROM territory_place place"
    " JOIN posts_post post ON post.place_id = place.id"
    " JOIN posts_tenure tenure ON tenure.post_id = post.id"
    " JOIN people_person person ON person.id = tenure.person_id"
    " WHERE place.path IN ({areas}) AND post.kind IN ({kinds}) AND post.closed_at IS NULL"
    " AND tenure.cancelled_at IS NULL AND tenure.starts_at <= %s"
    " AND (tenure.ends_at IS NULL OR tenure.ends_at > %s) AND person.disabled_at IS NULL"
    " ORDER BY place.path"
)


def manned_rungs(path: str, at: datetime, *, excluding: Iterable[int] = ()) -> dict[str, str]:
    """Return kind of post → area, for each rung above `path` that somebody holds who may act at `at`.

    `excluding`: persons who must not get it (R15). Whose powers sleep (R25) does not count as a holder.
    A department's post lies at its district or city. One query.
    """
    areas = [path[:width] for width in (4, 6, 9, 12, 15, 20, 22) if width <= len(path)]
    statement = MANNED.format(
        areas=", ".join(["%s"] * len(areas)), kinds=", ".join(["%s"] * len(rules.LADDER))
    )
    shunned = set(excluding)
    return {
        kind: area
        for person_id, kind, area, verified_at, last_used_at, login in statements.rows(
            statement, [*areas, *rules.LADDER, at, at]
        )
        if person_id not in shunned
        and powers_live(
            verified_at=statements.instant(verified_at),
            last_used_at=statements.instant(last_used_at),
            at=at,
            by_login=bool(login),
        )
    }


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
