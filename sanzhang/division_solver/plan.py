"""What comes out: a plan with the proof of how good it is, or why none can exist (§1.2)."""

from dataclasses import dataclass, field
from typing import Literal

from sanzhang.division_solver.problem import Ints

Status = Literal["optimal", "feasible", "infeasible"]


@dataclass(frozen=True)
class Reason:
    """Why no plan can exist: the arithmetic or the cut that proves it, in words for an office."""

    code: str  # total · too_large · island · pocket · estate · lock · number · none · time
    words: str
    buildings: tuple[int, ...] = ()


@dataclass(frozen=True)
class Breach:
    """One rule that a grid of the nearest plan breaks, and by how much."""

    grid: int
    rule: str  # few · many · apart · estate · lock
    amount: float
    words: str


@dataclass(frozen=True, eq=False)
class Plan:
    """A division: `label[i]` is the grid of building i, numbered 0 … k-1 by each grid's first building.

    `objective` in household·m² is the sum of `parts`; no lawful plan with k grids costs less than `lower_bound`;
    `gap` is the share by which the objective may lie above the best. `status` 'infeasible': no lawful plan was found;
    then `label` is the nearest one, `breaches` is what it breaks, `reasons` prove or tell why.
    """

    label: Ints
    objective: float
    parts: dict[str, float]
    lower_bound: float
    gap: float
    status: Status
    reasons: tuple[Reason, ...] = ()
    breaches: tuple[Breach, ...] = field(default=())

    @property
    def k(self) -> int:
        """Return the number of grids."""
        return int(self.label.max()) + 1

    @property
    def lawful(self) -> bool:
        """Return whether every hard rule holds."""
        return self.status != "infeasible"
