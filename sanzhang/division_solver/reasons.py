"""Why no division can exist: arithmetic and cuts that anybody can check by hand (§1.2)."""

from collections.abc import Iterable, Iterator

import networkx as nx
import numpy as np

from sanzhang.division_solver.plan import Reason
from sanzhang.division_solver.problem import Problem


def holds(total: int, lo: int, hi: int) -> bool:
    """Return whether some number of grids of lo … hi households holds `total` households."""
    return -(-total // hi) * lo <= total


def numbers(problem: Problem, mean: int) -> list[int]:
    """Return the numbers of grids that the total allows, the one nearest to the mean size first, then fewer first."""
    total = int(np.sum(problem.households))
    allowed = range(-(-total // problem.hi), total // problem.lo + 1)
    if problem.grids is not None:
        return [problem.grids] if problem.grids in allowed else []
    return sorted(allowed, key=lambda k: (abs(total / k - mean), k))


def find(problem: Problem) -> list[Reason]:
    """Return all simple proofs that no lawful plan exists; none found proves nothing."""
    found = list(_totals(problem))
    found += _too_large(problem)
    graph = neighbours(problem)
    if not found:
        found += _islands(problem, graph)
    if not any(reason.code in ("total", "island") for reason in found):
        found += _pockets(problem, graph)
    return found + list(_locks(problem))


def neighbours(problem: Problem) -> nx.Graph:
    """Return buildings and who is next to whom, as a graph."""
    graph = nx.empty_graph(len(problem))
    graph.add_edges_from(np.asarray(problem.edges).tolist())
    return graph


def _totals(problem: Problem) -> Iterator[Reason]:
    total = int(np.sum(problem.households))
    lo, hi = problem.lo, problem.hi
    everywhere = tuple(range(len(problem)))
    if not holds(total, lo, hi):
        yield Reason("total", _no_number(f"全社区共 {total} 户", total, lo, hi), everywhere)
    elif problem.grids is not None and not problem.grids * lo <= total <= problem.grids * hi:
        k = problem.grids
        words = f"要求 {k} 个网格,只能容下 {k * lo}—{k * hi} 户,而全社区共 {total} 户。请换一个网格数。"
        yield Reason("number", words, everywhere)


def _no_number(who: str, total: int, lo: int, hi: int) -> str:
    few = total // hi
    if few == 0 and total < lo:
        return f"{who},不到一个网格最少的 {lo} 户,怎么划都不够。"
    return (
        f"{who}:{few} 个网格最多 {few * hi} 户,装不下;{few + 1} 个网格至少要 {(few + 1) * lo} 户,又不够。"
        "没有哪个网格数合适。"
    )


def _too_large(problem: Problem) -> list[Reason]:
    h = np.asarray(problem.households)
    return [
        Reason(
            "too_large",
            f"第 {i + 1} 栋一栋就有 {h[i]} 户,超过一个网格最多的 {problem.hi} 户,整栋放进哪个网格都不行。",
            (int(i),),
        )
        for i in np.flatnonzero(h > problem.hi)
    ]


def _islands(problem: Problem, graph: nx.Graph) -> Iterator[Reason]:
    h = np.asarray(problem.households)
    parts = [sorted(part) for part in nx.connected_components(graph)]
    if len(parts) == 1:
        return
    for part in parts:
        total = int(h[part].sum())
        if not holds(total, problem.lo, problem.hi):
            who = f"有 {len(part)} 栋楼和其他楼不相邻,这一片共 {total} 户"
            yield Reason("island", _no_number(who, total, problem.lo, problem.hi), tuple(part))


def _pockets(problem: Problem, graph: nx.Graph) -> Iterator[Reason]:
    """Yield buildings through which small pockets must go, when all of them together are too many."""
    h = np.asarray(problem.households)
    for middle in nx.articulation_points(graph):
        around = graph.subgraph(nx.node_connected_component(graph, middle)).copy()
        around.remove_node(middle)
        small = [part for part in nx.connected_components(around) if h[list(part)].sum() < problem.lo]
        forced = sorted({middle}.union(*small))
        total = int(h[forced].sum())
        if small and total > problem.hi and h[middle] <= problem.hi:
            words = (
                f"第 {middle + 1} 栋旁边有 {len(small)} 片楼只和它相邻,每片都不到 {problem.lo} 户,必须和它同在一个网格,"
                f"合起来 {total} 户,超过 {problem.hi} 户。"
            )
            yield Reason("pocket", words, tuple(int(i) for i in forced))


def _locks(problem: Problem) -> Iterator[Reason]:
    if problem.locked is None:
        return
    h, locked = np.asarray(problem.households), np.asarray(problem.locked)
    for number in np.unique(locked[locked >= 0]).tolist():
        held = np.flatnonzero(locked == number)
        total, fixed = int(h[held].sum()), number in problem.sealed
        if total > problem.hi or (fixed and total < problem.lo):
            bound = f"多于 {problem.hi} 户" if total > problem.hi else f"少于 {problem.lo} 户"
            what = "整个锁定的网格" if fixed else "锁在同一个网格的楼"
            yield Reason("lock", f"{what}共 {total} 户,{bound}。请放开其中几栋。", tuple(held.tolist()))


def exhausted(k: Iterable[int]) -> Reason:
    """Return the reason that stands on looking at every connected set of buildings."""
    numbers_of = "、".join(str(one) for one in k)
    words = (
        f"总户数容许 {numbers_of} 个网格,但把所有相邻、户数合适的楼群一一列出后,"
        "没有哪几个能把每栋楼恰好分到一次。"
    )
    return Reason("none", words)


def not_found(k: Iterable[int]) -> Reason:
    """Return the reason that is none: nothing was found, nothing is proved."""
    numbers_of = "、".join(str(one) for one in k)
    return Reason("time", f"试过 {numbers_of} 个网格,在给定的时间里没有找到合规的划法,也没有证明它不存在。")
