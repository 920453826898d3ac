"""The pool: all grids found so far, each once, with its cost."""

import networkx as nx
import numpy as np

from sanzhang.division_solver.atoms import Atoms, Member, members
from sanzhang.division_solver.costs import Costs, spread_out
from sanzhang.division_solver.grow import Sets
from sanzhang.division_solver.problem import Floats, Ints

BREACH = 1e3  # one breach outweighs any cost: so many times the cost of the community as a single grid


class Pool:
    """Grids as rows of truth values over atoms, with costs. `nearest`: bounds that may be broken, at a price."""

    def __init__(self, atoms: Atoms, k: int, *, nearest: tuple[int, int] | None = None) -> None:
        self.atoms, self.costs, self.nearest = atoms, Costs(atoms.problem, k), nearest
        self.member = np.empty((0, atoms.n), bool)
        self.weight = np.empty((0, atoms.n))  # the same as numbers, for products
        self.cost = np.empty(0)
        self.taken = np.empty(0, bool)  # handed to the master
        self._keys = np.empty(0, np.uint64)
        whole = np.ones((1, len(atoms.problem)), bool)
        self.unit = max(float(self.costs.of(whole)[0]), 1.0) * BREACH
        if atoms.alone.any():
            sealed = members(atoms.bit[atoms.alone], atoms.n)
            sealed = sealed[self._connected(sealed)]
            self._keep(sealed, np.arange(len(sealed), dtype=np.uint64))

    def __len__(self) -> int:
        return len(self.cost)

    def add(self, sets: Sets) -> int:
        """Take in sets that are new; return how many."""
        fresh = ~np.isin(sets.key, self._keys)
        _, first = np.unique(sets.key[fresh], return_index=True)
        sets = sets.take(np.flatnonzero(fresh)[np.sort(first)])
        member = members(sets.bits, self.atoms.n)
        whole = self._connected(member)
        self._keep(member[whole], sets.key[whole])
        return int(whole.sum())

    def take(self, rows: Ints) -> tuple[Member, Floats]:
        """Return members and costs of some rows and note that the master has them."""
        self.taken[rows] = True
        return self.member[rows], self.cost[rows]

    def _keep(self, member: Member, keys: np.ndarray) -> None:
        cost = self.costs.of(spread_out(self.atoms, member)) if len(member) else np.empty(0)
        if self.nearest is not None and len(member):
            cost = cost + self.unit * self._breach(member, *self.nearest)
        self.member = np.vstack([self.member, member])
        self.weight = np.vstack([self.weight, member.astype(np.float64)])
        self.cost = np.append(self.cost, cost)
        self.taken = np.append(self.taken, np.zeros(len(member), bool))
        self._keys = np.append(self._keys, keys)

    def _breach(self, member: Member, lo: int, hi: int) -> Floats:
        """Return 0 for lawful sets, else one and the share by which a set misses the bounds (under one)."""
        h = member @ self.atoms.h
        off = np.maximum(lo - h, 0) + np.maximum(h - hi, 0)
        wrong: Floats = (off > 0) + off / (off + hi)
        return wrong

    def _connected(self, member: Member) -> np.ndarray:
        """Return which sets are connected building by building, where atoms are not connected inside."""
        found = np.ones(len(member), bool)
        atoms = self.atoms
        if not atoms.loose.any():
            return found
        graph = nx.Graph(np.asarray(atoms.problem.edges).tolist())
        graph.add_nodes_from(range(len(atoms.problem)))
        for row in np.flatnonzero((member & atoms.loose).any(axis=1)):
            found[row] = nx.is_connected(graph.subgraph(np.flatnonzero(member[row][atoms.of]).tolist()))
        return found
