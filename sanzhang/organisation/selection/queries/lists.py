"""Selections in lists: by stage, way, area and lateness; a fixed number of queries a page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import spoken_date
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.models import Candidate, Objection, Procedure
from sanzhang.organisation.selection.queries.procedures import title_of
from sanzhang.organisation.territory.models import Place

RUNS, OVER, LATE = "runs", "over", "late"
STATES = {RUNS: "在办", LATE: "逾期", OVER: "已结束"}


@dataclass(frozen=True)
class Line:
    """A selection in a list."""

    procedure: Procedure
    title: str
    stage: str
    due: str
    is_late: bool
    candidates: int
    objections: int


def visible_to(by: Actor, at: datetime) -> QuerySet[Procedure]:
    """Return the selections in the areas of `by`."""
    areas = permission.areas(by, "selection.look", at=at)
    return Procedure.objects.filter(area_filter(areas, "post__place__path"))


def listed(
    by: Actor, at: datetime, *, stage: str = "", way: str = "", state: str = RUNS, area: str = ""
) -> QuerySet[Procedure]:
    """Return selections by stage, way, state and area (a path); what runs by what is due first, what is over newest."""
    found = visible_to(by, at)
    if area:
        found = found.filter(post__place__path__gte=area, post__place__path__lt=next_path(area))
    if stage in rules.STATES:
        found = found.filter(stage=stage)
    if way in rules.WAYS:
        found = found.filter(way=way)
    if state == OVER:
        found = found.exclude(ended_at=None)
    elif state in (RUNS, LATE):
        found = found.filter(ended_at=None)
    if state == LATE:
        found = found.filter(late(at))
    found = found.select_related(
        "post__place__parent__estate", "post__place__estate", "community", "owner", "chosen__person"
    )
    return found.order_by("-ended_at", "-pk") if state == OVER else found.order_by("due_at", "pk")


def late(at: datetime) -> Q:
    """Return the condition that a person is late with the stage that runs; what the clock ends by itself is not."""
    live = Candidate.objects.filter(procedure=OuterRef("pk"), state__in=rules.LIVE)
    by_itself = Q(stage__in=(rules.PUBLICATION, rules.SEAT)) | Q(Q(stage=rules.CALL) & Exists(live))
    return Q(due_at__lte=at, ended_at=None) & ~by_itself


def counts(by: Actor, at: datetime, *, area: str = "") -> dict[str, int]:
    """Return how many run in each stage, and how many are late; two queries."""
    live = visible_to(by, at).filter(ended_at=None)
    if area:
        live = live.filter(post__place__path__gte=area, post__place__path__lt=next_path(area))
    found = dict(live.order_by().values_list("stage").annotate(Count("id")))
    return found | {LATE: live.filter(late(at)).count()}


def lines_of(found: list[Procedure], at: datetime) -> list[Line]:
    """Return selections as lines; three queries."""
    ids = [one.pk for one in found]
    there = Candidate.objects.filter(procedure__in=ids, state__in=rules.LIVE).order_by()
    candidates = dict(there.values_list("procedure").annotate(Count("id")))
    waiting = Objection.objects.filter(procedure__in=ids, state="open").order_by()
    objections = dict(waiting.values_list("procedure").annotate(Count("id")))
    overdue = set(Procedure.objects.filter(late(at), pk__in=ids).values_list("pk", flat=True))
    return [
        Line(
            one,
            title_of(one),
            rules.STATES[one.stage],
            spoken_date(one.due_at, at) if one.due_at else "",
            one.pk in overdue,
            candidates.get(one.pk, 0),
            objections.get(one.pk, 0),
        )
        for one in found
    ]


def vacant_in_grid(grid: Place, kind: str, at: datetime) -> list[Post]:
    """Return the vacant posts of a kind below a place without a live selection, in the order of their codes."""
    live = Procedure.objects.filter(post=OuterRef("pk"), ended_at=None)
    below = Post.objects.filter(
        ~Exists(live),
        kind=kind,
        closed_at=None,
        place__closed_on=None,
        place__path__gte=grid.path,
        place__path__lt=next_path(grid.path),
    )
    found = posts.vacant(below, at).select_related("place__parent__estate", "place__estate", "community")
    return list(found.order_by("place__path"))
