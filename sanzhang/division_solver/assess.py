"""Each rule of a division, its state and its number, for any division of the buildings, lawful or not (§1.2).

Written apart from the search on purpose: it looks at every rule again, from the plain arrays.
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import ArrayLike

from sanzhang.division_solver.costs import Costs, moved, parts_of
from sanzhang.division_solver.problem import Ints, Problem
from sanzhang.division_solver.reasons import neighbours


@dataclass(frozen=True)
class RuleState:
    """One rule over the whole plan: what it asks, whether it holds, and how many times it does not (or how much)."""

    code: str  # few · many · apart · estates · roads · moved · elderly · renters · load · lock
    words: str
    holds: bool
    number: float
    unit: str
    hard: bool


@dataclass(frozen=True)
class GridState:
    """One grid of a plan. `cost` in household·m²; `words` say what is wrong, empty if nothing is."""

    number: int
    households: int
    buildings: tuple[int, ...]
    connected: bool
    elderly: float
    renters: float
    load: float
    estates: int
    cost: float
    holds: bool
    words: str


@dataclass(frozen=True)
class Assessment:
    """All rules and grids of a plan with its objective."""

    rules: tuple[RuleState, ...]
    grids: tuple[GridState, ...]
    objective: float
    parts: dict[str, float]

    @property
    def lawful(self) -> bool:
        """Return whether every hard rule holds."""
        return all(rule.holds for rule in self.rules if rule.hard)


def assess(problem: Problem, label: ArrayLike) -> Assessment:
    """Return the state of every rule for a division. Raises: ValueError — a building without a grid."""
    given = np.asarray(label, dtype=np.int64)
    if given.shape != (len(problem),) or given.min() < 0:
        raise ValueError("each building needs a grid")
    _, grid = np.unique(given, return_inverse=True)
    grids = _grids(problem, grid.ravel())
    parts = parts_of(problem, grid.ravel())
    rules = (*_hard(problem, given, grids), *_soft(problem, grid.ravel(), grids))
    return Assessment(rules, grids, sum(parts.values()), parts)


def _grids(problem: Problem, grid: Ints) -> tuple[GridState, ...]:
    k = int(grid.max()) + 1
    member = grid[None, :] == np.arange(k)[:, None]
    costs, graph = Costs(problem, k).of(member), neighbours(problem)
    h = np.asarray(problem.households)
    sums = {name: _sums(member, getattr(problem, name)) for name in ("elderly", "renters", "load")}
    found = []
    for number in range(k):
        inside = np.flatnonzero(member[number])
        total, linked = int(h[inside].sum()), nx.is_connected(graph.subgraph(inside.tolist()))
        words = _words(problem, total, linked=linked)
        found.append(GridState(
            number, total, tuple(inside.tolist()), linked, sums["elderly"][number], sums["renters"][number],
            sums["load"][number], _kinds(problem.estate, inside), float(costs[number]), not words, words,
        ))  # fmt: skip
    return tuple(found)


def _words(problem: Problem, total: int, *, linked: bool) -> str:
    said = []
    if total < problem.lo:
        said.append(f"少 {problem.lo - total} 户")
    if total > problem.hi:
        said.append(f"多 {total - problem.hi} 户")
    if not linked:
        said.append("楼不相连")
    return ",".join(said)


def _hard(problem: Problem, label: Ints, grids: tuple[GridState, ...]) -> tuple[RuleState, ...]:
    few = sum(grid.households < problem.lo for grid in grids)
    many = sum(grid.households > problem.hi for grid in grids)
    apart = sum(not grid.connected for grid in grids)
    rules = [
        RuleState("few", f"每个网格不少于 {problem.lo} 户", few == 0, few, "个网格不够", True),
        RuleState("many", f"每个网格不多于 {problem.hi} 户", many == 0, many, "个网格超过", True),
        RuleState("apart", "同一网格的楼连成一片", apart == 0, apart, "个网格断开", True),
    ]
    if problem.locked is not None:
        broken = _broken_locks(problem, label)
        rules.append(RuleState("lock", "锁定的楼不动", broken == 0, broken, "处变动", True))
    if problem.whole_estates and problem.estate is not None:
        split = _split(problem, label, fitting=True)
        rules.append(RuleState("whole", "放得下的小区不拆开", split == 0, split, "个小区拆开", True))
    return tuple(rules)


def _broken_locks(problem: Problem, label: Ints) -> int:
    locked, broken = np.asarray(problem.locked), 0
    homes: dict[int, int] = {}
    for number in np.unique(locked[locked >= 0]).tolist():
        grids = np.unique(label[locked == number])
        broken += len(grids) - 1
        broken += number in problem.sealed and bool((locked[label == grids[0]] != number).any())
        broken += homes.setdefault(int(grids[0]), number) != number
    return broken


def _split(problem: Problem, label: Ints, *, fitting: bool = False) -> int:
    """Return how many estates lie in more than one grid; `fitting`: only those that one grid could hold."""
    estate, h = np.asarray(problem.estate), np.asarray(problem.households)
    split = 0
    for number in np.unique(estate[estate >= 0]):
        inside = estate == number
        if not fitting or h[inside].sum() <= problem.hi:
            split += len(np.unique(label[inside])) > 1
    return split


def _soft(problem: Problem, grid: Ints, grids: tuple[GridState, ...]) -> tuple[RuleState, ...]:
    rules = []
    if problem.estate is not None:
        split = _split(problem, grid)
        rules.append(RuleState("estates", "小区尽量不拆开", split == 0, split, "个小区分在几个网格", False))
    if problem.block is not None:
        crossed = sum(max(_kinds(problem.block, np.array(one.buildings)) - 1, 0) for one in grids)
        rules.append(RuleState("roads", "网格尽量不跨主路", crossed == 0, crossed, "处跨路", False))
    for name, words in (("elderly", "老人户"), ("renters", "出租户"), ("load", "工作量")):
        if getattr(problem, name) is not None:
            values = [getattr(one, name) for one in grids]
            off = (max(values) - min(values)) / max(sum(values) / len(values), 1e-9)
            text = f"各网格{words}相差不大"
            rules.append(RuleState(name, text, off <= 0.5, round(off * 100), "%(最多与最少之差)", False))
    if problem.legacy:
        member = (grid[None, :] == np.arange(len(grids))[:, None]).astype(np.float64)
        changed = int(moved(problem, member).sum())
        rules.append(RuleState("moved", "换网格的住户尽量少", changed == 0, changed, "户换网格", False))
    return tuple(rules)


def _sums(member: np.ndarray, values: object) -> list[float]:
    if values is None:
        return [0.0] * len(member)
    return [float(one) for one in member @ np.asarray(values, np.float64)]


def _kinds(label: object, inside: np.ndarray) -> int:
    if label is None:
        return 0
    found = np.asarray(label)[inside]
    return len(np.unique(found[found >= 0]))
