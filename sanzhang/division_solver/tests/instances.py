"""Instances for tests, and looking at a plan without the solver's own code."""

from itertools import combinations

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from sanzhang.division_solver import Plan, Problem


@st.composite
def problems(draw: st.DrawFn, most: int = 9) -> Problem:
    """Draw a few buildings with big households, so that all divisions can be listed."""
    n = draw(st.integers(2, most))
    whole = st.integers
    return Problem(
        households=draw(st.lists(whole(60, 420), min_size=n, max_size=n)),
        x=[float(v) for v in draw(st.lists(whole(0, 400), min_size=n, max_size=n))],
        y=[float(v) for v in draw(st.lists(whole(0, 400), min_size=n, max_size=n))],
        estate=draw(st.lists(whole(-1, 2), min_size=n, max_size=n)),
        elderly=[float(v) for v in draw(st.lists(whole(0, 60), min_size=n, max_size=n))],
    )


def graph_of(problem: Problem) -> nx.Graph:
    """Return who is next to whom."""
    graph = nx.empty_graph(len(problem))
    graph.add_edges_from(np.asarray(problem.edges).tolist())
    return graph


def grids_of(plan: Plan) -> list[list[int]]:
    """Return the buildings of each grid."""
    return [np.flatnonzero(plan.label == grid).tolist() for grid in range(plan.k)]


def fits(problem: Problem, grid: list[int]) -> bool:
    """Return whether a grid is lawful by itself."""
    total = sum(int(np.asarray(problem.households)[i]) for i in grid)
    return problem.lo <= total <= problem.hi and nx.is_connected(graph_of(problem).subgraph(grid))


def cost_of(problem: Problem, grid: list[int], k: int) -> float:
    """Return the cost of a grid from the definition: distance, estates begun, elderly off the mean."""
    h, x, y = (np.asarray(one, float)[grid] for one in (problem.households, problem.x, problem.y))
    east, north = (h * x).sum() / h.sum(), (h * y).sum() / h.sum()
    total = float((h * ((x - east) ** 2 + (y - north) ** 2)).sum())
    if problem.estate is not None:
        estates = {int(one) for one in np.asarray(problem.estate)[grid] if one >= 0}
        total += 1e6 * len(estates)
    if problem.elderly is not None:
        elderly = np.asarray(problem.elderly)
        total += 100 * float(elderly[grid].sum() - elderly.sum() / k) ** 2
    return total


def best_of_all(problem: Problem, k: int) -> float | None:
    """Return the least cost over all lawful divisions into k grids by listing them, or None if there is none."""
    n = len(problem)
    lawful = [
        frozenset(grid)
        for size in range(1, n + 1)
        for grid in combinations(range(n), size)
        if fits(problem, list(grid))
    ]
    price = {grid: cost_of(problem, sorted(grid), k) for grid in lawful}

    def least(left: frozenset[int], grids: int) -> float | None:
        if not left or not grids:
            return 0.0 if not left and not grids else None
        first = min(left)
        found = [
            price[grid] + rest
            for grid in lawful
            if first in grid and grid <= left and (rest := least(left - grid, grids - 1)) is not None
        ]
        return min(found, default=None)

    whole = least(frozenset(range(n)), k)
    if whole is None:
        return None
    estates = np.asarray(problem.estate) if problem.estate is not None else np.empty(0)
    return whole - 1e6 * len(np.unique(estates[estates >= 0]))
