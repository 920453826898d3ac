"""What lies where, what it is called, and whose it was on a day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge

Vacancies = Callable[[list[Place], datetime], dict[int, tuple[int, int]]]
_vacancies: list[Vacancies] = []


def provide_vacancies(count: Vacancies) -> None:
    """Let posts, which lie above, tell (vacant, all) posts below each place."""
    if count not in _vacancies:
        _vacancies.append(count)


@dataclass(frozen=True)
class Branch:
    """One line of the tree: a place with what lies below it."""

    place: Place
    below: dict[str, int] = field(default_factory=dict)
    vacant: int = 0
    posts: int = 0


@dataclass(frozen=True)
class Stair:
    """A unit drawn as floors (top first) × doors."""

    unit: Place
    floors: list[tuple[int | None, list[Household]]]


def visible_to(by: Actor, at: datetime) -> QuerySet[Place]:
    """Return the open places in the areas of `by`."""
    areas = permission.areas(by, "territory.look", at=at)
    return Place.objects.filter(area_filter(areas), closed_on=None)


def by_token(token: str) -> Place | None:
    """Return the open place whose plaque says `token`."""
    return Place.objects.filter(token=token, closed_on=None).select_related("community", "estate").first()


def ancestors(place: Place) -> list[Place]:
    """Return the places above, widest first; one query."""
    paths = [place.path[:width] for width in rules.WIDTHS if width < len(place.path)]
    return list(Place.objects.filter(path__in=paths).order_by("path"))


def full_name(place: Place) -> str:
    """Return 桐荫家园12栋2单元: estate, building and unit as people say them."""
    if place.kind == "unit" and place.parent:
        estate = place.parent.estate.name if place.parent.estate else ""
        return f"{estate}{place.parent.name}{place.name}"
    if place.kind == "building":
        return f"{place.estate.name if place.estate else ''}{place.name}"
    return place.name


def below(place: Place, kind: str) -> QuerySet[Place]:
    """Return the open places of a kind anywhere below."""
    return Place.objects.filter(
        kind=kind, path__gt=place.path, path__lt=next_path(place.path), closed_on=None
    ).order_by("path")


def at_code(code: str, on: date) -> Place | None:
    """Return the place that bore `code` on a day; an old code finds the place it became."""
    path = code.rstrip("0") if len(code) == 12 else code
    candidates = {path, code, *(code[:width] for width in rules.WIDTHS if code[width:].strip("0") == "")}
    edge = (
        PlaceEdge.objects.filter(_valid(on), path__in=candidates)
        .select_related("place")
        .order_by("-path")
        .first()
    )
    return edge.place if edge else None


def _valid(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def path_on(place: Place, on: date) -> str | None:
    """Return where a place lay on a day, or None if it was not there."""
    return PlaceEdge.objects.filter(_valid(on), place=place).values_list("path", flat=True).first()


def history(place: Place) -> list[PlaceEdge]:
    """Return the place's edges, newest first."""
    return list(place.edges.select_related("parent").order_by("-starts_on"))


def children_on(place: Place, on: date) -> list[PlaceEdge]:
    """Return what lay directly below a place on a day, by name and code of that day."""
    found = PlaceEdge.objects.filter(_valid(on), parent=place).select_related("place")
    return list(found.order_by("path"))


def branches(place: Place, at: datetime) -> list[Branch]:
    """Return the children of a place with counts of what lies below; a fixed number of queries."""
    children = list(
        Place.objects.filter(parent=place, closed_on=None).exclude(kind="estate").order_by("number", "path")
    )
    return with_counts(children, at)


def with_counts(children: list[Place], at: datetime) -> list[Branch]:
    """Return branches of places that are siblings: buildings, units and households below, and vacancies."""
    if not children:
        return []
    counts = _counts_below(children)
    vacant = _vacancies[0](children, at) if _vacancies else {}
    found = []
    for child in children:
        empty, posts = vacant.get(child.id, (0, 0))
        found.append(
            Branch(child, {**counts.get(child.id, {}), "households": child.households}, empty, posts)
        )
    return found


def _counts_below(children: list[Place]) -> dict[int, dict[str, int]]:
    width = len(children[0].path)
    if width < 12:  # above the community: counting buildings of a city is the business of figures
        return {}
    lower = Place.objects.filter(area_filter([child.path for child in children]), closed_on=None)
    ids = {child.path: child.id for child in children}
    counts: dict[int, dict[str, int]] = {}
    for path, kind in lower.values_list("path", "kind"):
        if len(path) > width and path[:width] in ids:
            mine = counts.setdefault(ids[path[:width]], {})
            mine[kind] = mine.get(kind, 0) + 1
    return counts


def stairs(building: Place) -> list[Stair]:
    """Return a building's units as stairs and doors; two queries."""
    units = list(below(building, "unit"))
    doors: dict[int, dict[int | None, list[Household]]] = {}
    found = Household.objects.filter(community_id=building.community_id, unit__in=units, closed_on=None)
    for household in found.order_by("door", "number"):
        doors.setdefault(household.unit_id, {}).setdefault(household.floor, []).append(household)
    return [
        Stair(unit, sorted(doors.get(unit.id, {}).items(), key=lambda row: -(row[0] or 0))) for unit in units
    ]


def search(by: Actor, words: str, at: datetime) -> QuerySet[Place]:
    """Return places in one's area by name or code; every word must occur."""
    found = visible_to(by, at).exclude(kind="estate")
    for word in words.split():
        is_code = word.isdigit() and len(word) >= 4
        found = found.filter(Q(path__gte=word, path__lt=next_path(word)) if is_code else _named(word))
    return found.select_related("parent__estate", "estate").order_by("path")


def _named(word: str) -> Q:
    return Q(name__contains=word) | Q(estate__name__contains=word) | Q(parent__name__contains=word)


def estates(community: Place) -> list[Place]:
    """Return a community's estates with their households."""
    return list(Place.objects.filter(community=community, kind="estate", closed_on=None).order_by("path"))


def on_map(place: Place) -> list[Place]:
    """Return the buildings below a place that have a point or outline, with their grid as `parent`."""
    found = below(place, "building").filter(~Q(longitude=None)).select_related("parent", "estate")
    return list(found[:3000])


def figures(place: Place) -> dict[str, int]:
    """Return how many grids, buildings and units lie below, and households."""
    rows = Place.objects.filter(path__gt=place.path, path__lt=next_path(place.path), closed_on=None)
    counts = dict(rows.order_by().values_list("kind").annotate(Count("id")))
    return {**counts, "households": place.households}


def roots(by: Actor, at: datetime) -> list[Place]:
    """Return the places at which the areas of `by` begin."""
    areas: Iterable[str] = permission.areas(by, "territory.look", at=at)
    paths = [area for area in areas if area]
    if "" in list(areas):
        return list(Place.objects.filter(kind="city", closed_on=None).order_by("path"))
    return list(Place.objects.filter(path__in=paths, closed_on=None).order_by("path"))
