"""Chinese communities that could be, by seed, from one to a whole city; and Singapore's real blocks.

Assumptions (estates: Changchun's lists; building practice): an estate has 105 (10 %) to 716 (median) to 2,916 (90 %)
households, larger ones are shared among communities; it was built in one go and is closed. Until 2000 slabs of six
floors, two doors a landing, three to six units; then the same of seven floors, every third eleven floors with a lift;
since 2010 half towers of 18–33 floors, four doors a landing, half slabs of eleven floors. One building in
fifty is a small old courtyard of 4–15 households. Rows face south, a row as far from the next as 1.3 heights; between
estates 20 m; a main road of 40 m after each strip of estates and between the estates of a strip every 400 m or so:
what lies between roads is a block. Elderly households are more in old estates, renters more in towers and courtyards.
A community has 2,000–5,000 households; measured over 300: 2,900 in 52 buildings of 56, a tenth below 36 and a tenth
above 72 buildings; its estates 156 (10 %) to 584 (median) to 1,959 (90 %), because what is larger than the community is
cut at its border. Neighbours are not listed: `adjacency` makes them. What comes out is nobody's real community.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sanzhang.division_solver import Problem

CITY, DISTRICT = 1200, 120  # communities
MIDDLE, BROAD = 716.0, 1.15  # households of an estate: median, spread of the logarithm
ROAD, BETWEEN, BLOCK = 40.0, 20.0, 400.0  # metres
HDB = Path(__file__).resolve().parents[2] / "shared" / "data" / "hdb_blocks" / "blocks.csv"


@dataclass
class _Building:
    households: int
    x: float
    y: float
    estate: int
    elderly: float
    renters: float
    block: int = -1


def communities(count: int, seed: int) -> list[Problem]:
    """Return `count` communities; the same seed gives the same ones."""
    return [community(seed * 100_003 + number) for number in range(count)]


def community(seed: int, *, buildings: int | None = None, households: int | None = None) -> Problem:
    """Return one community with so many households (by default 2,000–5,000), or with exactly so many buildings."""
    rng = np.random.default_rng(seed)
    goal = households or int(np.clip(rng.lognormal(np.log(2800), 0.24), 2000, 5000))
    if buildings:
        goal = 10**9
    estates: list[list[_Building]] = []
    while sum(len(one) for one in estates) < (buildings or 10**9):
        left = goal - sum(house.households for one in estates for house in one)
        if left < 60:
            break
        size = min(int(np.clip(rng.lognormal(np.log(MIDDLE), BROAD), 40, 4000)), left)
        estates.append(_estate(rng, len(estates), size))
    _lay_out(rng, estates)
    found = [house for one in estates for house in one][:buildings]
    return _problem(found)


def hdb(path: Path = HDB) -> list[Problem]:
    """Return the real blocks of Singapore as 269 communities (see the README of the data)."""
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            groups[row["community_derived"]].append(row)
    return [_of_blocks(rows) for _, rows in sorted(groups.items(), key=lambda pair: int(pair[0]))]


def _of_blocks(rows: list[dict[str, str]]) -> Problem:
    def column(name: str) -> list[float]:
        return [float(row[name] or 0) for row in rows]

    return Problem(
        households=column("dwelling_units"),
        x=column("east_m"),
        y=column("north_m"),
        estate=[int(row["estate_derived"] or -1) for row in rows],
        elderly=column("studio_elderly_units"),
        renters=column("rental_units"),
    )


def _estate(rng: np.random.Generator, number: int, size: int) -> list[_Building]:
    """Return the houses of an estate about its own corner, rows from south to north."""
    built = rng.choice((1990, 2005, 2015), p=(0.45, 0.3, 0.25))
    houses, left = [], size
    while left > 0:
        floors, households, front = _house(rng, int(built))
        households = min(households, left)
        left -= households
        houses.append((floors, households, front))
    wide = max(front for _, _, front in houses) + 14
    deep = 12.5 + 1.3 * 2.9 * max(floors for floors, _, _ in houses)
    columns = max(1, min(round(float(np.sqrt(len(houses) * deep / wide))), int(BLOCK // wide)))
    old = {1990: 0.34, 2005: 0.22, 2015: 0.12}[int(built)]
    found = []
    for index, (floors, households, _) in enumerate(houses):
        row, place = divmod(index, columns)
        renting = 0.25 if floors > 12 or households < 16 else 0.12
        found.append(_Building(
            households, (place + 0.5) * wide + rng.normal(0, 2), (row + 0.5) * deep + rng.normal(0, 1), number,
            float(rng.binomial(households, old)), float(rng.binomial(households, renting)),
        ))  # fmt: skip
    return found


def _house(rng: np.random.Generator, built: int) -> tuple[int, int, float]:
    """Return floors, households and front (metres) of a house."""
    if rng.random() < 0.02:
        return 1, int(rng.integers(4, 16)), 24.0
    if built < 2000:
        floors, units, doors = 6, int(rng.integers(3, 7)), 2
    elif built < 2010:
        floors, units, doors = (11, 2, 2) if rng.random() < 1 / 3 else (7, int(rng.integers(3, 6)), 2)
    elif rng.random() < 0.5:
        floors, units, doors = int(rng.choice((18, 26, 33))), 1, 4
    else:
        floors, units, doors = 11, int(rng.integers(2, 4)), 2
    return floors, floors * units * doors, units * 15.0 if floors <= 11 else 26.0


def _lay_out(rng: np.random.Generator, estates: list[list[_Building]]) -> None:
    """Put estates side by side in strips, a road after each strip and now and then between two estates."""
    whole = sum(max(one.x for one in houses) * max(one.y for one in houses) for houses in estates)
    width = max(BLOCK, float(np.sqrt(whole * 1.3)))
    left = bottom = height = since = 0.0
    block = 0
    for houses in estates:
        wide, deep = max(one.x for one in houses) + 15, max(one.y for one in houses) + 15
        if left and left + wide > width:
            left, bottom, height, since, block = 0.0, bottom + height + ROAD, 0.0, 0.0, block + 1
        if since > BLOCK:
            left, since, block = left + ROAD, 0.0, block + 1
        for one in houses:
            one.x, one.y, one.block = one.x + left, one.y + bottom, block
        left, since, height = left + wide + BETWEEN, since + wide + BETWEEN, max(height, deep)
    turned = rng.uniform(-0.16, 0.16)
    for one in (house for houses in estates for house in houses):
        one.x, one.y = (
            one.x * np.cos(turned) - one.y * np.sin(turned),
            one.x * np.sin(turned) + one.y * np.cos(turned),
        )


def _problem(houses: list[_Building]) -> Problem:
    return Problem(
        households=[one.households for one in houses],
        x=[one.x for one in houses],
        y=[one.y for one in houses],
        estate=[one.estate for one in houses],
        block=[one.block for one in houses],
        elderly=[one.elderly for one in houses],
        renters=[one.renters for one in houses],
    )


def city(seed: int = 0, count: int = CITY) -> Iterator[Problem]:
    """Yield the communities of a city one after another."""
    yield from (community(seed * 100_003 + number) for number in range(count))
