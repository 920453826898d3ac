"""The search for k grids: grow a pool, price it, cut, choose; then prove how good the choice is (§1.2)."""

import time
from dataclasses import dataclass

import numpy as np

from sanzhang.division_solver.atoms import Atoms
from sanzhang.division_solver.grow import Grower, Sets, together
from sanzhang.division_solver.master import Master, charged, choose
from sanzhang.division_solver.pool import Pool
from sanzhang.division_solver.price import Pricer
from sanzhang.division_solver.problem import Floats, Ints

WIDTH, NARROW, GROW = 10, 8, 6  # sets that grow on, per atom and size: at first, and by prices; times
FIRST = 8  # grids an atom that the master begins with
BATCH = 200  # grids handed to the master at a time
TAIL = 1e-3  # of the usual cost of a grid: growing on for less does not pay
ENOUGH = 2000  # grids found under the limit: the prices are asked again first
SLACK = 1e-6  # of the usual cost of a grid: what counts as nothing
FEW, MANY = 400, 4000  # grids among which the integer programme chooses, at first and at last


@dataclass
class Effort:
    """How much may be spent: counts, so that one seed gives one plan; `until` only stops what runs away."""

    looks: int  # sets looked at in exact pricing
    nodes: int  # of the integer programme
    rounds: int  # rounds of cuts
    until: float  # time.monotonic()

    def over(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() > self.until

    def left(self) -> float:
        """Return the seconds left."""
        return max(self.until - time.monotonic(), 0.0)


class Search:
    """One problem, one number of grids. `best`: rows of the pool; `value`: their cost; `bound`: nothing is cheaper."""

    def __init__(
        self, atoms: Atoms, k: int, effort: Effort, *, nearest: tuple[int, int] | None = None
    ) -> None:
        self.atoms, self.k, self.effort = atoms, k, effort
        self.pool = Pool(atoms, k, nearest=nearest)
        self.best: Ints | None = None
        self.value, self.bound = np.inf, -np.inf
        for sets in Grower(atoms).compact(WIDTH):
            self.pool.add(sets)
        usual = float(np.median(self.pool.cost)) if len(self.pool) else 1.0
        self.scale = max(usual, 1.0)
        self.master = Master(atoms.n, k, self.scale)
        self.master.add(*self.pool.take(self._first()))
        self.priced = self.master.solve()

    def _first(self) -> Ints:
        """Return a few grids for each atom, those with the lowest cost a household: where the master begins."""
        pool = self.pool
        rate = pool.cost / np.maximum(pool.weight @ self.atoms.h, 1)
        order = np.argsort(rate, kind="stable")
        count = np.cumsum(pool.member[order], axis=0, dtype=np.int32)
        wanted = (pool.member[order] & (count <= FIRST)).any(axis=1)
        return order[wanted]

    def run(self) -> None:
        """Find a good choice of grids, and a bound as good as the effort allows."""
        self._settle(GROW)
        for _ in range(self.effort.rounds):
            if self.effort.over() or not self.master.cut(self.priced.x):
                break
            self._settle(1)
        self._choose()
        self._prove()

    def label(self) -> Ints | None:
        """Return the grid of each building, or None if no choice was found."""
        if self.best is None:
            return None
        grid = self.pool.member[self.best].argmax(axis=0)[self.atoms.of]
        _, first, index = np.unique(grid, return_index=True, return_inverse=True)
        order = np.argsort(np.argsort(first))
        return order[index.ravel()]

    # the linear programme

    def _reduced(self) -> Floats:
        """Return the reduced cost of every grid of the pool."""
        pool, priced = self.pool, self.priced
        fines = charged(pool.member, priced, self.master.cuts)
        found: Floats = pool.cost - pool.weight @ priced.duals - priced.sigma - fines
        return found

    def _offer(self) -> int:
        """Hand the grids of the pool with the lowest negative reduced cost to the master; return how many."""
        reduced = self._reduced()
        reduced[self.pool.taken] = 0
        rows = np.argsort(reduced, kind="stable")[:BATCH]
        rows = rows[reduced[rows] < -SLACK * self.scale]
        if len(rows):
            self.master.add(*self.pool.take(rows))
            self.priced = self.master.solve()
        return len(rows)

    def _settle(self, times: int) -> None:
        """Solve the linear programme over the pool; grow the pool by its prices, a few times, if that helps."""
        self.priced = self.master.solve()
        for turn in range(times + 1):
            before = self.priced.value
            while self._offer():
                if self.effort.over():
                    return
            gained = before - self.priced.value
            if turn == times or (turn and gained < TAIL * self.scale):
                return
            grower = Grower(self.atoms, self.priced, self.master.cuts)
            grown = list(grower.compact(NARROW))
            if not grown or not self.pool.add(self._promising(grower, together(grown))):
                return

    def _promising(self, grower: Grower, sets: Sets) -> Sets:
        """Return the sets with the lowest reduced costs: the others would only fill the pool."""
        reduced = grower.reduced(sets)
        rows = np.argsort(reduced, kind="stable")[: BATCH * 4]
        return sets.take(rows[reduced[rows] < 0])

    # the integer programme

    def _choose(self) -> None:
        """Choose the best grids among those of the lowest reduced cost."""
        reduced, many = self._reduced(), FEW
        order = np.argsort(reduced, kind="stable")
        seen = 0
        while seen < min(MANY, len(order)) and not self.effort.over():
            rows = order[:many]
            rows = rows[reduced[rows] < self.value - self.priced.value + SLACK * self.scale]
            if len(rows) > seen:
                self._pick(rows)
            if len(rows) < many:
                return
            seen, many = many, many * 3

    def _pick(self, rows: Ints) -> bool:
        """Take the cheapest choice among some grids of the pool if it is better; return whether it is proved so."""
        chosen = choose(
            self.pool.member[rows], self.pool.cost[rows], self.k, self.scale,
            seconds=self.effort.left(), nodes=self.effort.nodes, under=self.value,
        )  # fmt: skip
        if chosen.rows is not None:
            value = float(self.pool.cost[rows[chosen.rows]].sum())
            if value < self.value:
                self.best, self.value = rows[chosen.rows], value
        return chosen.proved

    # the proof

    def _prove(self) -> None:
        """Price exactly until nothing is left out, then choose among all grids that could still matter."""
        looks = self.effort.looks
        while looks > 0 and not self.effort.over():
            least, looked = self._look(-SLACK * self.scale, looks, ENOUGH)
            looks -= looked
            self._note(least)
            if self.closed():
                return
            if self._offer():
                self._settle(0)
            elif least < -SLACK * self.scale:
                break  # the budget was too small
            else:
                self._choose()
                if self.closed() or not self.master.cut(self.priced.x):
                    break
                self._settle(1)
        self._choose()
        gap = self.value - self.bound
        if looks > 0 and np.isfinite(gap) and not self.closed():
            least, _ = self._look(gap, looks)
            self._close(gap, least)

    def _look(self, limit: float, looks: int, enough: float = np.inf) -> tuple[float, int]:
        """Bring the grids that may lie under `limit` into the pool; return what bounds the others, and the looks."""
        pricer = Pricer(self.atoms, self.priced, self.master.cuts)
        found = pricer.under(limit, looks, until=self.effort.until, enough=enough)
        self.pool.add(found.sets)
        return min(found.least, limit), found.looked

    def _note(self, least: float) -> None:
        priced, reduced = self.priced, self._reduced()
        lowest = min(least, float(reduced.min(initial=0.0)), 0.0)
        if priced.missing < 1e-6:
            self.bound = max(self.bound, priced.value + self.k * lowest)

    def closed(self) -> bool:
        """Return whether nothing better exists, but for rounding."""
        return self.value - self.bound <= SLACK * self.scale

    def _close(self, gap: float, least: float) -> None:
        """Choose among all grids whose reduced cost lies under the gap: if none was left out, this is the best."""
        reduced = self._reduced()
        rows = np.flatnonzero(reduced <= gap + SLACK * self.scale)
        if self._pick(rows) and least >= gap:
            self.bound = self.value
