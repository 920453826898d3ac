"""What lies where, what it is called, and whose it was on a day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Substr

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records import statements
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.models import BuildingProfile, Household, Place, PlaceEdge

Vacancies = Callable[[list[Place], datetime], dict[int, tuple[int, int]]]
Leaders = Callable[[Place, datetime], list[Any]]
_vacancies: list[Vacancies] = []
Tell = Callable[[Place, Actor, datetime], "Note | None"]
_leaders: list[Leaders] = []
_tellers: list[Tell] = []
ON_MAP = 3000  # buildings; a community has some hundred


def provide_vacancies(count: Vacancies) -> None:
    """Let posts, which lie above, tell (vacant, all) posts below each place."""
    if count not in _vacancies:
        _vacancies.append(count)


def provide_leaders(tell: Leaders) -> None:
    """Let posts tell the leaders at and above a place, lowest first: lines of label, post and person."""
    if tell not in _leaders:
        _leaders.append(tell)


@dataclass(frozen=True)
class Note:
    """What a room above has to say beside a place: (label, words, address) a line, what is missing, and where to go."""

    title: str
    lines: list[tuple[str, str, str]]
    missing: list[str]
    url: str


def provide_note(tell: Tell) -> None:
    """Let a room above say something beside a place, to whom may know it."""
    if tell not in _tellers:
        _tellers.append(tell)


def notes_of(place: Place, by: Actor, at: datetime) -> list[Note]:
    """Return what rooms above say to `by` beside a place."""
    return [note for tell in _tellers if (note := tell(place, by, at))]


@dataclass(frozen=True)
class Branch:
    """One line of the tree: a place with what lies below it."""

    place: Place
    below: dict[str, int] = field(default_factory=dict)
    households: int = 0
    vacant: int = 0
    posts: int = 0


@dataclass(frozen=True)
class Stair:
    """A unit drawn as floors (top first) × doors."""

    unit: Place
    floors: list[tuple[int | None, list[Household]]]


@dataclass(frozen=True)
class Then:
    """A place as it was on a day, with its leader of that day."""

    edge: PlaceEdge
    kind: str
    leader: Any


def visible_to(by: Actor, at: datetime, action: str = "territory.look") -> QuerySet[Place]:
    """Return the open places in the areas where `by` may do `action`."""
    areas = permission.areas(by, action, at=at)
    return Place.objects.filter(area_filter(areas), closed_on=None)


def by_token(token: str) -> Place | None:
    """Return the open place whose plaque says `token`."""
    return statements.one(Place, "token = %s AND closed_on IS NULL", [token])  # asked by every report


def at_path(path: str) -> Place | None:
    """Return the open place that lies at `path` today."""
    return Place.objects.filter(path=path, closed_on=None).first()


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
    """Return the place that bore `code` on a day; an older code finds the place that bore it before.

    A path belongs to one place for ever, so an old code can mean no other.
    """
    candidates = {code, *(code[:width] for width in rules.WIDTHS if not code[width:].strip("0"))}
    found = PlaceEdge.objects.filter(path__in=candidates, starts_on__lte=on).select_related("place")
    edges = sorted(found, key=lambda edge: (_holds(edge, on), len(edge.path), edge.starts_on))
    return edges[-1].place if edges else None


def household_at_code(code: str, on: date) -> Household | None:
    """Return the household of a 26-digit code, also of one that its building has left behind."""
    unit = at_code(code[:22], on) if len(code) == rules.WIDTHS[-1] else None
    return Household.objects.filter(unit=unit, path=f"{unit.path}{code[22:]}").first() if unit else None


def _valid(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def _holds(edge: PlaceEdge, on: date) -> bool:
    return edge.starts_on <= on and (edge.ends_on is None or edge.ends_on > on)


def path_on(place: Place, on: date) -> str | None:
    """Return where a place lay on a day, or None if it was not there."""
    return PlaceEdge.objects.filter(_valid(on), place=place).values_list("path", flat=True).first()


def paths_before(place: Place) -> list[tuple[str, date]]:
    """Return (path, first day on which it no longer held) of a place's earlier paths."""
    ended = PlaceEdge.objects.filter(place=place, ends_on__gt=F("starts_on")).exclude(path=place.path)
    return [(edge.path, edge.ends_on) for edge in ended.order_by("ends_on") if edge.ends_on]


def history(place: Place) -> list[PlaceEdge]:
    """Return the place's edges that held for at least a day, newest first."""
    edges = place.edges.select_related("parent").order_by("-starts_on", "-id")
    return [edge for edge in edges if edge.ends_on != edge.starts_on]


def children_on(place: Place, on: date) -> list[PlaceEdge]:
    """Return what lay directly below a place on a day, by name and code of that day."""
    found = PlaceEdge.objects.filter(_valid(on), parent=place).exclude(place__kind="estate")
    return list(found.select_related("place").order_by("path"))


def chain_on(place: Place, at: datetime, on: date) -> list[Then]:
    """Return who was responsible for a place on a day (§1.1): the place and what lay above it, lowest first.

    `at`: the instant of that day for which leaders are asked.
    """
    path = path_on(place, on)
    if path is None:
        return []
    paths = [path[:width] for width in rules.WIDTHS if width <= len(path)]
    edges = PlaceEdge.objects.filter(_valid(on), path__in=paths).select_related("place__parent__estate")
    found = sorted(edges, key=lambda edge: -len(edge.path))
    return [Then(edge, edge.place.get_kind_display(), _leader_at(edge.place, at)) for edge in found]


def _leader_at(place: Place, at: datetime) -> Any:
    lines = leaders_of(place, at) if place.kind in ("grid", "building", "unit") else []
    return lines[0] if lines else None


def leaders_of(place: Place, at: datetime) -> list[Any]:
    """Return the leaders at and above a place as posts tell them, lowest first."""
    return _leaders[0](place, at) if _leaders else []


def posts_below(places: list[Place], at: datetime) -> dict[int, tuple[int, int]]:
    """Return place id → (vacant, all) leaders' posts at and below; `places` are of one kind."""
    return _vacancies[0](places, at) if _vacancies and places else {}


def branches(place: Place, at: datetime) -> list[Branch]:
    """Return the children of a place with counts of what lies below; a fixed number of queries."""
    children = Place.objects.filter(parent=place, closed_on=None).exclude(kind="estate")
    return with_counts(list(children.select_related("estate").order_by("number", "path")), at)


def with_counts(children: list[Place], at: datetime) -> list[Branch]:
    """Return branches of places that are siblings: what lies below each, and vacancies."""
    counts, households, vacant = _counts_below(children), households_in(children), posts_below(children, at)
    return [
        Branch(
            child,
            counts.get(child.path, {}),
            households.get(child.path, child.households),
            *vacant.get(child.id, (0, 0)),
        )
        for child in children
    ]


def _counts_below(children: list[Place]) -> dict[str, dict[str, int]]:
    """Return path of child → kind → number below; above the community, buildings are the business of figures."""
    if not children:
        return {}
    kinds = ("grid", "building", "unit") if children[0].community_id else ("street", "community", "grid")
    lower = Place.objects.filter(area_filter([child.path for child in children]), closed_on=None)
    lower = lower.filter(kind__in=kinds).exclude(kind=children[0].kind)
    counts: dict[str, dict[str, int]] = {}
    shares = lower.order_by().values_list(Substr("path", 1, len(children[0].path)), "kind")
    for path, kind, count in shares.annotate(Count("id")):
        counts.setdefault(path, {})[kind] = count
    return counts


def households_in(places: list[Place]) -> dict[str, int]:
    """Return path → households of places above the community, summed from their communities; one query."""
    if not places or places[0].community_id:
        return {}
    communities = Place.objects.filter(
        area_filter([place.path for place in places]), kind="community", closed_on=None
    )
    sums = communities.order_by().values_list(Substr("path", 1, len(places[0].path)))
    return {place.path: 0 for place in places} | dict(sums.annotate(Sum("households")))


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
    """Return places in one's area by name or code, today's or an older one; every word must occur."""
    found = visible_to(by, at).exclude(kind="estate")
    for word in words.split()[:6]:
        is_code = word.isascii() and word.isdigit() and len(word) >= 4
        found = found.filter(_coded(word) if is_code else _named(word))
    return found.select_related("parent__estate", "estate").order_by("path")


def _named(word: str) -> Q:
    return Q(name__contains=word) | Q(estate__name__contains=word) | Q(parent__name__contains=word)


def _coded(word: str) -> Q:
    start = word.rstrip("0") if len(word) == 12 else word
    before = PlaceEdge.objects.filter(path=word, ends_on__isnull=False).values("place")
    return Q(path__gte=start, path__lt=next_path(start)) | Q(pk__in=before)


def estates(community: Place) -> list[Place]:
    """Return a community's estates with their households."""
    return list(Place.objects.filter(community=community, kind="estate", closed_on=None).order_by("path"))


def on_map(place: Place) -> list[Place]:
    """Return the buildings below a place that have a point or outline, with their grid as `parent`."""
    found = below(place, "building").exclude(longitude=None).select_related("parent", "estate")
    return list(found[:ON_MAP])


def profiles_of(community: Place, on: date) -> dict[int, BuildingProfile]:
    """Return building id → what was known of it on a day; one query."""
    known = BuildingProfile.objects.filter(community=community, noted_on__lte=on)
    newest = known.filter(building=OuterRef("building")).order_by("-noted_on").values("noted_on")[:1]
    return {one.building_id: one for one in known.filter(noted_on=Subquery(newest))}


def profile_of(building: Place, on: date) -> BuildingProfile | None:
    """Return what was known of a building on a day."""
    return BuildingProfile.objects.filter(building=building, noted_on__lte=on).order_by("-noted_on").first()


def doors_below(place: Place) -> QuerySet[Household]:
    """Return the open households below a place with unit, building, grid and estate, in the order of their codes."""
    found = Household.objects.filter(path__gte=place.path, path__lt=next_path(place.path), closed_on=None)
    return found.select_related("unit__parent__parent", "unit__parent__estate").order_by("path")


def figures(place: Place) -> dict[str, int]:
    """Return how many grids, buildings and units lie below, and households."""
    rows = Place.objects.filter(path__gt=place.path, path__lt=next_path(place.path), closed_on=None)
    counts = dict(rows.order_by().values_list("kind").annotate(Count("id")))
    return {**counts, "households": households_in([place]).get(place.path, place.households)}


def roots(by: Actor, at: datetime) -> list[Place]:
    """Return the places at which the areas of `by` begin."""
    areas: Iterable[str] = permission.areas(by, "territory.look", at=at)
    paths = [area for area in areas if area]
    if "" in list(areas):
        return list(Place.objects.filter(kind="city", closed_on=None).order_by("path"))
    return list(Place.objects.filter(path__in=paths, closed_on=None).order_by("path"))
