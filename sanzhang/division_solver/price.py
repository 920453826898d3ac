"""Exact pricing: every connected set of atoms whose reduced cost may lie under a limit, each found once.

Sets grow as in Wernicke's enumeration of connected subgraphs (2006): a set is reached along one way only, because an
atom that was passed over never joins later. What can't come under the limit is dropped by a bound: whatever set T
joins S, the spread grows by at least

    |S| / hi · Σ h_j |p_j - middle(S)|²  +  (1 - |S| / lo) / 2 · Σ h_j t_j        (sums over T, |·| in households)

where t_j is the mean squared distance from j to the lo - |S| households nearest to it; an estate not yet in S is paid
in shares of its households. So the best T is a knapsack of hi - |S| households, bounded by its Lagrange relaxation.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from sanzhang.division_solver.atoms import Atoms, members, words
from sanzhang.division_solver.costs import PIECE
from sanzhang.division_solver.grow import Grower, Sets, together
from sanzhang.division_solver.master import Priced
from sanzhang.division_solver.problem import Floats, Ints

CHUNK = 1 << 12  # sets grown together
STEPS = 8  # sizes for which the mean squared distances are kept
SLOPES = (0.35, 0.7, 1.0)  # of the usual price of a household: the multipliers tried beside 0


@dataclass(frozen=True, eq=False)
class Found:
    """Lawful sets that may lie under the limit; `least`: no other lies under it; -inf if the budget was too small."""

    sets: Sets
    least: float
    looked: int


class Pricer(Grower):
    """Looks for all sets whose reduced cost is under a limit."""

    def __init__(self, atoms: Atoms, priced: Priced, cuts: Ints) -> None:
        super().__init__(atoms, priced, cuts)
        n = atoms.n
        self.above = words(np.triu(np.ones((n, n), bool), 1))
        self.below = words(np.tril(np.ones((n, n), bool), 0))
        self.all = words(np.ones((1, n), bool))[0]
        self.x, self.y = atoms.sx / atoms.h, atoms.sy / atoms.h
        inner = atoms.sq - (atoms.sx**2 + atoms.sy**2) / atoms.h
        self.gain = atoms.problem.weights.distance * inner - priced.duals
        self.away = self._moments()
        self.of_estate, self.entry = self._estates()
        self.usual = float(np.median(np.maximum(priced.duals, 0) / atoms.h))

    def under(self, limit: float, budget: int, *, until: float = np.inf, enough: float = np.inf) -> Found:
        """Return the lawful sets that may have a reduced cost under `limit`, looking at about `budget` sets.

        `enough`: it stops when it has found so many, or at `until` (time.monotonic()).
        """
        problem, stack, looked = self.atoms.problem, [self._roots()], 0
        many = 0
        hits = [stack[0].take(np.empty(0, np.int64))]
        while stack:
            if looked > budget or many > enough or time.monotonic() > until:
                return Found(together(hits), -np.inf, looked)
            sets = stack.pop()
            now = self.reduced(sets)
            hits.append(sets.take((now < limit) & (sets.h >= problem.lo) & (sets.h <= problem.hi)))
            many += len(hits[-1])
            sets = sets.take(now + self._rest(sets) < limit)
            looked += len(sets)
            for start in range(0, len(sets), CHUNK):
                grown = self._children(sets.take(slice(start, start + CHUNK)))
                if len(grown):
                    stack.append(grown)
        return Found(together(hits), np.inf, looked)

    def _moments(self) -> Floats:
        """Return t (STEPS + 1, n): half the mean squared distance to the nearest lo · b / STEPS households, b = 0 …"""
        atoms = self.atoms
        apart = (self.x[:, None] - self.x) ** 2 + (self.y[:, None] - self.y) ** 2
        order = np.argsort(apart, axis=1, kind="stable")
        far = np.take_along_axis(apart, order, axis=1)
        h = atoms.h[order].astype(np.float64)
        until = np.cumsum(h, axis=1)
        table = np.zeros((STEPS + 1, atoms.n))
        for step in range(1, STEPS + 1):
            goal = atoms.problem.lo * step / STEPS
            part = np.clip(goal - (until - h), 0, h)
            table[step] = (part * far).sum(axis=1) / goal / 2
        return table * atoms.problem.weights.distance * atoms.h

    def _estates(self) -> tuple[Ints, Floats]:
        """Return the estate of each atom that lies in exactly one (else -1), and its share of the entry price."""
        atoms, problem = self.atoms, self.atoms.problem
        held = members(atoms.estates, atoms.estates.shape[1] * 64)
        one = held.sum(axis=1) == 1
        of = np.where(one, held.argmax(axis=1), -1)
        size = np.minimum(held.T @ atoms.h, problem.hi)
        share = atoms.h / np.maximum(size[of], 1) * PIECE * problem.weights.estates
        return of, np.where(one, share, 0.0)

    def _roots(self) -> Sets:
        """Return the single atoms, each as the least of its sets."""
        sets = self.singles()
        below = self.below[sets.seed]
        return replace(sets, seen=sets.seen | below, rim=sets.rim & ~below)

    def _children(self, sets: Sets) -> Sets:
        """Return each set with each atom of its rim joined; atoms of the rim that come before it are passed over."""
        row, atom = self.steps(sets, self.atoms.problem.hi)
        grown = self.joined(sets, row, atom)
        rim = (sets.rim[row] & self.above[atom]) | (self.atoms.near[atom] & ~sets.seen[row])
        return replace(grown, rim=rim & grown.rim)

    def _rest(self, sets: Sets) -> Floats:
        """Return a lower bound (0 or less) of what atoms that join later can add to the reduced cost."""
        atoms, problem = self.atoms, self.atoms.problem
        free = members((~sets.seen | sets.rim) & self.all, atoms.n)
        room = (problem.hi - sets.h).astype(np.float64)
        dx = (sets.sx / sets.h)[:, None] - self.x
        dy = (sets.sy / sets.h)[:, None] - self.y
        weight = problem.weights.distance * (sets.h / problem.hi)
        value = (dx * dx + dy * dy) * weight[:, None] * atoms.h + self.gain
        short = np.maximum(problem.lo - sets.h, 0) / problem.lo
        value += self.away[(short * STEPS).astype(np.int64)] * short[:, None]
        if self.entry.any():
            held = members(sets.estates, sets.estates.shape[1] * 64)
            value += np.where(held[:, self.of_estate], 0.0, self.entry)
        value[~free | (atoms.h > room[:, None])] = 0
        best = np.minimum(value, 0).sum(axis=1)
        for slope in SLOPES:
            price = slope * self.usual
            best = np.maximum(best, np.minimum(value + price * atoms.h, 0).sum(axis=1) - price * room)
        found: Floats = best
        return found
