"""What a run of the command has found, for those who write it down."""

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import shapely

from sanzhang.division_solver.areas import areas
from sanzhang.division_solver.assess import Assessment, assess
from sanzhang.division_solver.plan import Plan
from sanzhang.division_solver.table import Community, Wishes

PACKAGES = ("numpy", "highspy", "shapely")  # another version of these may come to another plan


@dataclass(frozen=True, eq=False)
class Outcome:
    """One community, its plan, and by number the plans for one grid fewer and one more where they were made."""

    community: Community
    plan: Plan
    others: dict[int, Plan] = field(default_factory=dict)

    @cached_property
    def assessment(self) -> Assessment:
        """Return the state of each rule, reckoned anew."""
        return assess(self.community.problem, self.plan.label)

    @cached_property
    def areas(self) -> list[shapely.MultiPolygon]:
        """Return the area of each grid in metres."""
        return areas(self.community.at[:, 0], self.community.at[:, 1], self.plan.label)

    @property
    def number(self) -> int:
        """Return the number of grids that is in question: the one asked for, else the plan's."""
        return self.community.problem.grids or self.plan.k

    @property
    def total(self) -> int:
        """Return all households of the community."""
        return int(self.community.households.sum())


@dataclass(frozen=True)
class Run:
    """How to come to the same plans again."""

    file: str
    fingerprint: str  # SHA-256 of the table
    seed: int
    time_limit_s: float
    proof: bool
    command: str
    wishes: Wishes = field(default_factory=Wishes)


def versions() -> str:
    """Return what the plans were made with."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    ours = tomllib.loads(project.read_text("utf-8"))["project"]["version"] if project.exists() else ""
    return " · ".join([f"三长 {ours}".strip(), *(f"{name} {version(name)}" for name in PACKAGES)])
