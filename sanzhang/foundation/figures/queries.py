"""Reading figures: the same few rows for a unit as for a city; and the proof that they are right."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Sum

from sanzhang.foundation.figures import rules
from sanzhang.foundation.figures.models import Figure, Folded
from sanzhang.foundation.journal.models import Entry, Head

_folds: dict[str, rules.Fold] = {}
_moves: dict[str, rules.Moves] = {}
_widths: list[int] = []
ENTRIES_AT_ONCE = 5000


def provide_widths(widths: Sequence[int]) -> None:
    """Let a room above say at which widths of a path areas end (called once)."""
    _widths[:] = sorted(widths)


def provide_fold(actions: Iterable[str], fold: rules.Fold) -> None:
    """Let a room above say what entries of these actions count as. `fold` is pure: the same again for ever."""
    _folds.update(dict.fromkeys(actions, fold))


def provide_moves(action: str, moves: rules.Moves) -> None:
    """Let a room above say which places an entry of `action` moved, so that their stocks go along."""
    _moves[action] = moves


def folded_actions() -> list[str]:
    """Return the actions whose entries count."""
    return sorted({*_folds, *_moves})


def widths() -> Sequence[int]:
    """Return the widths at which areas end."""
    return _widths


def behind(most: int = 10_000) -> list[int]:
    """Return the chains with entries that are not in the figures yet."""
    folded = dict(Folded.objects.values_list("chain", "seq"))
    heads = Head.objects.order_by("chain").values_list("chain", "seq")
    return [chain for chain, seq in heads if seq > folded.get(chain, 0)][:most]


def sums(area: str, measures: Sequence[str], since: date, until: date) -> dict[str, int]:
    """Return measure → how often in `area` on the days [since, until); one query on one index."""
    found = Figure.objects.filter(area=area, measure__in=measures, day__gte=since, day__lt=until).order_by()
    return dict.fromkeys(measures, 0) | dict(found.values_list("measure").annotate(Sum("amount")))


def stocks(area: str, measures: Sequence[str]) -> dict[str, int]:
    """Return measure → how many there are in `area` now; one query on one index."""
    found = Figure.objects.filter(area=area, measure__in=measures, day=rules.EVER).order_by()
    return dict.fromkeys(measures, 0) | dict(found.values_list("measure", "amount"))


def by_day(area: str, measure: str, since: date, until: date) -> dict[date, int]:
    """Return day → how often, for a line over time; days on which nothing happened are left out."""
    found = Figure.objects.filter(area=area, measure=measure, day__gte=since, day__lt=until).order_by("day")
    return dict(found.values_list("day", "amount"))


def by_area(
    areas: Sequence[str], measures: Sequence[str], since: date, until: date
) -> Mapping[str, Counter[str]]:
    """Return area → measure → how often on [since, until), stocks as they are now; one query for all."""
    days = {"day__gte": since, "day__lt": until}
    found = Figure.objects.filter(area__in=areas, measure__in=measures)
    counted = found.filter(**days) | found.filter(day=rules.EVER)
    table: dict[str, Counter[str]] = {area: Counter() for area in areas}
    for area, measure, amount in counted.order_by().values_list("area", "measure").annotate(Sum("amount")):
        table[area][measure] += amount
    return table


def differences() -> Iterator[str]:
    """Yield a sentence for each figure that a recount of the whole journal does not find so.

    Counts only entries that are folded already. Needs memory for every figure there is; for proofs, not for pages.
    """
    counted: Counter[rules.Cell] = Counter()
    for chain, seq in Folded.objects.order_by("chain").values_list("chain", "seq"):
        count_chain(counted, chain, 0, seq)
    for area, day, measure, amount in Figure.objects.order_by("id").values_list(
        "area", "day", "measure", "amount"
    ):
        right = counted.pop((area, day, measure), 0)
        if amount != right:
            yield f"{area} {day} {measure}: {amount}, recounted {right}"
    for (area, day, measure), right in counted.items():
        if right:
            yield f"{area} {day} {measure}: missing, recounted {right}"


def count_chain(cells: Counter[rules.Cell], chain: int, after: int, until: int) -> None:
    """Add to `cells` what the entries (after, until] of a chain count as; moves take along what `cells` holds."""
    entries = Entry.objects.filter(chain=chain, seq__gt=after, seq__lte=until, action__in=folded_actions())
    rows = entries.order_by("seq").values_list("action", "path", "at", "facts")
    for action, path, at, facts in rows.iterator(chunk_size=ENTRIES_AT_ONCE):
        if fold := _folds.get(action):
            rules.count(cells, fold(action, facts), path, at, _widths)
        if moves := _moves.get(action):
            for old, new in moves(facts):
                held = [
                    (area, measure, amount)
                    for (area, day, measure), amount in cells.items()
                    if day == rules.EVER and area.startswith(old)
                ]
                cells.update(rules.moved(held, old, new, _widths))


def folds_of(action: str) -> tuple[rules.Fold | None, rules.Moves | None]:
    """Return what an action counts as and what it moves."""
    return _folds.get(action), _moves.get(action)
