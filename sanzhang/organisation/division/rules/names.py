"""Which grid of a plan goes on as which of today's: the ones that share most households."""

from collections.abc import Iterable, Mapping

Shares = Mapping[tuple[int, int], int]  # (grid of the plan, grid of today) → households in both


def continued(shares: Shares) -> dict[int, int]:
    """Return grid of the plan → today's grid that it goes on as; each at most once, most households in all.

    Maximum weight matching (Edmonds 1965, Galil 1986). What shares no household with any is new.
    """
    import networkx  # heavy: only who divides waits for it

    graph = networkx.Graph()
    for (new, old), households in sorted(shares.items()):
        if households > 0:
            graph.add_edge(("new", new), ("old", old), weight=households)
    pairs = (dict(pair) for pair in networkx.max_weight_matching(graph))
    return {pair["new"]: pair["old"] for pair in pairs}


def shares_of(rows: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int], int]:
    """Return (new, old) → households from rows (new, old, households)."""
    found: dict[tuple[int, int], int] = {}
    for new, old, households in rows:
        found[new, old] = found.get((new, old), 0) + households
    return found


def fresh_names(taken: Iterable[str], count: int, *, after: int = 0) -> list[str]:
    """Return `count` names 第7网格 … that nobody bears, numbers above `after`."""
    borne, number = set(taken), after
    found: list[str] = []
    while len(found) < count:
        number += 1
        if f"第{number}网格" not in borne:
            found.append(f"第{number}网格")
    return found
