"""The rows of a table as arrays, and what is wrong with rows that can be read (§1.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sanzhang.division_solver.places import Origin
from sanzhang.division_solver.problem import Floats, Ints
from sanzhang.division_solver.table.cells import FARTHEST, Cells
from sanzhang.division_solver.table.faults import Fault, Unusable

WIDEST = 30_000.0  # metres from a community's middle; what lies further is a slip in a coordinate
ALONE = "全部楼栋"  # the name of the one community of a table without such a column


@dataclass(frozen=True, eq=False)
class Rows:
    """The columns of all rows below the header, as arrays and texts."""

    names: tuple[tuple[str, str], ...]  # estate, building
    community: tuple[str, ...]
    households: Ints
    at: Floats  # (n, 2)
    degrees: bool
    groups: dict[str, list[str]]  # estate, block, locked: texts
    amounts: dict[str, list[float]]
    legacy: dict[str, list[str]]
    sealed: list[bool]


def read_rows(cells: Cells) -> Rows:
    """Read every column that is there; what can't be read is among the faults of `cells`."""
    has = cells.columns.at.keys()
    groups: dict[str, list[str]] = {
        name: cells.words(name) for name in ("estate", "block", "locked") if name in has
    }
    buildings = cells.words("building", needed=True)
    community = cells.words("community", needed=True) if "community" in has else [ALONE] * len(buildings)
    degrees = {"lon", "lat"} <= has
    if degrees:
        at = cells.coordinates("lon", 180, "125.3245"), cells.coordinates("lat", 90, "43.8171")
    else:
        at = cells.coordinates("x", FARTHEST, "1250"), cells.coordinates("y", FARTHEST, "860.5")
    sealed = cells.flags("sealed") if "sealed" in has else [False] * len(buildings)
    for index, is_sealed in enumerate(sealed):
        if is_sealed and not groups.get("locked", [""] * len(sealed))[index]:
            cells.blame(index, "sealed", "是", "同一行还要在“锁定”列里写出是哪一组。")
    return Rows(
        names=tuple(zip(groups.get("estate", [""] * len(buildings)), buildings, strict=True)),
        community=tuple(community),
        households=np.array(cells.households(), np.int64),
        at=np.column_stack(at).astype(np.float64),
        degrees=degrees,
        groups=groups,
        amounts={name: cells.amounts(name) for name in ("elderly", "renters", "load") if name in has},
        legacy={name: cells.column(column) for name, column in cells.columns.legacy.items()},
        sealed=sealed,
    )


def refuse_strays(cells: Cells, read: Rows) -> None:
    """Refuse a building that is there twice, metres that look like degrees, and what lies in another city."""
    faulty = {fault.row for fault in cells.faults}  # nothing can be said about numbers that could not be read
    sound = np.array([row for row, number in enumerate(cells.numbers) if number not in faulty], np.int64)
    if not len(sound):
        return
    seen: dict[tuple[object, ...], int] = {}
    for row in sound:
        first = seen.setdefault((read.community[row], *read.names[row], *read.at[row]), row)
        if first != row:
            words = f"和第 {cells.numbers[first]} 行是同一栋楼。请删掉其中一行。"
            cells.blame(row, "building", read.names[row][1], words)
    if not read.degrees and _looks_like_degrees(read.at[sound]):
        words = "看上去是经纬度,不是米。请把这两列的表头改成“经度”“纬度”。"
        cells.blame(sound[0], "x", f"{read.at[sound[0]][0]:g}", words)
        return
    for community, rows in communities([read.community[row] for row in sound]):
        _refuse_far(cells, read, community, sound[rows])


def _refuse_far(cells: Cells, read: Rows, community: str, rows: Ints) -> None:
    middle = np.median(read.at[rows], axis=0)
    metres = Origin.of(*middle).metres(read.at[rows]) if read.degrees else read.at[rows] - middle
    for row, far in zip(rows, np.hypot(*metres.T), strict=True):
        if far > WIDEST:
            words = f"离{community}的其他楼有 {far / 1000:.0f} 公里。请核对坐标。"
            cells.blame(row, "building", read.names[row][1], words)


def _looks_like_degrees(at: Floats) -> bool:
    on_globe = (np.abs(at) <= [180, 90]).all() and (at != np.floor(at)).any()
    return bool(on_globe and len(at) > 1 and (np.ptp(at, axis=0) < 2).all())


def refuse_many(cells: Cells, read: Rows, grids: int) -> None:
    """Refuse to make more grids of a community than it has buildings. Raises: Unusable."""
    faults = [
        Fault(cells.sheet.file, f"{name}只有 {len(rows)} 栋楼,划不成 {grids} 个网格。请把 --grids 改小。")
        for name, rows in communities(read.community)
        if len(rows) < grids
    ]
    if faults:
        raise Unusable(faults)


def communities(names: Sequence[str]) -> list[tuple[str, Ints]]:
    """Return the rows of each community, in order of first appearance."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    return [(name, np.array(found, np.int64)) for name, found in rows.items()]
