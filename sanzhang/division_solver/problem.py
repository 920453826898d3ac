"""What is to be divided: buildings as plain arrays, and what a good division is worth (§1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanzhang.division_solver.adjacency import adjacency

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
LO, HI, MEAN = 400, 700, 550  # households of a grid (§1.2); the mean that the number of grids is chosen for
TERMS = ("distance", "estates", "roads", "load", "elderly", "renters", "moved")


@dataclass(frozen=True)
class Weights:
    """How much each term of the objective counts; 1 is usual, 0 switches it off.

    One split estate or one crossed road costs as much as placing 100 households 100 m further from the middle of their
    grid; a household that changes its grid, as much as placing it 50 m further; a grid with 100 elderly (or renting)
    households more or fewer than the mean, or a load of 100 households' share off it, as much as one split estate.
    """

    distance: float = 1.0
    estates: float = 1.0
    roads: float = 1.0
    load: float = 1.0
    elderly: float = 1.0
    renters: float = 1.0
    moved: float = 1.0

    def __post_init__(self) -> None:
        for term in TERMS:
            if not getattr(self, term) >= 0 or not np.isfinite(getattr(self, term)):
                raise ValueError(f"the weight of {term} must be a number of 0 or more")


@dataclass(frozen=True, eq=False)
class Problem:
    """A community of n buildings. Arrays are of length n; `x`, `y` in metres; -1 stands for none in a label.

    `edges`: pairs of neighbouring buildings, (m, 2); made by `adjacency` if absent.
    `estate`, `block`: which estate a building belongs to, which block between main roads it stands in.
    `elderly`, `renters`, `load`: what shall be spread evenly. `legacy`: today's grids by department.
    `grids`: the number of grids asked for; None lets the number be chosen.
    `locked`: buildings with one number stay together, buildings with different numbers apart; -1 is free.
    `sealed`: lock numbers whose grid shall be exactly those buildings. `whole_estates`: an estate that fits into
    a grid is never split. Raises: ValueError — lengths that differ, a building without households, a bound that
    makes no sense, an edge to nowhere.
    """

    households: ArrayLike
    x: ArrayLike
    y: ArrayLike
    edges: ArrayLike | None = None
    estate: ArrayLike | None = None
    block: ArrayLike | None = None
    elderly: ArrayLike | None = None
    renters: ArrayLike | None = None
    load: ArrayLike | None = None
    legacy: Mapping[str, ArrayLike] = field(default_factory=dict)
    lo: int = LO
    hi: int = HI
    weights: Weights = field(default_factory=Weights)
    grids: int | None = None
    locked: ArrayLike | None = None
    sealed: frozenset[int] = frozenset()
    whole_estates: bool = False

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)  # frozen: the one way to tidy

        put("households", _ints("households", self.households))
        n = len(self.households)  # type: ignore[arg-type]
        for name in ("x", "y"):
            put(name, _floats(name, getattr(self, name), n))
        for name in ("elderly", "renters", "load"):
            if getattr(self, name) is not None:
                put(name, _floats(name, getattr(self, name), n))
        for name in ("estate", "block", "locked"):
            if getattr(self, name) is not None:
                put(name, _ints(name, getattr(self, name), n))
        put("legacy", {str(key): _ints(f"legacy {key}", value, n) for key, value in self.legacy.items()})
        put("edges", _edges(self.edges, n) if self.edges is not None else adjacency(self.x, self.y))
        self._check(n)

    def _check(self, n: int) -> None:
        if n == 0:
            raise ValueError("a community needs at least one building")
        if (np.asarray(self.households) < 1).any():
            raise ValueError("each building needs at least one household; leave out what nobody lives in")
        if not 1 <= self.lo <= self.hi:
            raise ValueError(f"the bounds must rise: {self.lo}, {self.hi}")
        if self.grids is not None and not 1 <= self.grids <= n:
            raise ValueError(f"{self.grids} grids can't be made of {n} buildings")
        if self.sealed - set(np.asarray(self.locked if self.locked is not None else []).tolist()):
            raise ValueError("only a number that buildings are locked to can be sealed")

    def __len__(self) -> int:
        return len(np.asarray(self.households))


def _ints(name: str, values: ArrayLike, n: int | None = None) -> Ints:
    found = np.array(values)
    if found.size and not np.equal(np.mod(found, 1), 0).all():
        raise ValueError(f"{name} must be whole numbers")
    return _long(name, found.astype(np.int64), n)


def _floats(name: str, values: ArrayLike, n: int) -> Floats:
    found: Floats = _long(name, np.array(values, dtype=np.float64), n)
    if not np.isfinite(found).all():
        raise ValueError(f"{name} must be finite numbers")
    return found


def _long(name: str, values: NDArray[Any], n: int | None) -> NDArray[Any]:
    if values.ndim != 1 or (n is not None and len(values) != n):
        raise ValueError(f"{name} must have one value a building")
    values.flags.writeable = False
    return values


def _edges(values: ArrayLike, n: int) -> Ints:
    found = np.asarray(values, dtype=np.int64).reshape(-1, 2)
    if found.size and (found.min() < 0 or found.max() >= n):
        raise ValueError("an edge names a building that does not exist")
    found = np.sort(found[found[:, 0] != found[:, 1]], axis=1)
    return np.unique(found, axis=0)
