"""Scientific division (§1.2): a community's buildings into grids of 400–700 households, with proof of how good it is.

Plain arrays in, plain arrays out; numpy, shapely, networkx and HiGHS, no Django. Grids are grown, thousands at a time
(`grow`), kept in a `pool`, chosen by a linear and an integer programme (`master`), and proved by exact pricing
(`price`); `reasons` say why where none can exist, `nearest` finds what is nearest, `assess` looks at any division.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small arrays: more threads only burn time

from sanzhang.division_solver.adjacency import adjacency
from sanzhang.division_solver.assess import Assessment, GridState, RuleState, assess
from sanzhang.division_solver.divide import alternatives, divide
from sanzhang.division_solver.many import divide_many
from sanzhang.division_solver.plan import Breach, Plan, Reason
from sanzhang.division_solver.problem import HI, LO, MEAN, TERMS, Problem, Weights

__all__ = [
    "HI",
    "LO",
    "MEAN",
    "TERMS",
    "Assessment",
    "Breach",
    "GridState",
    "Plan",
    "Problem",
    "Reason",
    "RuleState",
    "Weights",
    "adjacency",
    "alternatives",
    "assess",
    "divide",
    "divide_many",
]
