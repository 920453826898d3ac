"""Reading figures: the same few rows for a grid as for a city; and the proof that they are right."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from sanzhang.foundation.figures import rules
from sanzhang.foundation.figures.models import Figure, Folded
from sanzhang.foundation.journal.models import Entry, Head

_folds: dict[str, rules.Fold] = {}
_moves: dict[str, rules.Moves] = {}
_areas: list[rules.Areas] = []
ENTRIES_AT_ONCE = 5000
LOCK = -1
Folded4 = tuple[str, str, datetime, Any]


def provide_areas(areas: rules.Areas) -> None:
    """Let a room above say at which widths of a path areas end (called once)."""
    _areas[:] = [areas]


def provide_fold(actions: Iterable[str], fold: rules.Fold) -> None:
    """Let a room above say what entries of these actions count as. `fold` is pure: the same again for ever."""
    _folds.update(dict.fromkeys(actions, fold))


def provide_moves(action: str, moves: rules.Moves) -> None:
    """Let a room above say which places an entry of `action` moved, so that their stocks go along."""
    _moves[action] = moves


def areas() -> rules.Areas:
    """Return the widths at which areas end."""
    return _areas[0] if _areas else rules.Areas()


def behind() -> list[int]:
    """Return the chains with entries that are not in the figures yet."""
    folded = dict(Folded.objects.values_list("chain", "seq"))
    heads = Head.objects.order_by("chain").values_list("chain", "seq")
    return [chain for chain, seq in heads if seq > folded.get(chain, 0)]


def sums(area: str, since: date, until: date) -> Counter[str]:
    """Return measure → how often in `area` on the days [since, until): months and days, one query on one index."""
    found: Counter[str] = Counter()
    for counts in Figure.objects.filter(_within(since, until), area=area).values_list("counts", flat=True):
        found.update(counts)
    return found


def stocks(area: str) -> Counter[str]:
    """Return measure → how many there are in `area` now; one row."""
    found = Figure.objects.filter(area=area, span=rules.NOW, day=rules.ALWAYS)
    return Counter(found.values_list("counts", flat=True).first() or {})


def by_day(area: str, since: date, until: date) -> dict[date, dict[str, int]]:
    """Return day → measure → how often, for a line over time; days on which nothing happened are left out."""
    found = Figure.objects.filter(area=area, span=rules.DAY, day__gte=since, day__lt=until).order_by("day")
    return dict(found.values_list("day", "counts"))


def by_area(areas: Sequence[str], since: date, until: date) -> dict[str, Counter[str]]:
    """Return area → measure → how often on [since, until), stocks as they are now; one query for all."""
    table: dict[str, Counter[str]] = {area: Counter() for area in areas}
    now = Q(span=rules.NOW, day=rules.ALWAYS)
    found = Figure.objects.filter(_within(since, until) | now, area__in=areas)
    for area, counts in found.values_list("area", "counts"):
        table[area].update(counts)
    return table


def _within(since: date, until: date) -> Q:
    months, days = rules.spans(since, until)
    condition = Q(span=rules.MONTH, day__in=months) if months else Q(pk__in=[])
    for first, last in days:
        condition |= Q(span=rules.DAY, day__gte=first, day__lt=last)
    return condition


def entries(chain: int, after: int, until: int) -> Iterator[Folded4]:
    """Return (action, path, at, facts) of the entries (after, until] that count, in their order."""
    found = Entry.objects.filter(
        chain=chain, seq__gt=after, seq__lte=until, action__in=sorted({*_folds, *_moves})
    )
    return found.order_by("seq").values_list("action", "path", "at", "facts").iterator(ENTRIES_AT_ONCE)


def folds_of(action: str) -> tuple[rules.Fold | None, rules.Moves | None]:
    """Return what an action counts as, and what it moves."""
    return _folds.get(action), _moves.get(action)


def differences() -> Iterator[str]:
    """Yield a sentence for each figure that a recount of what is folded of the journal does not find so.

    Holds every figure in memory: for proofs, not for pages.
    """
    right = rules.new_cells()
    for chain, seq in Folded.objects.exclude(chain=LOCK).order_by("chain").values_list("chain", "seq"):
        _recount(right, chain, seq)
    for area, span, day, counts in Figure.objects.values_list("area", "span", "day", "counts").iterator(2000):
        recounted = +right.pop((area, span, day), Counter())
        if +Counter(counts) != recounted:
            yield f"{area} {span} {day}: {counts}, recounted {dict(recounted)}"
    for (area, span, day), counts in right.items():
        if +counts:
            yield f"{area} {span} {day}: missing, recounted {dict(+counts)}"


def _recount(cells: rules.Cells, chain: int, seq: int) -> None:
    for action, path, at, facts in entries(chain, 0, seq):
        fold, moves = folds_of(action)
        if fold:
            rules.count(cells, fold(action, facts), path, at, areas())
        for old, new in moves(facts) if moves else ():
            below = [
                (area, Counter(counts))
                for (area, span, _), counts in cells.items()
                if span == rules.NOW and area.startswith(old)
            ]
            rules.move(cells, below, old, new, areas())
