"""Estates cut into buildings, units and doors, where only households, year and place of an estate are known.

Assumptions, from Changchun's lists (median 55 households a building, 90 % at 140) and its building practice:
until 2000 slabs of six floors, two doors a landing, three to five units; until 2009 the same of six or seven floors,
every third house eleven floors with a lift; since then two houses of three are towers of 18 to 33 floors with two or
four doors a landing, the others have eleven floors. Without a year an estate counts as built in 1998.
Houses stand in rows that face south, a row as far from the next as its height asks for sunlight.
Same estate and seed, same houses. What comes out is plausible, never a fact about a real building.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sin, sqrt
from random import Random

from sanzhang.organisation.territory.rules.buildings_table import BuildingLine, UnitLine, numbered_doors
from sanzhang.organisation.territory.rules.coordinates import Point, metres_between, moved, wgs84_from_bd09

UNKNOWN_YEAR = 1998
FRONT = 7.5  # metres of façade a door
DEPTH, FLOOR = 12.5, 2.9  # metres
BETWEEN, SUN = 14.0, 1.3  # metres between gables; distance of rows in heights
MOST_IN_A_GRID = 600  # of the document's 400 to 700, with room to grow


@dataclass(frozen=True)
class Estate:
    """An estate as lists tell of it; `place` is WGS-84."""

    name: str
    households: int
    place: Point
    built: int | None = None
    buildings: int | None = None
    address: str = ""


@dataclass(frozen=True)
class House:
    """The shape of a building."""

    floors: int
    units: int
    doors: int  # a landing

    @property
    def households(self) -> int:
        """Return how many doors it has in all."""
        return self.floors * self.units * self.doors

    @property
    def front(self) -> float:
        """Return its length in metres."""
        return self.units * max(self.doors, 2) * FRONT if self.floors <= 11 else self.units * 26.0


def read_estates(rows: Iterable[Mapping[str, str]]) -> list[Estate]:
    """Return the usable rows of a list (estate, households, built_year, buildings, lon_bd09, lat_bd09), each once."""
    found: dict[str, Estate] = {}
    for row in rows:
        households, built = _whole(row.get("households", "")), _whole(row.get("built_year", ""))
        try:
            place = wgs84_from_bd09((float(row["lon_bd09"]), float(row["lat_bd09"])))
        except (KeyError, ValueError):
            continue
        name = re.sub(r"[((].*?[))]|[\s·]", "", row.get("estate", ""))
        if name and households and households > (found[name].households if name in found else 0):
            year = built if built and 1900 < built < 2100 else None
            found[name] = Estate(name, households, place, year, _whole(row.get("buildings", "")))
    return list(found.values())


def _whole(text: str) -> int | None:
    digits = re.match(r"\s*([0-9]{1,6})", text or "")
    return int(digits[1]) if digits and int(digits[1]) else None


def nearest(estates: Sequence[Estate], place: Point, households: int) -> list[Estate]:
    """Return the estates nearest to `place` until they have so many households: a community that could be."""
    chosen: list[Estate] = []
    for estate in sorted(estates, key=lambda one: (metres_between(one.place, place), one.name)):
        together = sum(one.households for one in chosen)
        if together >= households:
            break
        if estate.households <= households - together + 400:
            chosen.append(estate)
    return chosen


def cut_estate(estate: Estate, *, seed: int, first_grid: int = 1) -> list[BuildingLine]:
    """Return the buildings of an estate, with doors, outline and grid; its households are met exactly."""
    rng = Random(f"{seed}:{estate.name}")  # noqa: S311 — must come out the same again
    houses = _houses(estate, rng)
    lines, grid, in_grid = [], first_grid, 0
    for number, (house, households, outline) in enumerate(_laid_out(estate, houses, rng), start=1):
        if in_grid and in_grid + households > MOST_IN_A_GRID:
            grid, in_grid = grid + 1, 0
        in_grid += households
        lines.append(_line(estate, house, households, outline, number, grid))
    return lines


def _houses(estate: Estate, rng: Random) -> list[House]:
    """Return enough houses for all households; where the number of buildings is known, about as many."""
    houses: list[House] = []
    left = estate.households
    while left > 0:
        wished = left / max(estate.buildings - len(houses), 1) if estate.buildings else None
        house = _house(estate.built or UNKNOWN_YEAR, rng, wished)
        house = House(house.floors, min(house.units, ceil(left / (house.floors * house.doors))), house.doors)
        houses.append(house)
        left -= house.households
    return houses


def _house(built: int, rng: Random, wished: float | None) -> House:
    if built <= 2000:
        house = House(6, rng.choice((3, 4, 4, 5)), 2)
    elif built <= 2009:
        house = House(11, 2, 2) if rng.random() < 1 / 3 else House(rng.choice((6, 7)), rng.choice((3, 4)), 2)
    elif rng.random() < 2 / 3:
        house = House(rng.choice((18, 26, 33)), rng.choice((1, 2)), rng.choice((2, 4)))
    else:
        house = House(11, rng.choice((2, 3)), 2)
    if wished:
        return House(house.floors, max(1, min(8, round(wished / (house.floors * house.doors)))), house.doors)
    return house


def _laid_out(
    estate: Estate, houses: list[House], rng: Random
) -> Iterator[tuple[House, int, list[list[float]]]]:
    """Yield each house with its households and outline: rows from south to north, houses from west to east."""
    wide = max(house.front for house in houses) + BETWEEN
    deep = DEPTH + SUN * FLOOR * max(house.floors for house in houses)
    columns = max(1, round(sqrt(len(houses) * deep / wide)))
    rows = ceil(len(houses) / columns)
    turned, left = radians(rng.uniform(-9, 9)), estate.households
    for index, house in enumerate(houses):
        row, column = divmod(index, columns)
        east, north = (column - (columns - 1) / 2) * wide, (row - (rows - 1) / 2) * deep
        households = min(left, house.households)
        left -= households
        yield house, households, _outline(estate.place, east, north, house.front, turned)


def _outline(place: Point, east: float, north: float, front: float, turned: float) -> list[list[float]]:
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)):
        across, along = east + x * front / 2, north + y * DEPTH / 2
        point = moved(
            place,
            east=across * cos(turned) - along * sin(turned),
            north=across * sin(turned) + along * cos(turned),
        )
        corners.append([*point])
    return corners


def _line(
    estate: Estate, house: House, households: int, outline: list[list[float]], number: int, grid: int
) -> BuildingLine:
    centre = [sum(corner[axis] for corner in outline[:4]) / 4 for axis in (0, 1)]
    line = BuildingLine(grid, estate.name, number, f"{number}栋", 0, "", floors=house.floors)
    line.built, line.address, line.outline = estate.built, estate.address, outline
    line.longitude, line.latitude = round(centre[0], 6), round(centre[1], 6)
    in_unit = house.floors * house.doors
    for unit in range(1, house.units + 1):
        share = min(in_unit, households - (unit - 1) * in_unit)
        line.units[unit] = UnitLine(unit, numbered_doors(share, house.floors, house.doors))
    return line


FIRST, SECOND = "春和润泽锦安康宁丰景瑞福嘉永", "江林园湖溪苑庭桥台山城泉岭竹"
KINDS = ("家园", "小区", "花园", "公寓", "苑", "里", "新居", "府")


def invented_names(seed: int) -> Iterator[str]:
    """Yield names of estates that are nobody's, each once."""
    rng = Random(seed)  # noqa: S311 — must come out the same again
    names = [f"{first}{second}{kind}" for first in FIRST for second in SECOND for kind in KINDS]
    rng.shuffle(names)
    yield from names
