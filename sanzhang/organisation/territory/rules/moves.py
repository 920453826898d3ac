"""What many moves at once come to: each place with its path before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

BUILDING_WIDTH = 20


@dataclass(frozen=True)
class Move:
    """A building or unit that lies at another path now."""

    place_id: int
    old_path: str
    new_path: str


def moved_path(path: str, buildings: dict[str, str]) -> str:
    """Return where `path` lies after buildings moved, by old path → new path; what did not move stays."""
    above = buildings.get(path[:BUILDING_WIDTH])
    return path if above is None else above + path[BUILDING_WIDTH:]


def of_buildings(moves: Iterable[Move]) -> dict[str, str]:
    """Return old path → new path of the buildings among `moves`."""
    return {one.old_path: one.new_path for one in moves if len(one.old_path) == BUILDING_WIDTH}
