"""What an entry about a matter counts as in the figures: how often, and how many there are in each state (§4.2)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sanzhang.foundation.figures.rules import Areas

UPPER = (
    4,
    6,
    9,
    12,
    15,
)  # city, district, street, community, grid; what is below is few enough to be counted live
AREAS = Areas(counted=UPPER, stocked=(*UPPER, 20, 22))  # buildings take their stocks along when they move
REPORTED, ANSWERED = "matter.reported", "matter.answered"


def fold(action: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield (measure, amount): `reported`, `reported:topic:safety`, `settled:unit_leader`, `stock:waiting` …"""
    name = action.removeprefix("matter.")
    yield name, 1
    if action == REPORTED:
        for fact in ("topic", "origin", "filed_as"):
            if facts.get(fact):
                yield f"reported:{fact}:{facts[fact]}", 1
    elif action == ANSWERED:
        yield f"ending:{facts.get('ending', '')}", 1
        yield f"settled:{facts.get('rung', '')}", 1
    was, state = facts.get("was", ""), facts.get("state", "")
    if was != state and state:
        yield f"stock:{state}", 1
        if was:
            yield f"stock:{was}", -1


def moved(facts: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Return (old path, new path) of the buildings that an entry of the territory or of a division moved."""
    pairs = facts.get("moves") or [(facts.get("from"), facts.get("to"))]
    return [(old, new) for old, new in pairs if old and new and old != new]
