"""A table of buildings as communities to divide: every fault at once, or nothing (§1.2)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sanzhang.division_solver.places import Origin
from sanzhang.division_solver.problem import HI, LO, Floats, Ints, Problem, Weights
from sanzhang.division_solver.table.cells import Cells, numbered
from sanzhang.division_solver.table.columns import Columns, find_columns
from sanzhang.division_solver.table.faults import Fault, Unusable
from sanzhang.division_solver.table.rows import (
    ALONE,
    Rows,
    communities,
    read_rows,
    refuse_many,
    refuse_strays,
)
from sanzhang.division_solver.table.sheet import read_sheets
from sanzhang.division_solver.table.surroundings import Edges, Roads

__all__ = ["ALONE", "Community", "Fault", "Table", "Unusable", "Wishes", "read_table"]


@dataclass(frozen=True)
class Wishes:
    """What is asked for beside the table: the same for each community."""

    lo: int = LO
    hi: int = HI
    weights: Weights = field(default_factory=Weights)
    grids: int | None = None
    whole_estates: bool = False


@dataclass(frozen=True, eq=False)
class Community:
    """One community of a table: its rows (from 0, below the header), its problem, what its buildings are called."""

    name: str
    rows: Ints
    names: tuple[str, ...]
    problem: Problem
    origin: Origin | None  # where metres are counted from; None: the table itself is in metres

    @property
    def households(self) -> Ints:
        """Return the households of each building."""
        return np.asarray(self.problem.households, np.int64)

    @property
    def at(self) -> Floats:
        """Return where each building stands, (n, 2) metres."""
        return np.column_stack([np.asarray(self.problem.x), np.asarray(self.problem.y)])


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read: the texts as they stood, and the communities in their order."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    communities: tuple[Community, ...]
    notes: tuple[str, ...]


def read_table(
    path: Path, *, edges: Path | None = None, roads: Path | None = None, wishes: Wishes | None = None
) -> Table:
    """Return the communities of a table, with their neighbours and roads if there are files of them.

    Raises: Unusable — with all faults that were found.
    """
    sheet, columns = find_columns(read_sheets(path))
    cells = Cells(sheet, columns)
    read = read_rows(cells)
    refuse_strays(cells, read)
    if not cells.texts:
        cells.faults.append(Fault(sheet.file, "表头下面一栋楼也没有。"))
    if cells.faults:
        raise Unusable(sorted(cells.faults, key=lambda fault: fault.row or 0))
    links = Edges.read(edges, read.names, read.community) if edges else None
    walls = Roads.read(roads, read.at) if roads else None
    wishes = wishes or Wishes()
    if wishes.grids:
        refuse_many(cells, read, wishes.grids)
    width = len(columns.texts)
    rows = tuple((*row, *[""] * (width - len(row)))[:width] for row in cells.texts)
    found = tuple(
        _community(read, name, rows, links, walls, wishes) for name, rows in communities(read.community)
    )
    return Table(columns.texts, rows, found, _notes(columns, links, found))


def _community(
    read: Rows, name: str, rows: Ints, links: Edges | None, walls: Roads | None, wishes: Wishes
) -> Community:
    pick: Callable[[list[Any]], list[Any]] = lambda column: [column[row] for row in rows]  # noqa: E731
    origin = Origin.of(*read.at[rows].T) if read.degrees else None
    at = origin.metres(read.at[rows]) if origin else read.at[rows]
    groups = {field: numbered(pick(texts)) for field, texts in read.groups.items()}
    sealed = {
        lock
        for lock, is_sealed in zip(groups.get("locked", ()), pick(read.sealed), strict=False)
        if is_sealed
    }
    problem = Problem(
        households=read.households[rows],
        x=at[:, 0],
        y=at[:, 1],
        edges=_edges(rows, at, origin, links, walls),
        **groups,
        **{field: pick(values) for field, values in read.amounts.items()},
        legacy={department: numbered(pick(texts)) for department, texts in read.legacy.items()},
        lo=wishes.lo,
        hi=wishes.hi,
        weights=wishes.weights,
        grids=wishes.grids,
        sealed=frozenset(sealed),
        whole_estates=wishes.whole_estates,
    )
    names = tuple(" ".join(filter(None, read.names[row])) for row in rows)
    return Community(name, rows, names, problem, origin)


def _edges(
    rows: Ints, at: Floats, origin: Origin | None, links: Edges | None, walls: Roads | None
) -> Ints | None:
    """Return the pairs of neighbours: those that a file names, else by the rule, roads cut; None: by the rule alone."""
    named = links.of(rows) if links else None
    if walls is None:
        return named
    return walls.cut(at, origin, named)


def _notes(columns: Columns, links: Edges | None, found: tuple[Community, ...]) -> tuple[str, ...]:
    """Say which columns were used, and for which communities the file of neighbours names nobody."""
    unused = {"x", "y"} if {"lon", "lat"} <= columns.at.keys() else {"lon", "lat"}
    used = [*(columns.label(name) for name in columns.at if name not in unused)]
    used += [columns.texts[at] for at in columns.legacy.values()]
    notes = [f"用了这些列:{'、'.join(used)}。"]
    if unused & columns.at.keys() and unused == {"x", "y"}:
        notes.append("表里既有经纬度又有米,用的是经纬度。")
    if links:
        silent = [community.name for community in found if links.of(community.rows) is None]
        if silent:
            notes.append(f"相邻表里没有写到的社区,按距离推算相邻:{'、'.join(silent[:10])}。")
    return tuple(notes)
