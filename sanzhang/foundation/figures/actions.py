"""The projector: entries become figures, each once, in the order of their chain."""

from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.figures import queries, rules
from sanzhang.foundation.figures.models import Figure, Folded
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal.models import Head
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import next_path

ROWS_AT_ONCE = 500


def fold(*, by: Actor, at: datetime, most: int = 500_000) -> int:
    """Fold what the journal has that figures have not, about `most` entries at a time; return how many were read.

    Killed half-way, twice at once or late: each entry counts once, for the cursor moves in the same transaction.
    """
    permission.require(by, "figures.fold", at=at)
    read = 0
    for chain in queries.behind():
        while read < most and (step := _fold_next(chain)):
            read += step
    return read


@transaction.atomic
def _fold_next(chain: int) -> int:
    """Fold the next entries of a chain; seqs have no gap, so the last one tells how far it is."""
    Folded.objects.bulk_create([Folded(chain=queries.LOCK), Folded(chain=chain)], ignore_conflicts=True)
    Folded.objects.select_for_update().get(chain=queries.LOCK)  # two who fold at once would add to one row
    done = Folded.objects.get(chain=chain).seq
    last = Head.objects.filter(chain=chain).values_list("seq", flat=True).first() or 0
    until = min(last, done + queries.ENTRIES_AT_ONCE)
    if until == done:
        return 0
    cells = rules.new_cells()
    for action, path, entry_at, facts in queries.entries(chain, done, until):
        fold, moves = queries.folds_of(action)
        if fold:
            rules.count(cells, fold(action, facts), path, entry_at, queries.areas())
        for old, new in moves(facts) if moves else ():
            _add(cells)
            rules.move(cells, _stocks_below(old), old, new, queries.areas())
    _add(cells)
    Folded.objects.filter(chain=chain).update(seq=until)
    return until - done


def _stocks_below(path: str) -> list[tuple[str, dict[str, int]]]:
    found = Figure.objects.filter(area__gte=path, area__lt=next_path(path), span=rules.NOW)
    return list(found.values_list("area", "counts"))


def _add(cells: rules.Cells) -> None:
    """Add `cells` to the figures and empty them; the lock of `_fold_next` keeps everybody else out."""
    for span in rules.SPANS:
        wanted = {(area, day): counts for (area, its, day), counts in cells.items() if its == span}
        if not wanted:
            continue
        days = sorted(day for _, day in wanted)
        kept = Figure.objects.filter(area__in={area for area, _ in wanted}, span=span)
        for figure in kept.filter(day__gte=days[0], day__lte=days[-1]):
            if more := wanted.get((figure.area, figure.day)):
                more.update(figure.counts)
        rows = [
            Figure(area=area, span=span, day=day, counts={name: n for name, n in sorted(counts.items()) if n})
            for (area, day), counts in sorted(wanted.items(), key=lambda cell: cell[0])
        ]
        Figure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["area", "span", "day"],
            update_fields=["counts"],
            batch_size=ROWS_AT_ONCE,
        )
    cells.clear()


@transaction.atomic
def fold_anew(*, by: Actor, at: datetime) -> None:
    """Forget all figures, to be folded from the first entry on: after a room counts something else than before."""
    permission.require(by, "figures.fold_anew", at=at)
    Folded.objects.all().delete()
    Figure.objects.all().delete()
    journal.record("figures.fold_anew", by=by, at=at)
