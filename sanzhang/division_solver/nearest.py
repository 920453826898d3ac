"""The nearest plan where none is lawful: the fewest breaches, the smallest ones, then the usual objective (§1.2)."""

import time
from dataclasses import replace

import numpy as np

from sanzhang.division_solver.atoms import atoms_of
from sanzhang.division_solver.costs import parts_of
from sanzhang.division_solver.plan import Breach, Plan, Reason
from sanzhang.division_solver.problem import MEAN, Ints, Problem
from sanzhang.division_solver.reasons import components
from sanzhang.division_solver.search import Effort, Search

TRIES = 4  # numbers of grids
SECONDS = 5.0  # even when the time is up, an answer is owed


def nearest(problem: Problem, why: list[Reason], until: float) -> Plan:
    """Return the nearest plan, marked as such: islands and buildings above the bound stand alone."""
    until = max(until, time.monotonic() + SECONDS)
    loose = _loosened(problem)
    atoms = atoms_of(loose)
    best: tuple[tuple[float, ...], Ints] | None = None
    for k in _numbers(loose, atoms.n):
        search = Search(atoms, k, Effort(0, 1, until), nearest=(problem.lo, problem.hi))
        search.run()
        label = search.label()
        if label is not None:
            rank = (*_badness(problem, label), abs(MEAN - np.sum(problem.households) / k))
            if best is None or rank < best[0]:
                best = (rank, label)
    label = best[1] if best else _parts(problem)
    parts = parts_of(problem, label)
    return Plan(
        label,
        sum(parts.values()),
        parts,
        0.0,
        float("inf"),
        "infeasible",
        tuple(why),
        breaches(problem, label),
    )


def breaches(problem: Problem, label: Ints) -> tuple[Breach, ...]:
    """Return which grids of a plan hold too few or too many households."""
    found = []
    for grid, total in enumerate(np.bincount(label, np.asarray(problem.households)).astype(int).tolist()):
        if total < problem.lo:
            short = problem.lo - total
            found.append(Breach(grid, "few", short, f"第 {grid + 1} 网格 {total} 户,少 {short} 户"))
        if total > problem.hi:
            over = total - problem.hi
            found.append(Breach(grid, "many", over, f"第 {grid + 1} 网格 {total} 户,多 {over} 户"))
    return tuple(found)


def _badness(problem: Problem, label: Ints) -> tuple[float, float]:
    found = breaches(problem, label)
    return float(len(found)), sum(one.amount for one in found)


def _loosened(problem: Problem) -> Problem:
    """Return the same problem with bounds wide enough for a building, an island or a lock that breaks them."""
    atoms = atoms_of(replace(problem, whole_estates=False))
    top = max(problem.hi, 2 * problem.lo - 1, int(atoms.h.max()))
    return replace(problem, lo=1, hi=top, whole_estates=False, grids=None)


def _numbers(problem: Problem, most: int) -> list[int]:
    """Return numbers of grids to try: what each connected part would have by itself, and the numbers around it."""
    h = np.asarray(problem.households)
    parts = [int(h[part].sum()) for part in components(problem)]
    natural = sum(max(1, round(total / MEAN)) for total in parts)
    around = [natural, natural - 1, natural + 1, natural + 2][:TRIES]
    return [k for k in around if len(parts) <= k <= most] or [min(max(len(parts), 1), most)]


def _parts(problem: Problem) -> Ints:
    label = np.zeros(len(problem), np.int64)
    for number, part in enumerate(components(problem)):
        label[part] = number
    return label
