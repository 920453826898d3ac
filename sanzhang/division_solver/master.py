"""Choosing grids from a pool so that each atom lies in exactly one: the linear and the integer programme (HiGHS)."""

from dataclasses import dataclass

import highspy
import numpy as np

from sanzhang.division_solver.atoms import Member
from sanzhang.division_solver.problem import Floats, Ints

BIG = 1e3  # an atom left out costs so many times the usual grid of the pool
NOTHING = 1e-6
VIOLATED = 0.02  # a cut is worth adding from here
FEASIBLE = 2  # HiGHS: kSolutionStatusFeasible


@dataclass(frozen=True, eq=False)
class Priced:
    """The linear programme solved: its value, the price of each atom, of one grid more, and of each cut.

    `missing`: how much is left uncovered; `x`: the weight of each column added by `add`, in that order.
    """

    value: float
    duals: Floats
    sigma: float
    gammas: Floats
    missing: float
    x: Floats


def free(n: int) -> Priced:
    """Return prices of nothing, for n atoms."""
    return Priced(0.0, np.zeros(n), 0.0, np.empty(0), 0.0, np.empty(0))


class Master:
    """Set partitioning over a growing pool: each atom once, k grids, and cuts over three atoms.

    A cut (Jepsen et al. 2008, "subset-row"): of all grids that hold two or more of three given atoms, at most one is
    taken. Every division keeps it, fractions of grids often don't. Costs are scaled to stay near 1.
    """

    def __init__(self, n: int, k: int, scale: float) -> None:
        self.n, self.k, self.scale = n, k, scale
        self.member = np.empty((0, n), bool)
        self.cuts = np.empty((0, 3), np.int64)
        self.solver = _quiet()
        self.solver.setOptionValue("presolve", "off")
        _rows(self.solver, np.append(np.ones(n), k))
        # an atom may be left out, and a grid be one too many or too few, at a price: there is always an answer
        index = np.append(np.arange(n), [n, n])
        _columns(self.solver, np.full(n + 2, BIG), np.arange(n + 2), index, np.append(np.ones(n + 1), -1.0))

    def add(self, member: Member, costs: Floats) -> None:
        """Add grids: truth values (m, n) and their costs."""
        if len(member):
            held = [two_of(member[:, i], member[:, j], member[:, k]) for i, j, k in self.cuts]
            rows = np.column_stack([member, np.ones(len(member), bool), *held])
            start, index = _sparse(rows)
            _columns(self.solver, costs / self.scale, start, index, np.ones(len(index)))
            self.member = np.vstack([self.member, member])

    def solve(self) -> Priced:
        """Solve the linear programme. Raises: RuntimeError — HiGHS gave no optimum."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(str(self.solver.getModelStatus()))
        found, n = self.solver.getSolution(), self.n
        dual = np.array(found.row_dual) * self.scale
        x = np.array(found.col_value)
        value = self.solver.getObjectiveValue() * self.scale
        missing = float(x[: n + 2].sum())
        return Priced(float(value), dual[:n], float(dual[n]), dual[n + 1 :], missing, x[n + 2 :])

    def cut(self, x: Floats, most: int = 60) -> int:
        """Add the cuts that the weights `x` violate most; return how many."""
        used = x > NOTHING
        member, weight = self.member[used], x[used]
        atoms = np.flatnonzero(member[weight < 1 - NOTHING].any(axis=0))
        triples = _triples(member, atoms)
        over = np.zeros(len(triples))
        for row, part in zip(member, weight, strict=True):
            over += part * two_of(row[triples[:, 0]], row[triples[:, 1]], row[triples[:, 2]])
        best = np.argsort(-over, kind="stable")[:most]
        fresh = triples[best[over[best] > 1 + VIOLATED]]
        for i, j, k in fresh:
            held = two_of(self.member[:, i], self.member[:, j], self.member[:, k])
            index = np.flatnonzero(held).astype(np.int32) + self.n + 2
            self.solver.addRow(-highspy.kHighsInf, 1.0, len(index), index, np.ones(len(index)))
        self.cuts = np.vstack([self.cuts, fresh])
        return len(fresh)


def two_of(a: Member, b: Member, c: Member) -> Member:
    """Return where at least two of three hold."""
    found: Member = (a & b) | (c & (a | b))
    return found


def charged(member: Member, priced: Priced, cuts: Ints) -> Floats:
    """Return the (negative) prices of the cuts that each set, (m, n), lies in."""
    total = np.zeros(len(member))
    tight = np.flatnonzero(priced.gammas < 0)
    if len(tight):
        held = np.ascontiguousarray(member.T)
        for row in tight:
            total += priced.gammas[row] * two_of(*held[cuts[row]])
    return total


@dataclass(frozen=True, eq=False)
class Chosen:
    """The best choice found, rows of the pool (None: no choice), and whether it is proved the best of the pool."""

    rows: Ints | None
    proved: bool


def choose(
    member: Member,
    costs: Floats,
    k: int,
    scale: float,
    *,
    seconds: float,
    nodes: int = 10**9,
    under: float = np.inf,
) -> Chosen:
    """Choose the cheapest k sets that cover each atom once; only what costs less than `under` is of interest."""
    m, n = member.shape
    if m == 0:
        return Chosen(None, True)
    solver = _quiet()
    solver.setOptionValue("time_limit", max(seconds, 0.02))
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.setOptionValue("mip_rel_gap", 1e-7)
    solver.setOptionValue("mip_abs_gap", 1e-7)
    if np.isfinite(under):
        solver.setOptionValue("objective_bound", under / scale)
    _rows(solver, np.append(np.ones(n), k))
    start, index = _sparse(np.column_stack([member, np.ones(m, bool)]))
    _columns(solver, costs / scale, start, index, np.ones(len(index)), top=1.0)
    solver.changeColsIntegrality(m, np.arange(m, dtype=np.int32), np.full(m, highspy.HighsVarType.kInteger))
    solver.run()
    status = solver.getModelStatus()
    ended = highspy.HighsModelStatus
    proved = status in (ended.kOptimal, ended.kInfeasible, ended.kObjectiveBound)
    if solver.getInfo().primal_solution_status != FEASIBLE:
        return Chosen(None, proved)
    return Chosen(np.flatnonzero(np.array(solver.getSolution().col_value) > 0.5), proved)


def _quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    return solver


def _rows(solver: highspy.Highs, sides: Floats) -> None:
    many = len(sides)
    solver.addRows(many, sides, sides, 0, np.zeros(many, np.int32), np.empty(0, np.int32), np.empty(0))


def _columns(
    solver: highspy.Highs,
    cost: Floats,
    start: Ints,
    index: Ints,
    value: Floats,
    top: float = highspy.kHighsInf,
) -> None:
    many = len(cost)
    solver.addCols(
        many, cost, np.zeros(many), np.full(many, top), len(index),
        start.astype(np.int32), index.astype(np.int32), value,
    )  # fmt: skip


def _sparse(rows: Member) -> tuple[Ints, Ints]:
    """Return where each set begins, and the rows it lies in."""
    _, index = np.nonzero(rows)
    return np.concatenate([[0], np.cumsum(rows.sum(axis=1))[:-1]]), index


def _triples(member: Member, atoms: Ints) -> Ints:
    """Return three atoms each (t, 3) that may violate a cut: each two of them share a grid in use."""
    part = member[:, atoms].astype(np.float32)
    shared = (part.T @ part) > 0
    first, second = np.nonzero(np.triu(shared, 1))
    row, third = np.nonzero(shared[first] & shared[second])
    found = np.column_stack([first[row], second[row], third])
    triples: Ints = atoms[found[found[:, 2] > found[:, 1]]]
    return triples
