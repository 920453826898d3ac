"""What the benchmark of the division keeps of a community, tells with, and sees of the workers' memory and time."""

import os
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path

from sanzhang.division_solver import Plan, Problem, divide


@dataclass
class Measured:
    """A community with our plan, its CPU seconds, and what was solved for other numbers of grids."""

    name: str
    problem: Problem
    plan: Plan
    used: float
    proof: Plan | None = None
    proof_used: float = 0.0
    others: dict[int, Plan] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)  # objectives of peers' lawful plans with as many grids

    def above(self) -> float:
        """Return by how many per cent our plan lies above the best that anybody found with as many grids."""
        proved = (
            [self.proof.objective] if self.proof and self.proof.lawful and self.proof.k == self.plan.k else []
        )
        return 100 * (self.plan.objective / min([self.plan.objective, *proved, *self.seen]) - 1)

    def ours(self, k: int) -> Plan:
        """Return our plan with k grids, without proof."""
        if k == self.plan.k:
            return self.plan
        if k not in self.others:
            self.others[k] = divide(replace(self.problem, grids=k), time_limit_s=60)
        return self.others[k]

    def bound(self, k: int) -> float:
        """Return the best proven bound for k grids (0: none)."""
        plans = [self.ours(k), *([self.proof] if self.proof and self.proof.k == k else [])]
        return (
            max(plan.lower_bound for plan in plans if plan.lawful)
            if any(plan.lawful for plan in plans)
            else 0.0
        )


class Told:
    """Prints lines and, if asked, writes them into a file."""

    def __init__(self, out: Path | None) -> None:
        """Start the file anew."""
        self.out = out
        if out:
            out.write_text("")

    def __call__(self, line: str) -> None:
        """Tell a line."""
        print(line, flush=True)
        if self.out:
            with self.out.open("a", encoding="utf-8") as file:
                file.write(line + "\n")


class Watch(threading.Thread):
    """Looks twice a second at this process and all below it; pages that they share are counted in each."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        super().__init__(daemon=True)
        self.over, self.most, self.seconds = threading.Event(), 0, dict[int, float]()

    def run(self) -> None:
        """Look until it is over."""
        while True:
            last = self.over.is_set()
            self.look()
            if last:
                return
            self.over.wait(0.5)

    def look(self) -> None:
        """Add up the memory (KB), keep the CPU seconds of each process."""
        rows: dict[int, list[str]] = {}
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                rows[int(place.parent.name)] = place.read_text().rsplit(")", 1)[1].split()
            except OSError:  # it ended meanwhile
                continue
        ours = {os.getpid()}
        while more := {number for number, row in rows.items() if int(row[1]) in ours} - ours:
            ours |= more
        self.most = max(
            self.most, sum(int(rows[one][21]) * os.sysconf("SC_PAGE_SIZE") // 1024 for one in ours)
        )
        for one in ours:
            self.seconds[one] = (int(rows[one][11]) + int(rows[one][12])) / os.sysconf("SC_CLK_TCK")
