"""Many communities side by side, each in a process of its own: no grid crosses a community's border (§1.2)."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from sanzhang.division_solver.divide import divide
from sanzhang.division_solver.plan import Plan
from sanzhang.division_solver.problem import Problem

Progress = Callable[[int, int], None]


def divide_many(
    problems: Sequence[Problem],
    *,
    processes: int = 2,
    time_limit_s: float = 10,
    seed: int = 0,
    proof: bool = False,
    progress: Progress | None = None,
) -> list[Plan]:
    """Return a plan for each problem, in their order. `progress(done, total)` is called after each."""
    work = partial(divide, time_limit_s=time_limit_s, seed=seed, proof=proof)
    if processes < 2 or len(problems) < 2:
        return _told(map(work, problems), len(problems), progress)
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        found = pool.map(work, problems, chunksize=max(1, min(8, len(problems) // (4 * processes))))
        return _told(found, len(problems), progress)


def _told(plans: object, total: int, progress: Progress | None) -> list[Plan]:
    found: list[Plan] = []
    for plan in plans:  # type: ignore[attr-defined]
        found.append(plan)
        if progress:
            progress(len(found), total)
    return found
