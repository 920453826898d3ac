"""Outcomes made by hand: what a plan says, not how it is found."""

import math

import numpy as np

from sanzhang.division_solver.outcome import Outcome, Run
from sanzhang.division_solver.places import Origin
from sanzhang.division_solver.plan import Breach, Plan, Reason
from sanzhang.division_solver.problem import Problem
from sanzhang.division_solver.table import Community, Wishes
from sanzhang.division_solver.tests.tables import EIGHT

PARTS = {"distance": 9e5, "estates": 1e5, "roads": 0.0, "renters": 0.0, "moved": 0.0}
RUN = Run("楼栋.csv", "ab" * 32, 7, 10, False, "./sz divide 楼栋.csv", Wishes())


def community(rows=EIGHT, *, name="幸福社区", origin=None, **more) -> Community:
    names, households, x, y = zip(*rows, strict=True)
    problem = Problem(households=households, x=x, y=y, **more)
    return Community(name, np.arange(len(rows)), names, problem, origin)


def plan(label, **more) -> Plan:
    words = {"lower_bound": 990_000.0, "gap": 0.0101, "status": "feasible"} | more
    return Plan(label=np.array(label), objective=1e6, parts=PARTS, **words)


def lawful(**more) -> Outcome:
    return Outcome(community(**more), plan([0, 0, 1, 1, 0, 0, 1, 1]))


def unlawful() -> Outcome:
    rows = [("独楼", 750, 0, 0), ("小楼", 10, 50, 0)]
    reason = Reason("too_large", "独楼有 750 户,一栋楼就超过 700 户。", (0,))
    breach = Breach(0, "many", 60, "第 1 网格有 760 户,比 700 户多 60 户。")
    found = plan(
        [0, 0], status="infeasible", gap=math.inf, lower_bound=0.0, reasons=(reason,), breaches=(breach,)
    )
    return Outcome(community(rows, name="乙社区"), found)


CHANGCHUN = Origin(125.3245, 43.8171)
