"""What lies between buildings: who is whose neighbour, and the roads, rails and rivers that part them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from sanzhang.division_solver.adjacency import adjacency
from sanzhang.division_solver.places import Origin
from sanzhang.division_solver.problem import Floats, Ints
from sanzhang.division_solver.table.columns import plain
from sanzhang.division_solver.table.faults import Fault, Unusable, refuse
from sanzhang.division_solver.table.sheet import read_sheets

ENDS = (
    {"楼栋", "楼栋1", "楼栋甲", "from", "building", "building1", "a"},
    {"邻楼", "相邻楼栋", "楼栋2", "楼栋乙", "to", "neighbour", "neighbor", "building2", "b"},
)


@dataclass(frozen=True)
class Edges:
    """Pairs of neighbouring rows, as a file names them."""

    pairs: Ints  # (m, 2) rows of the table

    @classmethod
    def read(cls, path: Path, names: Sequence[tuple[str, str]], community: Sequence[str]) -> "Edges":
        """Read a file of two columns of names: `3号楼`, or `幸福里/3号楼` where several have that name."""
        sheet = read_sheets(path)[0]
        header = sheet.rows[0][1] if sheet.rows else ()
        columns = [next((at for at, text in enumerate(header) if plain(text) in end), None) for end in ENDS]
        if None in columns:
            raise refuse(sheet.file, "第一行要有“楼栋”“邻楼”两列(也可以叫:from、to)。")
        rows_of = _rows_by_name(names)
        pairs, faults = [], []
        for number, texts in sheet.rows[1:]:
            ends = [texts[at] if at is not None and at < len(texts) else "" for at in columns]
            both = [rows_of.get(end, []) for end in ends]
            fitting = [(one, two) for one in both[0] for two in both[1] if community[one] == community[two]]
            if len(fitting) == 1:
                pairs.append(fitting[0])
                continue
            unknown = next((at for at in (0, 1) if not both[at]), None)
            at = unknown or 0
            faults.append(
                Fault(sheet.file, _trouble(unknown, len(fitting)), number, header[columns[at] or 0], ends[at])
            )
        if faults:
            raise Unusable(faults)
        return cls(np.array(pairs, np.int64).reshape(-1, 2))

    def of(self, rows: Ints) -> Ints | None:
        """Return the pairs among these rows, counted from 0; None where the file names none of them."""
        place = {int(row): index for index, row in enumerate(rows)}
        found = [(place[one], place[two]) for one, two in self.pairs.tolist() if one in place]
        return np.array(found, np.int64) if found else None


def _rows_by_name(names: Sequence[tuple[str, str]]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, (estate, building) in enumerate(names):
        for name in {building, f"{estate}/{building}"}:
            rows.setdefault(name, []).append(row)
    return rows


def _trouble(unknown: int | None, fitting: int) -> str:
    if unknown is not None:
        return "楼栋表里没有这栋楼。请写得和楼栋表一样。"
    if fitting:
        return "有几栋楼都叫这个名字。请写成“小区/楼栋”,比如“幸福里/3号楼”。"
    return "和它的邻楼不在同一个社区。请删掉这一行。"


@dataclass(frozen=True)
class Roads:
    """Lines that nobody's neighbourhood crosses, in the units of the table."""

    lines: tuple[Floats, ...]

    @classmethod
    def read(cls, path: Path, at: Floats) -> "Roads":
        """Read the lines and outlines of a GeoJSON file around buildings at (n, 2). Raises: Unusable."""
        try:
            content = json.loads(path.read_text("utf-8-sig"))
            lines = tuple(_lines(content))
        except OSError as fault:
            raise refuse(str(path), "打不开。请看看路径和文件名有没有写对。") from fault
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
            raise refuse(path.name, "读不懂。道路要存成 GeoJSON,里面是线(LineString)。") from fault
        if not lines:
            raise refuse(path.name, "里面没有线。道路要画成线(LineString),不是点。")
        corners = np.concatenate(lines)
        if (corners.max(axis=0) < at.min(axis=0)).any() or (corners.min(axis=0) > at.max(axis=0)).any():
            words = "道路和楼栋不在一处。道路的坐标要和楼栋表的单位一样(都是经纬度,或者都是米)。"
            raise refuse(path.name, words)
        return cls(lines)

    def cut(self, at: Floats, origin: Origin | None, named: Ints | None) -> Ints:
        """Return the neighbours among buildings at (n, 2) metres without the links that cross a road."""
        lines = [origin.metres(line) for line in self.lines] if origin else list(self.lines)
        low, high = at.min(axis=0), at.max(axis=0)
        near = [
            line for line in lines if (line.max(axis=0) >= low).all() and (line.min(axis=0) <= high).all()
        ]
        if named is None:
            return adjacency(at[:, 0], at[:, 1], roads=near)
        if not near or not len(named):
            return named
        walls = shapely.union_all([shapely.LineString(line) for line in near])
        kept: Ints = named[~shapely.intersects(shapely.linestrings(at[named]), walls)]
        return kept


def _lines(shape: dict[str, Any]) -> Iterator[Floats]:
    """Yield every line of a feature collection, a feature or a geometry."""
    kind = shape["type"]
    if kind == "FeatureCollection":
        for part in shape["features"]:
            yield from _lines(part)
    elif kind == "Feature":
        yield from _lines(shape["geometry"]) if shape["geometry"] else ()
    elif kind == "GeometryCollection":
        for part in shape["geometries"]:
            yield from _lines(part)
    else:
        depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}.get(kind)
        yield from _at_depth(shape["coordinates"], depth) if depth is not None else ()


def _at_depth(coordinates: list[Any], depth: int) -> Iterator[Floats]:
    if depth:
        for part in coordinates:
            yield from _at_depth(part, depth - 1)
        return
    line = np.array([corner[:2] for corner in coordinates], np.float64)
    if line.shape[0] > 1 and line.shape[1] == 2 and np.isfinite(line).all():
        yield line
