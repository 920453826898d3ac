"""Watched bodies: whom they serve, what they have to do on a day, and a table of duties read."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Duty, Served, WatchedBody
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.paper.frames import Line, read_lines
from sanzhang.foundation.paper.headers import Column
from sanzhang.foundation.paper.tables import Sheet
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.territory.models import Place

COLUMNS = (
    Column("title", "职责", ("名称", "服务内容", "项目", "职责名称"), required=True),
    Column("how_often", "多久一次", ("频次", "服务频次", "周期")),
    Column("measure", "怎么算做到", ("标准", "服务标准", "衡量标准", "要求")),
    Column("looked_at", "谁来看", ("检查方式", "查看方式")),
    Column("mend_days", "几个工作日整改", ("整改期限", "整改天数", "期限")),
)
MOST = 200
_WHO = {"": rules.WALK, "三长": rules.WALK, "巡查": rules.WALK, "社区": rules.PAPERS, "材料": rules.PAPERS}
_WHO |= {label: key for key, label in rules.LOOKED_AT.items()}


def bodies_visible_to(by: Actor, at: datetime, action: str = "supervision.look") -> QuerySet[WatchedBody]:
    """Return the bodies of the communities in which `by` has a seat; leaders see those of their community."""
    areas = {path[:12] for path in permission.areas(by, action, at=at)}
    if not areas:
        return WatchedBody.objects.none()
    return WatchedBody.objects.filter(area_filter(sorted(areas), "community__path"))


def bodies_listed(by: Actor, at: datetime, *, words: str = "", kind: str = "") -> QuerySet[WatchedBody]:
    """Return visible bodies with how many duties they have, running ones first."""
    found = bodies_visible_to(by, at)
    for word in words.replace("\x00", "").split()[:4]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(community__name__icontains=word)
            | Q(served__place__name__icontains=word)
        )
    if kind in rules.BODIES:
        found = found.filter(kind=kind)
    running = Count("duties", filter=Q(duties__ends_on=None), distinct=True)
    served = Prefetch(
        "served", queryset=Served.objects.filter(ends_on=None).select_related("place"), to_attr="serves"
    )
    found = found.annotate(running=running).select_related("community").prefetch_related(served)
    return found.order_by("closed_on", "community__path", "-kind", "name", "id").distinct()


def places_to_serve(community: Place) -> QuerySet[Place]:
    """Return the estates of a community, and the buildings that lie in none."""
    inside = Place.objects.filter(community=community, closed_on=None)
    return inside.filter(Q(kind="estate") | Q(kind="building", estate=None)).order_by("kind", "path")


def estates_served(body: WatchedBody) -> list[Place]:
    """Return the places that a body serves now."""
    return list(Place.objects.filter(pk__in=_serving(body)).order_by("path"))


def _serving(body: WatchedBody) -> QuerySet[Served, int]:
    return Served.objects.filter(body=body, ends_on=None).values_list("place_id", flat=True)


def buildings_of(place: Place) -> QuerySet[Place]:
    """Return the open buildings of an area: an estate's, a grid's, a building itself, a unit's building."""
    found = Place.objects.filter(kind="building", closed_on=None, community_id=place.community_id)
    if place.kind == "estate":
        return found.filter(estate=place)
    if place.kind == "unit":
        return found.filter(pk__in=[place.parent_id] if place.parent_id else [])
    return found.filter(path__gte=place.path, path__lt=next_path(place.path))


def bodies_of(place: Place, on: date) -> QuerySet[WatchedBody]:
    """Return the bodies that serve an area, or a part of it, on a day."""
    buildings = buildings_of(place).values_list("pk", "estate_id")
    ids = {one for pair in buildings for one in pair if one} | {place.pk}
    there = Served.objects.filter(place__in=ids, starts_on__lte=on).filter(
        Q(ends_on=None) | Q(ends_on__gt=on)
    )
    return WatchedBody.objects.filter(pk__in=there.values("body"), closed_on=None).order_by("-kind", "name")


def duties_of(body: WatchedBody, on: date | None = None) -> QuerySet[Duty]:
    """Return the duties of a body: all with their days, or those of a day."""
    found = Duty.objects.filter(body=body)
    if on is not None:
        found = found.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    return found.order_by("number", "starts_on", "id")


def duties_to_walk(place: Place, at: datetime, *, month: date | None = None) -> list[Duty]:
    """Return what is looked at in an area: by leaders on their round, by the community in papers.

    For a month past, the duties of then, too.
    """
    today = local_date(at)
    first = month or today
    looked_at = rules.PAPERS if place.kind == "community" else rules.WALK
    found = Duty.objects.filter(body__in=bodies_of(place, today), looked_at=looked_at)
    found = found.filter(Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lte=today)
    return list(found.select_related("body").order_by("-body__kind", "body__name", "number", "id"))


def sources_of(body: WatchedBody, by: Actor, at: datetime) -> QuerySet[WatchedBody]:
    """Return the other bodies of the kind whose duties may be copied."""
    mine = bodies_visible_to(by, at, "supervision.edit").filter(kind=body.kind, duties__ends_on=None)
    return mine.exclude(pk=body.pk).filter(duties__isnull=False).distinct().order_by("name", "id")


def read_duties(sheets: list[Sheet]) -> tuple[list[tuple[str, str, str, str, int]], list[Fault]]:
    """Return the duties of a table, and what is wrong in which row and column."""
    rows: list[tuple[str, str, str, str, int]] = []
    seen: set[str] = set()

    def take(line: Line) -> None:
        before = len(line.faults)
        title, days = line.text("title"), line.text("mend_days").removesuffix("天").removesuffix("个工作日")
        who = line.text("looked_at")
        if len(rows) >= MOST:
            line.tell("title", f"一次最多导 {MOST} 条。请分成几张表。")
        if not title or len(title) > 40:
            line.tell("title", "要写职责的名称,最多 40 个字。")
        elif title in seen:
            line.tell("title", "表里写了两次。请删掉一行。")
        for name, most in (("how_often", 60), ("measure", 120)):
            if len(line.text(name)) > most:
                line.tell(name, f"最多 {most} 个字。")
        if who not in _WHO:
            line.tell("looked_at", "要写“三长”或者“社区”。")
        is_number = days.isascii() and days.isdigit() and 1 <= int(days) <= 90
        if days and not is_number:
            line.tell("mend_days", "要写 1 到 90 的整数。")
        seen.add(title)
        if len(line.faults) == before:
            number = int(days) if days else 3
            rows.append((title, line.text("how_often"), line.text("measure"), _WHO[who], number))

    return rows, read_lines(sheets, COLUMNS, take).faults


def names(places: Iterable[Place]) -> str:
    """Return 桐荫家园、和润苑."""
    return "、".join(place.name for place in places)
