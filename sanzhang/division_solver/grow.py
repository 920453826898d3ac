"""Growing connected sets of atoms, thousands at a time: the few most compact ones of each size, or all that matter."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sanzhang.division_solver.atoms import Atoms, Words, members
from sanzhang.division_solver.costs import PIECE, STEP
from sanzhang.division_solver.master import Priced, charged, free
from sanzhang.division_solver.problem import MEAN, Floats, Ints


@dataclass(frozen=True, eq=False)
class Sets:
    """m connected sets: bits, the atoms that may join next, and running sums. `dual` is what the master pays for them.

    `seed`: the atom each set grew from. `seen`: members and all their neighbours. `key`: a hash that tells sets apart.
    """

    bits: Words
    rim: Words
    seen: Words
    estates: Words
    blocks: Words
    key: NDArray[np.uint64]
    seed: Ints
    h: Ints
    sx: Floats
    sy: Floats
    sq: Floats
    dual: Floats
    old: Floats

    def __len__(self) -> int:
        return len(self.h)

    def take(self, which: NDArray[np.bool_] | Ints | slice) -> "Sets":
        """Return some of the sets."""
        return Sets(**{one.name: getattr(self, one.name)[which] for one in fields(self)})

    @property
    def spread(self) -> Floats:
        """Return the households' squared distance to the middle of each set, household·m²."""
        return self.sq - (self.sx * self.sx + self.sy * self.sy) / self.h


class Grower:
    """Grows sets of atoms of one problem."""

    def __init__(self, atoms: Atoms, priced: Priced | None = None, cuts: Ints | None = None) -> None:
        self.atoms, self.priced = atoms, priced or free(atoms.n)
        self.cuts = np.empty((0, 3), np.int64) if cuts is None else cuts
        held = (atoms.apart >= 0) & ~atoms.alone
        self.held = _any_bit(atoms.bit[held])

    def singles(self) -> Sets:
        """Return each atom as a set of its own; sealed ones don't grow."""
        atoms = self.atoms
        which = np.flatnonzero(~atoms.alone)
        near = atoms.near & ~_any_bit(atoms.bit[atoms.alone])
        near = np.where(_touches(atoms.bit, self.held), near & ~self.held, near)
        found = Sets(
            atoms.bit, near, near | atoms.bit, atoms.estates, atoms.blocks, atoms.keys, np.arange(atoms.n),
            atoms.h, atoms.sx, atoms.sy, atoms.sq, self.priced.duals, atoms.old,
        )  # fmt: skip
        return found.take(which)

    def joined(self, sets: Sets, row: Ints, atom: Ints) -> Sets:
        """Return set `row[i]` with `atom[i]` joined, for each i; the rim holds every neighbour."""
        atoms = self.atoms
        bits = sets.bits[row] | atoms.bit[atom]
        near = atoms.near[atom]
        rim = (sets.rim[row] | near) & ~bits
        if self.held.any():
            rim = np.where(_touches(bits, self.held), rim & ~self.held, rim)
        return Sets(
            bits, rim, sets.seen[row] | near, sets.estates[row] | atoms.estates[atom],
            sets.blocks[row] | atoms.blocks[atom], sets.key[row] + self.atoms.keys[atom], sets.seed[row],
            sets.h[row] + atoms.h[atom], sets.sx[row] + atoms.sx[atom], sets.sy[row] + atoms.sy[atom],
            sets.sq[row] + atoms.sq[atom], sets.dual[row] + self.priced.duals[atom],
            sets.old[row] + atoms.old[atom],
        )  # fmt: skip

    def steps(self, sets: Sets, most: int) -> tuple[Ints, Ints]:
        """Return (row, atom) for each way to grow a set by one atom without passing `most` households."""
        row, atom = np.nonzero(members(sets.rim, self.atoms.n))
        fits = sets.h[row] + self.atoms.h[atom] <= most
        return row[fits], atom[fits]

    def pieces(self, sets: Sets) -> Floats:
        """Return what the sets cost at least beside the distance, whatever joins them: terms that only rise."""
        weights = self.atoms.problem.weights
        total = weights.estates * PIECE * np.bitwise_count(sets.estates).sum(axis=1, dtype=np.int64)
        blocks = np.bitwise_count(sets.blocks).sum(axis=1, dtype=np.int64)
        total = total + weights.roads * PIECE * np.maximum(blocks - 1, 0)
        for department in np.unique(self.atoms.of_old):
            share = sets.old[:, self.atoms.of_old == department]
            total += weights.moved * STEP * (share.sum(axis=1) - share.max(axis=1))
        found: Floats = total
        return found

    def fined(self, sets: Sets) -> Floats:
        """Return what the cuts of the master charge each set: it only rises as a set grows."""
        return -charged(members(sets.bits, self.atoms.n), self.priced, self.cuts)

    def reduced(self, sets: Sets) -> Floats:
        """Return a lower bound of each set's reduced cost: the terms that a set shows while it grows."""
        distance = self.atoms.problem.weights.distance * sets.spread
        return distance + self.pieces(sets) + self.fined(sets) - sets.dual - self.priced.sigma

    def compact(self, width: int) -> Iterator[Sets]:
        """Yield, size by size, lawful sets that are compact: per seed the `width` best ones grow on.

        With duals, "best" is the reduced cost that a set is likely to have once it has grown to the usual size.
        """
        problem = self.atoms.problem
        sets = self.singles()
        while len(sets):
            lawful = (sets.h <= problem.hi) & (sets.h >= problem.lo)
            if lawful.any():
                yield sets.take(lawful)
            row, atom = self.steps(sets, problem.hi)
            key = sets.key[row] + self.atoms.keys[atom]
            _, first = np.unique(key, return_index=True)
            grown = self.joined(sets, row[first], atom[first])
            sets = grown.take(self._best(grown, width))

    def _best(self, sets: Sets, width: int) -> Ints:
        """Return the rows of the `width` best sets of each seed."""
        part = np.minimum(sets.h / MEAN, 1.0)
        distance = self.atoms.problem.weights.distance * sets.spread / part**2
        likely = distance + self.pieces(sets) + self.fined(sets) - sets.dual / part
        order = np.lexsort((likely, sets.seed))
        seed = sets.seed[order]
        start = np.searchsorted(seed, seed)  # where the run of each seed begins
        return order[np.arange(len(order)) - start < width]


def together(parts: list[Sets]) -> Sets:
    """Return several sets of sets as one, each set once."""
    if len(parts) == 1:
        return parts[0]
    names = [one.name for one in fields(Sets)]
    whole = Sets(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
    return whole.take(np.unique(whole.key, return_index=True)[1])


def _any_bit(rows: Words) -> Words:
    found: Words = np.bitwise_or.reduce(rows, axis=0)
    return found


def _touches(sets: Words, mask: Words) -> NDArray[np.bool_]:
    """Return which sets hold any atom of a mask, (m, 1)."""
    return np.asarray(np.any((sets & mask) != 0, axis=1))[:, None]
