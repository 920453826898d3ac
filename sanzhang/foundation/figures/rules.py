"""What an entry counts as, and in which areas; knows no framework."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

EVER = date(1, 1, 1)  # the day under which stocks lie: how many there are now
STOCK = "stock:"  # measures that begin so go up and down; all others are counted by day
OFFSET = timedelta(hours=8)  # the one zone of the house, without a daylight saving
Facts = Mapping[str, Any]
Measures = Iterable[tuple[str, int]]
Fold = Callable[[str, Facts], Measures]  # action, facts → (measure, amount)
Moves = Callable[[Facts], Iterable[tuple[str, str]]]  # facts → (old path, new path)
Cell = tuple[str, date, str]  # area, day, measure


def day_of(at: datetime) -> date:
    """Return the day in Asia/Shanghai on which an entry counts."""
    return (at.astimezone(UTC) + OFFSET).date()


def areas_of(path: str, widths: Sequence[int]) -> list[str]:
    """Return the areas in which something at `path` counts: one for each width that it reaches."""
    return [path[:width] for width in widths if width <= len(path)]


def count(cells: Counter[Cell], measures: Measures, path: str, at: datetime, widths: Sequence[int]) -> None:
    """Add what one entry counts as to `cells`, in every area above it."""
    day, areas = day_of(at), areas_of(path, widths)
    for measure, amount in measures:
        for area in areas:
            cells[area, EVER if measure.startswith(STOCK) else day, measure] += amount


def moved(stocks: Iterable[tuple[str, str, int]], old: str, new: str, widths: Sequence[int]) -> Counter[Cell]:
    """Return what changes when the place at `old` lies at `new` from now on: its stocks go along.

    `stocks`: (area, measure, amount) of `old` and what lies below. Days that are past stay where they were.
    """
    changes: Counter[Cell] = Counter()
    for area, measure, amount in stocks:
        changes[area, EVER, measure] -= amount
        changes[new + area[len(old) :], EVER, measure] += amount
        if area == old:
            before, after = set(areas_of(old[:-1], widths)), set(areas_of(new[:-1], widths))
            changes.update({(above, EVER, measure): amount for above in after - before})
            changes.subtract({(above, EVER, measure): amount for above in before - after})
    return changes
