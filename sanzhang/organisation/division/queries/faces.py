"""An option as screens draw it: the same areas for the map, the drawing and the list, each grid with its pattern."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sanzhang.organisation.division.models import Option, OptionBuilding, OptionGrid
from sanzhang.organisation.division.queries.plans import GridLine, State, day_of, problem_of_option
from sanzhang.organisation.division.queries.plans import _state as judged
from sanzhang.organisation.division.queries.problems import Community, community_on
from sanzhang.organisation.division.rules import points
from sanzhang.organisation.territory import queries as territory

PATTERNS = 6
WIDE, EDGE, LOWEST = 360.0, 8.0, 150.0  # of a drawing, in its own units
HOUSE, HOUSE_OF_MANY, MANY = 3.2, 2.0, 200


@dataclass(frozen=True)
class GridFace:
    """One grid on a screen; `line` is None while it is empty."""

    grid: OptionGrid
    pattern: int
    line: GridLine | None

    @property
    def holds(self) -> bool:
        """Say whether it keeps every rule; an empty grid is no grid and breaks none."""
        return self.line is None or self.line.holds


@dataclass(frozen=True)
class Face:
    """An option with all that its screens show."""

    option: Option
    community: Community
    state: State
    grids: list[GridFace]
    numbers: Mapping[int, int]  # building id → grid number
    locks: Mapping[int, int]
    areas: Mapping[int, Any] = field(default_factory=dict)  # grid number → shapely area in metres

    @property
    def broken(self) -> int:
        """Return how many grids break a rule."""
        return sum(not one.holds for one in self.grids)

    @property
    def used(self) -> int:
        """Return how many grids have a building."""
        return len(self.state.grids)


def face_of(option: Option) -> Face:
    """Return an option as it is now. Raises: NothingToDivide."""
    return faces_of([option], community_on(option.draft.community, day_of(option.draft)))[0]


def faces_of(options: Sequence[Option], community: Community) -> list[Face]:
    """Return options of one draft as they are now; two queries, however many."""
    numbers: dict[int, dict[int, int]] = {one.pk: {} for one in options}
    locked: dict[int, set[int]] = {one.pk: set() for one in options}
    rows = OptionBuilding.objects.filter(option__in=options)
    for pk, building, number, is_locked in rows.values_list(
        "option_id", "building_id", "grid_number", "is_locked"
    ):
        numbers[pk][building] = number
        if is_locked:
            locked[pk].add(building)
    grids: dict[int, list[OptionGrid]] = {one.pk: [] for one in options}
    for grid in OptionGrid.objects.filter(option__in=options).select_related("keeps").order_by("number"):
        grids[grid.option_id].append(grid)
    return [_face(one, community, grids[one.pk], numbers[one.pk], locked[one.pk]) for one in options]


def _face(
    option: Option,
    community: Community,
    grids: list[OptionGrid],
    numbers: Mapping[int, int],
    locked: Collection[int],
) -> Face:
    problem = problem_of_option(option, community)
    state = judged(community, problem, numbers, {grid.number: grid for grid in grids})
    lines = {line.number: line for line in state.grids}
    areas = _areas(community, numbers)
    patterns = _patterns(areas)
    faces = [GridFace(grid, patterns.get(grid.number, 0), lines.get(grid.number)) for grid in grids]
    sealed = {grid.number for grid in grids if grid.is_sealed}
    locks = {pk: number for pk, number in numbers.items() if pk in locked or number in sealed}
    return Face(option, community, state, faces, numbers, locks, areas)


def _areas(community: Community, numbers: Mapping[int, int]) -> dict[int, Any]:
    from sanzhang.division_solver.areas import areas  # heavy: only who draws waits for it

    x, y = points.metres(community.points)
    drawn = areas(x, y, [numbers.get(one.pk, 0) for one in community.buildings])
    return {number: area for number, area in enumerate(drawn) if not area.is_empty}


def _patterns(areas: Mapping[int, Any]) -> dict[int, int]:
    """Return a pattern for each grid: its own by number, another where a neighbour has that already."""
    found: dict[int, int] = {}
    for number, area in sorted(areas.items()):
        taken = {found[other] for other in found if areas[other].intersects(area)}
        wishes = [(number + step) % PATTERNS for step in range(PATTERNS)]
        found[number] = next((one for one in wishes if one not in taken), wishes[0])
    return found


def map_of(face: Face) -> dict[str, Any]:
    """Return what the map on the screen draws, in short plain values; places as [latitude, longitude].

    areas: number, name, sign, pattern, words, holds, rings of each part.
    houses: id, name, households, place, number of the grid, pattern, is it locked.
    """
    back = points.degrees(face.community.points)

    def ring(corners: Any) -> list[list[float]]:
        return [[latitude, longitude] for longitude, latitude in (back(*one) for one in corners)]

    areas = [
        {
            "number": one.grid.number,
            "name": one.grid.name,
            "sign": _sign(one.grid.name),
            "pattern": one.pattern,
            "words": f"{one.line.households} 户" if one.line else "",
            "holds": one.holds,
            "rings": [
                [ring(edge.coords) for edge in (part.exterior, *part.interiors)]
                for part in face.areas[one.grid.number].geoms
            ],
        }
        for one in face.grids
        if one.grid.number in face.areas
    ]
    patterns = {one.grid.number: one.pattern for one in face.grids}
    houses = [
        [
            str(one.pk),  # 64 bits are too many for a number of JavaScript
            territory.full_name(one),
            one.households,
            [round(latitude, 6), round(longitude, 6)],
            face.numbers.get(one.pk, 0),
            patterns.get(face.numbers.get(one.pk, 0), 0),
            one.pk in face.locks,
        ]
        for one, (longitude, latitude) in zip(face.community.buildings, face.community.points, strict=True)
    ]
    return {"areas": areas, "houses": houses}


def _sign(name: str) -> str:
    """Return what stands in the mark of a house: 3 for 第3网格, else the first character of the name."""
    number = re.search(r"[0-9]+", name)
    return number[0] if number else name[:1]


@dataclass(frozen=True)
class Shape:
    """A grid in a drawing: its outline as an SVG path, and where its name stands."""

    face: GridFace
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """A plan as a picture that needs no script: for paper, for lists, for browsers without scripts."""

    wide: float
    high: float
    shapes: list[Shape]
    houses: list[tuple[float, float]]
    size: float  # of a house


def drawing_of(face: Face) -> Drawing:
    """Return an option as a drawing, north up."""
    import shapely  # heavy: only who draws waits for it

    left, low, right, top = shapely.total_bounds(list(face.areas.values()))
    scale = (WIDE - 2 * EDGE) / max(right - left, 1.0)
    high = max((top - low) * scale + 2 * EDGE, LOWEST)

    def place(x: float, y: float) -> tuple[float, float]:
        return round((x - left) * scale + EDGE, 1), round((top - y) * scale + EDGE, 1)

    shapes = []
    for one in face.grids:
        if area := face.areas.get(one.grid.number):
            largest = max(area.geoms, key=lambda part: part.area)
            middle = shapely.maximum_inscribed_circle(largest, tolerance=2.0).coords[0]
            shapes.append(Shape(one, _path(area, place), *place(*middle)))
    shapes.sort(
        key=lambda shape: not shape.face.holds
    )  # those that break a rule last: their edge lies on top
    x, y = points.metres(face.community.points)
    houses = [place(*one) for one in zip(x, y, strict=True)]
    return Drawing(WIDE, round(high, 1), shapes, houses, HOUSE if len(houses) <= MANY else HOUSE_OF_MANY)


def _path(area: Any, place: Any) -> str:
    rings = [ring for part in area.geoms for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join("{} {}".format(*place(*corner)) for corner in list(ring.coords)[:-1]) + "Z"
        for ring in rings
    )
