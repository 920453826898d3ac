"""Who asks to leave, who is away, and what has come of it."""

from datetime import datetime

from django.db.models import Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Leaving, Post, Tenure
from sanzhang.organisation.posts.rules import leaving as ways


def is_in_force(leaving: Leaving, at: datetime) -> bool:
    """Say whether a resignation that nobody decided is in force by now, whether or not a job has noted it."""
    if leaving.kind != ways.RESIGNATION or not leaving.is_open or leaving.is_entered_for:
        return False
    return ways.silent_end(leaving.asked_at, leaving.leaves_at or leaving.asked_at) <= at


def leavings_visible_to(by: Actor, at: datetime) -> QuerySet[Leaving]:
    """Return one's own leavings, and those in the areas of a worker of the community or the street."""
    mine = Q(tenure__person=by.id) if isinstance(by, PersonLike) and by.is_authenticated else Q(pk=None)
    areas = permission.areas(by, "posts.look_leaving", at=at)
    below = area_filter(areas, "tenure__post__place__path") if areas else Q(pk=None)
    return with_all(Leaving.objects.filter(mine | below))


def with_all(leavings: QuerySet[Leaving]) -> QuerySet[Leaving]:
    """Return leavings with whatever a line or page shows of them, in one query."""
    return leavings.select_related(
        "tenure__person",
        "tenure__post__place__parent__estate",
        "tenure__post__place__estate",
        "tenure__post__community",
        "acting__person",
        "returning",
        "asked_by",
        "decided_by",
        "said_to",
    )


def leavings_listed(
    by: Actor, at: datetime, *, kind: str = "", state: str = "", area: str = ""
) -> QuerySet[Leaving]:
    """Return the leavings of a worker's areas, those that wait first, newest first.

    state: open, away (on leave now), or one of `rules.LEAVING_STATES`.
    """
    areas = permission.areas(by, "posts.list_leavings", at=at)
    found = with_all(Leaving.objects.filter(area_filter(areas, "tenure__post__place__path")))
    if area:
        found = found.filter(area_filter([area], "tenure__post__place__path"))
    if kind in rules.LEAVING_KINDS:
        found = found.filter(kind=kind)
    if state == "open":
        found = found.filter(state__in=ways.OPEN)
    elif state == "away":
        found = found.filter(kind=ways.LEAVE, state=ways.DONE, leaves_at__lte=at, returns_at__gt=at)
    elif state in rules.LEAVING_STATES:
        found = found.filter(state=state)
    return found


def leaves_of(post: Post, at: datetime) -> list[Leaving]:
    """Return the granted leaves of a post that run or are to come, in order."""
    granted = Leaving.objects.filter(
        tenure__post=post, kind=ways.LEAVE, state=ways.DONE, returns_at__gt=at, returning__cancelled_at=None
    )
    return list(with_all(granted).order_by("leaves_at"))


def open_leaving(post: Post) -> Leaving | None:
    """Return what waits to be decided about a post's holder."""
    waiting = Leaving.objects.filter(tenure__post=post, state__in=ways.OPEN)
    return with_all(waiting).order_by("-asked_at").first()


def last_settled(post: Post) -> Leaving | None:
    """Return the newest resignation or removal by which somebody left a post."""
    done = Leaving.objects.filter(tenure__post=post, state=ways.DONE).exclude(kind=ways.LEAVE)
    return done.order_by("-decided_at").first()


def sittings_of(person: Person, at: datetime) -> list[Tenure]:
    """Return what a person holds as a leader now or will, in order."""
    ahead = Tenure.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=person, cancelled_at=None, post__kind__in=rules.LEADERS
    )
    with_post = ahead.select_related("post__place__parent__estate", "post__place__estate", "post__community")
    return list(with_post.order_by("starts_at"))


def leavings_of(person: Person) -> list[Leaving]:
    """Return all leavings of a person, newest first."""
    return list(with_all(Leaving.objects.filter(tenure__person=person)).order_by("-asked_at"))


def due_by_time(at: datetime) -> QuerySet[Leaving]:
    """Return what time alone may have settled by now; `settle_silent` looks again."""
    waiting = Leaving.objects.filter(state__in=ways.OPEN)
    silent = Q(kind=ways.RESIGNATION, leaves_at__lte=at)
    return waiting.filter(silent | Q(kind=ways.LEAVE, returns_at__lte=at)).order_by("asked_at")


def neighbours_of(post: Post, at: datetime) -> list[Tenure]:
    """Return who might act for a post's holder: leaders of the same kind beside it, and the one above."""
    place = post.place
    above = {rules.UNIT: place.path[:20], rules.BUILDING: place.path[:15], rules.GRID: place.path[:12]}
    area = above[post.kind]
    upper = {rules.UNIT: rules.BUILDING, rules.BUILDING: rules.GRID}.get(post.kind, "")
    near = Q(post__kind=post.kind) & area_filter([area], "post__place__path")
    near |= Q(post__kind=upper, post__place__path=area)
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    held = Tenure.objects.filter(
        near, running, starts_at__lte=at, cancelled_at=None, is_acting=False, post__closed_at=None
    ).exclude(post=post)
    found = held.select_related("person", "post__place__parent").order_by("post__place__path")
    return [one for one in found[:60] if one.person.is_active]
