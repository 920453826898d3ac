"""The nearest plan where none is lawful: the fewest breaches, the smallest ones, then the usual objective (§1.2).

A grid of twice the lower bound or more is not offered, however many breaches it would spare.

Parts of the community that are not connected are solved apart: only a part that has no lawful plan breaks a rule.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np

from sanzhang.division_solver.atoms import Atoms, atoms_of
from sanzhang.division_solver.costs import parts_of
from sanzhang.division_solver.plan import Breach, Plan, Reason
from sanzhang.division_solver.problem import MEAN, Ints, Problem
from sanzhang.division_solver.reasons import neighbours
from sanzhang.division_solver.search import Effort, Search

ROUGH = (0, 20, 2)  # sets looked at, nodes, rounds of cuts
SECONDS = 20.0  # even when the time is up, an answer is owed
Lawful = Callable[[Problem], Ints | None]


def nearest(problem: Problem, why: list[Reason], lawful: Lawful) -> Plan:
    """Return the nearest plan, marked as such. `lawful` divides a part as if alone, or says None."""
    label = np.zeros(len(problem), np.int64)
    for part in _parts(problem):
        own = _only(problem, part)
        found = lawful(own) if len(part) < len(problem) else None
        label[part] = (label.max() + 1) + (found if found is not None else _nearest(own))
    _, first, index = np.unique(label, return_index=True, return_inverse=True)
    label = np.argsort(np.argsort(first))[index.ravel()]
    parts = parts_of(problem, label)
    broken = breaches(problem, label)
    return Plan(label, sum(parts.values()), parts, 0.0, float("inf"), "infeasible", tuple(why), broken)


def breaches(problem: Problem, label: Ints) -> tuple[Breach, ...]:
    """Return which grids of a plan hold too few or too many households, or are not connected."""
    found, graph = [], neighbours(problem)
    for grid, total in enumerate(np.bincount(label, np.asarray(problem.households)).astype(int).tolist()):
        if total < problem.lo:
            short = problem.lo - total
            found.append(Breach(grid, "few", short, f"第 {grid + 1} 网格 {total} 户,少 {short} 户"))
        if total > problem.hi:
            over = total - problem.hi
            found.append(Breach(grid, "many", over, f"第 {grid + 1} 网格 {total} 户,多 {over} 户"))
        pieces = nx.number_connected_components(graph.subgraph(np.flatnonzero(label == grid).tolist()))
        if pieces > 1:
            found.append(Breach(grid, "apart", pieces - 1, f"第 {grid + 1} 网格的楼分成 {pieces} 片"))
    return tuple(found)


def _nearest(problem: Problem) -> Ints:
    """Return the nearest plan of a connected part: all of it, or the best of a few numbers of grids."""
    total = int(np.sum(np.asarray(problem.households)))
    best = np.zeros(len(problem), np.int64)
    if total <= problem.lo:
        return best
    loose = _loosened(problem)
    atoms, until = atoms_of(loose), time.monotonic() + SECONDS
    rank = _badness(problem, best) if total < 2 * problem.lo else (np.inf, np.inf)
    natural = max(1, round(total / MEAN))
    for k in (natural, natural + 1, natural - 1):
        if not 1 <= k <= atoms.n or rank[0] == 0:
            continue
        label = _try(atoms, k, until, (problem.lo, problem.hi))
        if label is not None and _badness(problem, label) < rank:
            best, rank = label, _badness(problem, label)
    return best


def _try(atoms: Atoms, k: int, until: float, bounds: tuple[int, int]) -> Ints | None:
    search = Search(atoms, k, Effort(*ROUGH, until), nearest=bounds)
    search.run()
    return search.label()


def _badness(problem: Problem, label: Ints) -> tuple[float, float]:
    found = breaches(problem, label)
    return float(len(found)), sum(one.amount for one in found)


def _loosened(problem: Problem) -> Problem:
    """Return the same problem with bounds wide enough for a building or a lock that breaks them."""
    largest = int(atoms_of(replace(problem, whole_estates=False)).h.max())
    top = max(problem.hi, 2 * problem.lo - 1, largest)
    return replace(problem, lo=1, hi=top, whole_estates=False, grids=None)


def _parts(problem: Problem) -> list[Ints]:
    """Return the connected parts, the one with the first building first; what is locked together is one part."""
    graph = neighbours(problem)
    if problem.locked is not None:
        locked = np.asarray(problem.locked)
        for number in np.unique(locked[locked >= 0]):
            nx.add_path(graph, np.flatnonzero(locked == number).tolist())
    found = [np.array(sorted(part), np.int64) for part in nx.connected_components(graph)]
    return sorted(found, key=lambda part: int(part[0]))


def _only(problem: Problem, part: Ints) -> Problem:
    """Return the problem of some of the buildings; the number of grids is free."""
    if len(part) == len(problem):
        return replace(problem, grids=None)
    place = np.full(len(problem), -1)
    place[part] = np.arange(len(part))
    edges = place[np.asarray(problem.edges)]
    names = ("households", "x", "y", "estate", "block", "elderly", "renters", "load", "locked")
    own: dict[str, Any] = {
        name: np.asarray(getattr(problem, name))[part] for name in names if getattr(problem, name) is not None
    }
    legacy = {name: np.asarray(label)[part] for name, label in problem.legacy.items()}
    held = set(own.get("locked", np.empty(0)).tolist())
    return Problem(
        **own,
        edges=edges[(edges >= 0).all(axis=1)],
        legacy=legacy,
        lo=problem.lo,
        hi=problem.hi,
        weights=problem.weights,
        sealed=frozenset(problem.sealed & held),
        whole_estates=problem.whole_estates,
    )
