"""Several departments' grids over one community: who says what, codes as aliases both ways (§1.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.division.models import ForeignBuilding, ForeignGrid, Merge
from sanzhang.organisation.division.rules import overlaps as rules
from sanzhang.organisation.division.rules.building_names import Known
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place, PlaceEdge

TODAY = "现有网格"


def on_day(on: date, prefix: str = "") -> Q:
    """Return the condition that a row holds on a day: starts_on <= day < ends_on."""
    starts, ends = f"{prefix}starts_on", f"{prefix}ends_on"
    return Q(**{f"{starts}__lte": on}) & (Q(**{ends: None}) | Q(**{f"{ends}__gt": on}))


def merging_visible_to(by: Actor, at: datetime, action: str = "division.merge_look") -> QuerySet[Place]:
    """Return the communities whose departments' grids `by` may see, or may do `action` with."""
    areas = permission.areas(by, action, at=at)
    return Place.objects.filter(area_filter(areas), kind="community", closed_on=None).order_by("path")


def merges_visible_to(by: Actor, at: datetime) -> QuerySet[Merge]:
    """Return the plans made of departments' grids whose members `by` may decide on, the newest first."""
    areas = permission.areas(by, "division.merge_decide", at=at)
    found = Merge.objects.filter(area_filter(areas, "community__path"))
    return found.select_related("community", "draft__chosen").order_by("-made_at", "-pk")


@dataclass(frozen=True)
class Voice:
    """A department, or the grids of today: what it calls its grids, and into which it puts each building."""

    name: str
    grids: Mapping[str, str]  # code → name
    said: Mapping[int, str]  # building → code


@dataclass(frozen=True)
class Scene:
    """A community with all that is said of it: buildings in order, voices by name, how they lie to each other."""

    place: Place
    buildings: Mapping[int, Place]
    voices: Mapping[str, Voice]
    picture: rules.Picture

    @property
    def homes(self) -> dict[int, int]:
        """Return building → households."""
        return {pk: one.households for pk, one in self.buildings.items()}

    @property
    def said(self) -> dict[str, Mapping[int, str]]:
        """Return voice → building → code."""
        return {name: voice.said for name, voice in self.voices.items()}

    @property
    def departments(self) -> list[str]:
        """Return the voices but for today's grids."""
        return [name for name in self.voices if name != TODAY]

    def grid_name(self, voice: str, code: str) -> str:
        """Return what a voice calls one of its grids, the code only if it has no name of its own."""
        name = self.voices[voice].grids.get(code, code)
        return name if voice == TODAY or name == code else f"{name}({code})"


def scene_of(community: Place) -> Scene:
    """Return what today's grids and all departments say of the buildings of a community; four queries."""
    found = territory.below(community, "building").select_related("estate", "parent").order_by("path")
    buildings = {one.pk: one for one in found}
    today = Voice(
        TODAY,
        {one.parent.path: one.parent.name for one in buildings.values() if one.parent},
        {pk: one.parent.path for pk, one in buildings.items() if one.parent},
    )
    voices = {TODAY: today} | {voice.name: voice for voice in _voices(community, buildings)}
    homes = {pk: one.households for pk, one in buildings.items()}
    picture = rules.picture(homes, {name: voice.said for name, voice in voices.items()})
    return Scene(community, buildings, voices, picture)


def _voices(community: Place, buildings: Mapping[int, Place]) -> Iterable[Voice]:
    rows = ForeignBuilding.objects.filter(community=community, ends_on=None, building__in=list(buildings))
    said: dict[str, dict[int, str]] = {}
    grids: dict[str, dict[str, str]] = {}
    for row in rows.select_related("grid").order_by("department", "grid__code"):
        said.setdefault(row.department, {})[row.building_id] = row.grid.code
        grids.setdefault(row.department, {})[row.grid.code] = row.grid.name
    return [Voice(name, grids[name], said[name]) for name in said]


def known_buildings(community: Place) -> list[Known]:
    """Return the buildings of a community by all names that a file may call them."""
    found = territory.below(community, "building").select_related("estate").order_by("path")
    return [Known(one.pk, one.path, one.estate.name if one.estate else "", one.name) for one in found]


@dataclass(frozen=True)
class DepartmentLine:
    """A department as the list shows it."""

    name: str
    grids: int
    buildings: int
    households: int
    members: int
    since: date | None


def departments_of(scene: Scene) -> list[DepartmentLine]:
    """Return the departments whose grids are known, with how much of the community they name."""
    running = ForeignGrid.objects.filter(community=scene.place, ends_on=None)
    members: dict[str, int] = {}
    for name in running.filter(members__isnull=False).values_list("department", flat=True):
        members[name] = members.get(name, 0) + 1
    since = dict(
        ForeignBuilding.objects.filter(community=scene.place, ends_on=None)
        .values_list("department")
        .annotate(Max("starts_on"))
    )
    return [
        DepartmentLine(
            name,
            len(scene.voices[name].grids),
            len(scene.voices[name].said),
            sum(scene.buildings[pk].households for pk in scene.voices[name].said),
            members.get(name, 0),
            since.get(name),
        )
        for name in scene.departments
    ]


@dataclass(frozen=True)
class Alias:
    """A department's code and one of our grids: what lies in both on a day, and since and until when."""

    department: str
    code: str
    name: str
    grid: Place
    grid_code: str
    grid_name: str
    households: int
    buildings: int
    share: float | None  # of the department's grid, by households
    since: date
    until: date | None


def aliases_of(
    community: Place, on: date, *, department: str = "", code: str = "", grid_code: str = ""
) -> list[Alias]:
    """Return the n:m table of departments' codes and our grids' codes as it was on a day.

    `code`: only this department's grid; `grid_code`: only this of ours, also by a code that it bore then.
    """
    inside = ForeignBuilding.objects.filter(on_day(on), on_day(on, "grid__"), community=community)
    inside = inside.filter(department=department) if department else inside
    rows = list(inside.filter(grid__code=code) if code else inside.all())
    grids = {one.pk: one for one in ForeignGrid.objects.filter(pk__in={row.grid_id for row in rows})}
    edges = PlaceEdge.objects.filter(
        on_day(on), community=community, place__kind="building", place__in={row.building_id for row in rows}
    )
    ours = {edge.place_id: edge for edge in edges.select_related("parent")}
    parents = {edge.parent_id for edge in ours.values()}
    heads = {
        edge.place_id: edge
        for edge in PlaceEdge.objects.filter(on_day(on), community=community, place__in=parents)
    }
    found: dict[tuple[int, int], list[tuple[ForeignBuilding, PlaceEdge]]] = {}
    whole: dict[int, int] = {}
    for row in rows:
        edge = ours.get(row.building_id)
        if edge and edge.parent_id in heads:
            found.setdefault((row.grid_id, edge.parent_id), []).append((row, edge))
            whole[row.grid_id] = whole.get(row.grid_id, 0) + edge.households
    told = [_alias(grids[mine], heads[theirs], pairs, whole[mine]) for (mine, theirs), pairs in found.items()]
    chosen = [one for one in told if not grid_code or one.grid_code == grid_code]
    return sorted(chosen, key=lambda one: (one.department, one.code, -one.households, one.grid_code))


def _alias(
    grid: ForeignGrid, head: PlaceEdge, pairs: list[tuple[ForeignBuilding, PlaceEdge]], whole: int
) -> Alias:
    """Return one cell; it holds since its first building lies in both, and until its last one does no more."""
    households = sum(edge.households for _, edge in pairs)
    ends = [min((day for day in (row.ends_on, edge.ends_on) if day), default=None) for row, edge in pairs]
    return Alias(
        department=grid.department,
        code=grid.code,
        name=grid.name,
        grid=head.place,
        grid_code=head.path,
        grid_name=head.name,
        households=households,
        buildings=len(pairs),
        share=households / whole if whole else None,
        since=min(max(row.starts_on, edge.starts_on) for row, edge in pairs),
        until=None if None in ends else max(day for day in ends if day),
    )


def days_of_aliases(community: Place) -> tuple[date, date] | None:
    """Return the first and the last day on which a department's code began; None if none is known."""
    found = ForeignBuilding.objects.filter(community=community).aggregate(
        first=Min("starts_on"), last=Max("starts_on")
    )
    return (found["first"], found["last"]) if found["first"] else None
