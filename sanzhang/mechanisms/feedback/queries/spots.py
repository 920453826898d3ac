"""Spots and topics as one may see them: words, the list behind, the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Q, QuerySet
from django.db.models.functions import Substr

from sanzhang.duties.matters import queries as matters
from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.matters import work
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.mechanisms.feedback.models import Mood, Spot, SpotRule
from sanzhang.mechanisms.feedback.queries.finding import blind_words
from sanzhang.mechanisms.feedback.rules import spots as rules
from sanzhang.organisation.territory.models import Place

ON_MAP = 200
SAID = {
    rules.LEAD_DAYS: "没有三长",
    "quiet": "一直没有人反映",
    rules.LATE: "安全隐患到时间没有答复",
    "reopened": "安全隐患被要求重办",
    rules.AGAIN: "安全隐患办结后又有人反映",
}


@dataclass(frozen=True)
class Layer:
    """A spot on the map: the middle of its place, never a door."""

    spot: Spot
    lon: float
    lat: float


def numbers() -> dict[str, dict[str, int]]:
    """Return kind of rule → its numbers, the usual ones where none were set."""
    kept = dict(SpotRule.objects.values_list("kind", "numbers"))
    return {kind: {**usual, **kept.get(kind, {})} for kind, usual in rules.NUMBERS.items()}


def spoken_subject(spot: Spot) -> str:
    """Return what a spot is about, in words."""
    head, _, rest = spot.subject.partition(":")
    if head == "topic":
        return matter_rules.TOPICS.get(rest, rest)
    if head == "rung":
        return f"{matter_rules.RUNGS.get(rest, rest)}这一级"
    if head == "body":
        return work.HANDLERS.get(rest, rest)
    return {**blind_words(), **SAID}.get(spot.subject, spot.subject)


def spots_visible_to(
    by: Actor, at: datetime, *, kind: str = "", area: str = "", is_over: bool = False
) -> QuerySet[Spot]:
    """Return the spots in the areas of `by`, the newest first, narrowed to a kind and an area."""
    areas = permission.areas(by, "spots.look", at=at)
    found = Spot.objects.filter(area_filter(areas, "place__path")) if areas else Spot.objects.none()
    found = found.filter(state=rules.OVER if is_over else rules.OPEN, place__closed_on=None)
    if kind in rules.KINDS:
        found = found.filter(kind=kind)
    if area:
        found = found.filter(place__path__gte=area, place__path__lt=next_path(area))
    return found.select_related("place__parent__estate", "place__estate").order_by(
        "-last_week", "place__path", "id"
    )


def places_below(by: Actor, at: datetime, area: str = "") -> list[Place]:
    """Return the areas to go down to: children of `area`, or what one holds."""
    areas = permission.areas(by, "spots.look", at=at)
    if not areas:
        return []
    mine = Place.objects.filter(
        area_filter(areas), closed_on=None, kind__in=("district", "street", "community", "grid")
    )
    if area:
        return list(mine.filter(parent__path=area).order_by("path")[:200])
    return list(mine.filter(path__in=areas).order_by("path"))


def matters_behind(spot: Spot, by: Actor, at: datetime) -> QuerySet[Matter]:
    """Return the matters behind a spot that `by` may see; none behind a place where nobody looks."""
    place = spot.place
    found = matters.visible_to(by, at).filter(path__gte=place.path, path__lt=next_path(place.path))
    head, _, rest = spot.subject.partition(":")
    begin = local_midnight(spot.first_week)
    end = local_midnight(spot.last_week + rules.WEEK)
    if spot.kind == rules.HOT:
        found = found.filter(topic=rest, reported_at__gte=begin, reported_at__lt=end)
    elif head == "rung":
        found = found.filter(rung=rest, due_at__isnull=False, outward_due_at__lt=at)
    elif head == "body":
        found = found.filter(dispatches__kind=rest, dispatches__ended_at=None).distinct()
    elif spot.kind == rules.LEAK:
        late = Q(due_at__isnull=False) | Q(reopened__gt=0) | Q(reported_at__gte=begin)
        found = found.filter(late, topic=rules_topic())
    else:
        found = found.none()
    return found.select_related("place__parent__estate", "place__estate").order_by("-id")


def rules_topic() -> str:
    """Return the topic of hazards."""
    return "safety"


def moods(by: Actor, at: datetime, area: str = "") -> list[Mood]:
    """Return the topics with counts of the newest weeks in the areas of `by`; only rows that may be told exist."""
    areas = permission.areas(by, "spots.look", at=at)
    found = Mood.objects.filter(area_filter(areas, "place__path")) if areas else Mood.objects.none()
    if area:
        found = found.filter(place__path__gte=area, place__path__lt=next_path(area))
    return list(found.select_related("place").order_by("-week", "place__path", "-people")[:60])


def layer(spots: Iterable[Spot]) -> list[Layer]:
    """Return spots with the middle of their place, where buildings there have a point; a query a level."""
    ones = list(spots)[:ON_MAP]
    middles: dict[str, tuple[float, float]] = {}
    for width in sorted({min(len(one.place.path), 20) for one in ones}):
        heads = {one.place.path[:width] for one in ones if min(len(one.place.path), 20) == width}
        buildings = Place.objects.filter(area_filter(heads), kind="building", closed_on=None).exclude(
            longitude=None
        )
        cut = buildings.order_by().values_list(Substr("path", 1, width))
        middles |= {head: (lon, lat) for head, lon, lat in cut.annotate(Avg("longitude"), Avg("latitude"))}
    return [Layer(one, *middles[head]) for one in ones if (head := one.place.path[:20]) in middles]
