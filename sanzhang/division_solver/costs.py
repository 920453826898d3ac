"""What a grid costs: every term of the objective is a sum over grids, so a grid has its price before any plan has."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanzhang.division_solver.atoms import Atoms, Member
from sanzhang.division_solver.problem import TERMS, Floats, Ints, Problem

PIECE = 1e6  # a split estate or a crossed road, in household·m²: 100 households, 100 m further
STEP = 2.5e3  # a household that changes its grid: 50 m further
TILT = (
    1e2  # per household² by which the elderly of a grid differ from the mean: 100 households cost one PIECE
)


@dataclass(frozen=True, eq=False)
class Costs:
    """The price list of a problem divided into k grids, over rows of truth values (m, buildings)."""

    problem: Problem
    k: int

    def terms(self, member: NDArray[np.bool_]) -> dict[str, Floats]:
        """Return each term's cost of each set, weighted: household·m², shape (m,)."""
        problem, weights = self.problem, self.problem.weights
        rows = member.astype(np.float64)
        found = {"distance": weights.distance * self._distance(rows)}
        found["estates"] = weights.estates * PIECE * _kinds(member, problem.estate)
        found["roads"] = weights.roads * PIECE * np.maximum(_kinds(member, problem.block) - 1, 0)
        for term in ("load", "elderly", "renters"):
            found[term] = getattr(weights, term) * TILT * self._tilt(rows, self._counted(term))
        found["moved"] = weights.moved * STEP * moved(problem, rows)
        return found

    def of(self, member: NDArray[np.bool_]) -> Floats:
        """Return the cost of each set, shape (m,)."""
        total: Floats = np.sum([self.terms(member)[term] for term in TERMS], axis=0)
        return total

    def _distance(self, rows: Floats) -> Floats:
        h = np.asarray(self.problem.households, np.float64)
        x = np.asarray(self.problem.x) - np.average(np.asarray(self.problem.x), weights=h)
        y = np.asarray(self.problem.y) - np.average(np.asarray(self.problem.y), weights=h)
        total = np.maximum(rows @ h, 1)
        spread = rows @ (h * (x * x + y * y)) - ((rows @ (h * x)) ** 2 + (rows @ (h * y)) ** 2) / total
        found: Floats = np.maximum(spread, 0)
        return found

    def _counted(self, term: str) -> Floats | None:
        """Return what is spread evenly, in households; a load, whatever its unit, as its share of all households."""
        if getattr(self.problem, term) is None:
            return None
        values: Floats = np.asarray(getattr(self.problem, term), np.float64)
        whole = float(values.sum())
        if term != "load" or whole <= 0:
            return values
        return values * (float(np.sum(np.asarray(self.problem.households))) / whole)

    def _tilt(self, rows: Floats, values: object) -> Floats:
        """Return the squared difference from the mean of the k grids, in households²."""
        if values is None:
            return np.zeros(len(rows))
        counts = np.asarray(values, np.float64)
        off: Floats = rows @ counts - counts.sum() / self.k
        return off**2


def moved(problem: Problem, rows: Floats) -> Floats:
    """Return how many households change their grid, (m,), summed over the departments of `legacy`.

    A set goes on with the old grid of which it holds more than half of the households (no two sets can); all its
    other households change. Households in none of the old grids don't.
    """
    h = np.asarray(problem.households, np.float64)
    total = np.zeros(len(rows))
    for label in problem.legacy.values():
        number = np.asarray(label)
        names, index = np.unique(number, return_inverse=True)
        held = np.zeros((len(h), len(names)))
        held[np.arange(len(h)), index.ravel()] = h
        held = held[:, names >= 0]
        if held.shape[1]:
            share = rows @ held
            kept = np.where(share * 2 > held.sum(axis=0), share, 0).max(axis=1)
            total += share.sum(axis=1) - kept
    return total


def constant(problem: Problem) -> float:
    """Return what the sum over grids counts too much: each estate once, whoever holds it."""
    estate = problem.estate
    kinds = 0 if estate is None else len(np.unique(np.asarray(estate)[np.asarray(estate) >= 0]))
    return problem.weights.estates * PIECE * kinds


def parts_of(problem: Problem, label: Ints) -> dict[str, float]:
    """Return the terms of the objective for a whole plan, weighted, in household·m²."""
    k = int(label.max()) + 1
    found = Costs(problem, k).terms(label[None, :] == np.arange(k)[:, None])
    parts = {term: float(np.sum(values)) for term, values in found.items()}
    parts["estates"] -= constant(problem)
    return parts


def spread_out(atoms: Atoms, member: Member) -> NDArray[np.bool_]:
    """Return sets of buildings for sets of atoms."""
    wide: NDArray[np.bool_] = member[:, atoms.of]
    return wide


def _kinds(member: NDArray[np.bool_], label: object) -> Floats:
    """Return how many different labels (-1 apart) each set holds."""
    if label is None:
        return np.zeros(len(member))
    names, index = np.unique(np.asarray(label), return_inverse=True)
    held = np.zeros((member.shape[1], len(names)), np.float32)
    held[np.arange(member.shape[1]), index.ravel()] = 1
    found: Floats = ((member.astype(np.float32) @ held)[:, names >= 0] > 0).sum(axis=1).astype(np.float64)
    return found
