"""The door of the solver: a problem goes in, a plan with its proof comes out (§1.2)."""

import time
from dataclasses import replace

import numpy as np

from sanzhang.division_solver import nearest, reasons
from sanzhang.division_solver.atoms import Atoms, atoms_of
from sanzhang.division_solver.costs import constant, parts_of
from sanzhang.division_solver.master import choose, free
from sanzhang.division_solver.plan import Plan, Reason
from sanzhang.division_solver.pool import Pool
from sanzhang.division_solver.price import Pricer
from sanzhang.division_solver.problem import MEAN, Ints, Problem
from sanzhang.division_solver.search import Effort, Search

QUICK = (15_000, 20, 12)  # sets looked at, nodes, rounds of cuts
DEEP = (10**9, 10**9, 40)  # … when a proof is asked for
ALL = 300_000  # sets listed to prove that nothing lawful exists
EXACT = 1e-6  # a gap below is none


def divide(problem: Problem, *, time_limit_s: float = 10, seed: int = 0, proof: bool = False) -> Plan:
    """Return the best lawful plan found, or the nearest one with the reasons why none exists.

    The number of grids is the one asked for, else the one nearest to a mean of 550 households for which a lawful plan
    is found. `proof`: go on until the plan is proved best or the time is up. One problem and one seed give one plan
    unless the time stops the search.
    """
    until = time.monotonic() + time_limit_s
    why = reasons.find(problem)
    tried = reasons.numbers(problem, MEAN)
    if not why:
        atoms = atoms_of(problem, seed)
        for k in tried:
            effort = Effort(*(DEEP if proof else QUICK), until)
            search = Search(atoms, k, effort)
            search.run()
            if search.best is not None:
                return _plan(problem, search)
            if effort.over():
                break
        why = [_why_none(problem, tried, until)]

    def lawful(part: Problem) -> Ints | None:
        plan = divide(part, time_limit_s=max(until - time.monotonic(), 1.0), seed=seed)
        return plan.label if plan.lawful else None

    return nearest.nearest(problem, why, lawful)


def alternatives(
    problem: Problem, *, time_limit_s: float = 10, seed: int = 0, proof: bool = False
) -> tuple[Plan, ...]:
    """Return the plan with the chosen number of grids, then lawful ones with one grid fewer and one more."""
    first = divide(problem, time_limit_s=time_limit_s, seed=seed, proof=proof)
    if not first.lawful or problem.grids is not None:
        return (first,)
    beside = [
        divide(replace(problem, grids=k), time_limit_s=time_limit_s, seed=seed, proof=proof)
        for k in (first.k - 1, first.k + 1)
        if k in reasons.numbers(problem, MEAN)
    ]
    return (first, *(plan for plan in beside if plan.lawful))


def _plan(problem: Problem, search: Search) -> Plan:
    label = search.label()
    assert label is not None  # noqa: S101 — asked after a choice was found
    parts = parts_of(problem, label)
    objective = sum(parts.values())
    bound = max(min(search.bound - constant(problem), objective), 0.0)
    gap = (objective - bound) / objective if objective > 0 else 0.0
    if search.closed() or gap <= EXACT:
        return Plan(label, objective, parts, objective, 0.0, "optimal")
    return Plan(label, objective, parts, bound, gap, "feasible")


def _why_none(problem: Problem, tried: list[int], until: float) -> Reason:
    """Return why no plan was found: an estate rule that clashes, a complete list without a choice, or no time."""
    if problem.whole_estates:
        split = divide(replace(problem, whole_estates=False), time_limit_s=max(until - time.monotonic(), 1.0))
        if split.lawful:
            words = f"“小区不拆开”与户数的要求冲突:不要求时有 {split.k} 个网格的划法,要求时没有。"
            return Reason("estate", words)
    if _listed_all(atoms_of(problem), tried, until):
        return reasons.exhausted(tried)
    return reasons.not_found(tried)


def _listed_all(atoms: Atoms, tried: list[int], until: float) -> bool:
    """Return whether all connected lawful sets were listed and no choice of them covers each building once."""
    found = Pricer(atoms, free(atoms.n), np.empty((0, 3), np.int64)).under(np.inf, ALL, until=until)
    if found.looked > ALL or time.monotonic() > until:
        return False
    pool = Pool(atoms, 1)
    pool.add(found.sets)
    left = max(until - time.monotonic(), 1.0)
    nothing = np.zeros(len(pool))
    chosen = [choose(pool.member, nothing, k, 1.0, seconds=left) for k in tried]
    return all(one.proved and one.rows is None for one in chosen)
