"""What an entry counts as, in which areas and spans; knows no framework."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

DAY, MONTH, NOW = "day", "month", "now"
SPANS = {DAY: "一天", MONTH: "一个月", NOW: "现在"}
ALWAYS = date(1, 1, 1)  # the day of the span NOW
STOCK = "stock:"  # measures that begin so go up and down: how many there are; all others: how often
OFFSET = timedelta(hours=8)  # the one zone of the house, without a daylight saving
Facts = Mapping[str, Any]
Fold = Callable[[str, Facts], Iterable[tuple[str, int]]]  # action, facts → (measure, amount)
Moves = Callable[[Facts], Iterable[tuple[str, str]]]  # facts → (old path, new path)
Cell = tuple[str, str, date]  # area, span, first day
Cells = defaultdict[Cell, Counter[str]]


@dataclass(frozen=True)
class Areas:
    """At which widths of a path areas end: those counted by day and month, and those of which stocks are kept."""

    counted: Sequence[int] = ()
    stocked: Sequence[int] = ()


def new_cells() -> Cells:
    """Return cells that count from nothing."""
    return defaultdict(Counter)


def day_of(at: datetime) -> date:
    """Return the day in Asia/Shanghai on which an entry counts."""
    return (at.astimezone(UTC) + OFFSET).date()


def areas_of(path: str, widths: Sequence[int]) -> list[str]:
    """Return the areas in which something at `path` counts: one for each width that it reaches."""
    return [path[:width] for width in widths if width <= len(path)]


def count(cells: Cells, measures: Iterable[tuple[str, int]], path: str, at: datetime, areas: Areas) -> None:
    """Add what one entry counts as to `cells`, in every area above it."""
    day = day_of(at)
    month = day.replace(day=1)
    flows: dict[str, int] = {}
    for measure, amount in measures:
        if measure.startswith(STOCK):
            for area in areas_of(path, areas.stocked):
                cells[area, NOW, ALWAYS][measure] += amount
        else:
            flows[measure] = flows.get(measure, 0) + amount
    for area in areas_of(path, areas.counted):
        cells[area, DAY, day].update(flows)
        cells[area, MONTH, month].update(flows)


def move(
    cells: Cells, below: Iterable[tuple[str, Mapping[str, int]]], old: str, new: str, areas: Areas
) -> None:
    """Let the place at `old` lie at `new` from now on: its stocks go along; the days that are past stay.

    `below`: area → stocks of `old` and what lies below it, as they are before the move.
    """
    for area, stocks in below:
        cells[area, NOW, ALWAYS].subtract(stocks)
        cells[new + area[len(old) :], NOW, ALWAYS].update(stocks)
        if area == old:
            before, after = set(areas_of(old[:-1], areas.stocked)), set(areas_of(new[:-1], areas.stocked))
            for above in before - after:
                cells[above, NOW, ALWAYS].subtract(stocks)
            for above in after - before:
                cells[above, NOW, ALWAYS].update(stocks)


def spans(since: date, until: date) -> tuple[list[date], list[tuple[date, date]]]:
    """Return the whole months in [since, until) by their first days, and what is left as ranges of days."""
    months = [month for month in _months(since, until) if month >= since and _next(month) <= until]
    if not months:
        return [], [(since, until)]
    edges = [(since, months[0]), (_next(months[-1]), until)]
    return months, [(first, last) for first, last in edges if first < last]


def _months(since: date, until: date) -> Iterator[date]:
    month = since.replace(day=1)
    while month < until:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
