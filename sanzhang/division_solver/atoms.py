"""A problem made ready for growing: what must stay together is one atom; sets of atoms are rows of 64-bit words."""

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sanzhang.division_solver.problem import Floats, Ints, Problem

Words = NDArray[np.uint64]  # (m, w): m sets as bits
Member = NDArray[np.bool_]  # (m, n): the same sets as truth values


@dataclass(frozen=True, eq=False)
class Atoms:
    """n atoms of a problem. `of[i]` is the atom of building i; sums are over the buildings of each atom.

    `sx`, `sy`, `sq`: household-weighted sums of x, y, x² + y² about the middle of the community, in metres.
    `alone`: the atom is a sealed grid. `apart`: the lock number of the atom or -1. `loose`: atoms that are not
    connected inside, so that grids that hold them are looked at again, building by building.
    """

    problem: Problem
    of: Ints
    h: Ints
    sx: Floats
    sy: Floats
    sq: Floats
    near: Words  # neighbours of each atom
    bit: Words  # each atom alone
    estates: Words
    blocks: Words
    apart: Ints
    alone: NDArray[np.bool_]
    loose: NDArray[np.bool_]
    old: Floats  # households of each of today's grids in each atom, (n, grids)
    of_old: Ints  # the department of each of them
    keys: NDArray[np.uint64]  # random by seed: a set is told by the sum of its keys

    @property
    def n(self) -> int:
        """Return the number of atoms."""
        return len(self.h)


def atoms_of(problem: Problem, seed: int = 0) -> Atoms:
    """Return the atoms of a problem: locked buildings and whole estates are joined, all others stand alone."""
    h = np.asarray(problem.households)
    of = _joined(problem)
    n = int(of.max()) + 1
    x = np.asarray(problem.x) - np.average(np.asarray(problem.x), weights=h)
    y = np.asarray(problem.y) - np.average(np.asarray(problem.y), weights=h)
    edges = np.asarray(problem.edges)
    near = np.zeros((n, n), bool)
    near[of[edges[:, 0]], of[edges[:, 1]]] = True
    near |= near.T
    np.fill_diagonal(near, False)
    locked = _labels(problem.locked, len(h))
    old = [_shares(label, h, of, n) for label in problem.legacy.values()]
    apart = np.full(n, -1)
    apart[of[locked >= 0]] = locked[locked >= 0]
    return Atoms(
        problem=problem,
        of=of,
        h=np.bincount(of, h, n).astype(np.int64),
        sx=np.bincount(of, h * x, n).astype(np.float64),
        sy=np.bincount(of, h * y, n).astype(np.float64),
        sq=np.bincount(of, h * (x * x + y * y), n).astype(np.float64),
        near=words(near),
        bit=words(np.eye(n, dtype=bool)),
        estates=words(_held(problem.estate, of, n)),
        blocks=words(_held(problem.block, of, n)),
        apart=apart,
        alone=np.isin(apart, list(problem.sealed)),
        loose=_loose(edges, of, n),
        old=np.column_stack([np.empty((n, 0)), *old]),
        of_old=np.repeat(np.arange(len(old)), [one.shape[1] for one in old]),
        keys=np.random.default_rng(seed).integers(0, 2**64, n, np.uint64),
    )


def words(member: NDArray[np.bool_]) -> Words:
    """Return sets as 64-bit words (m, w) for sets as truth values (m, n)."""
    padded = np.zeros((len(member), -(-max(1, member.shape[1]) // 64) * 64), bool)
    padded[:, : member.shape[1]] = member
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


def members(sets: Words, n: int) -> Member:
    """Return sets as truth values (m, n) for sets as words."""
    bits = np.unpackbits(np.ascontiguousarray(sets).view(np.uint8), axis=1, count=n, bitorder="little")
    return bits.view(np.bool_)


def _labels(values: object, n: int) -> Ints:
    return np.full(n, -1) if values is None else np.asarray(values)


def _joined(problem: Problem) -> Ints:
    """Return the number of the atom of each building, in the order of first buildings."""
    n = len(problem)
    graph = nx.empty_graph(n)
    together = [_labels(problem.locked, n)]
    if problem.whole_estates and problem.estate is not None:
        estate, h = np.asarray(problem.estate), np.asarray(problem.households)
        size = np.bincount(estate[estate >= 0], h[estate >= 0], minlength=estate.max(initial=0) + 1)
        held = np.isin(estate, estate[together[0] >= 0])  # a lock goes before the wish for whole estates
        together.append(np.where((estate >= 0) & ~held & (size[estate] <= problem.hi), estate, -1))
    for label in together:
        for number in np.unique(label[label >= 0]):
            nx.add_path(graph, np.flatnonzero(label == number).tolist())
    of = np.zeros(n, np.int64)
    for index, part in enumerate(sorted(nx.connected_components(graph), key=min)):
        of[list(part)] = index
    return of


def _held(label: object, of: Ints, n: int) -> NDArray[np.bool_]:
    """Return which estates (or blocks) each atom holds buildings of, (n, number of estates)."""
    found = _labels(label, len(of))
    names, index = np.unique(found, return_inverse=True)
    held = np.zeros((n, len(names)), bool)
    held[of, index.ravel()] = True
    return held[:, names >= 0] if (names >= 0).any() else np.zeros((n, 1), bool)


def _shares(label: object, h: Ints, of: Ints, n: int) -> Floats:
    """Return the households of each old grid in each atom, (n, grids)."""
    found = _labels(label, len(of))
    names, index = np.unique(found, return_inverse=True)
    share = np.zeros((n, len(names)))
    np.add.at(share, (of, index.ravel()), h)
    return share[:, names >= 0]


def _loose(edges: Ints, of: Ints, n: int) -> NDArray[np.bool_]:
    inside = nx.empty_graph(len(of))
    inside.add_edges_from(edges[of[edges[:, 0]] == of[edges[:, 1]]].tolist())
    parts = np.zeros(n, np.int64)
    for part in nx.connected_components(inside):
        parts[of[next(iter(part))]] += 1
    return parts > 1
