"""The projector: entries become figures, each once, in the order of their chain."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.figures import queries, rules
from sanzhang.foundation.figures.models import Figure, Folded
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal.models import Entry, Head
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records import statements
from sanzhang.foundation.records.paths import next_path


def fold(*, by: Actor, at: datetime, most: int = 200_000) -> int:
    """Fold what the journal has that figures have not, at most about `most` entries; return how many were read.

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
    """Fold the next entries of a chain; how far it is by then is known from the seq, gapless by the chain."""
    Folded.objects.bulk_create([Folded(chain=chain)], ignore_conflicts=True)
    cursor = Folded.objects.select_for_update().get(chain=chain)
    last = Head.objects.filter(chain=chain).values_list("seq", flat=True).first() or 0
    until = min(last, cursor.seq + queries.ENTRIES_AT_ONCE)
    if until == cursor.seq:
        return 0
    entries = Entry.objects.filter(chain=chain, seq__gt=cursor.seq, seq__lte=until)
    wanted = entries.filter(action__in=queries.folded_actions()).order_by("seq")
    cells: Counter[rules.Cell] = Counter()
    for action, path, entry_at, facts in wanted.values_list("action", "path", "at", "facts"):
        fold, moves = queries.folds_of(action)
        if fold:
            rules.count(cells, fold(action, facts), path, entry_at, queries.widths())
        if moves:
            _add_up(cells)
            for old, new in moves(facts):
                _add_up(_moved(old, new))
    _add_up(cells)
    Folded.objects.filter(chain=chain).update(seq=until)
    return until - cursor.seq


def _moved(old: str, new: str) -> Counter[rules.Cell]:
    below = Figure.objects.filter(day=rules.EVER, area__gte=old, area__lt=next_path(old)).exclude(amount=0)
    return rules.moved(below.values_list("area", "measure", "amount"), old, new, queries.widths())


def _add_up(cells: Counter[rules.Cell]) -> None:
    """Add `cells` to what is kept, always in the same order, and empty them."""
    changed = sorted((cell, amount) for cell, amount in cells.items() if amount)
    rows = [
        Figure(area=area, day=day, measure=measure, amount=amount) for (area, day, measure), amount in changed
    ]
    statements.add_up(rows, key=("area", "measure", "day"), amount="amount")
    cells.clear()


@transaction.atomic
def fold_anew(*, by: Actor, at: datetime) -> None:
    """Forget all figures, to be folded from the first entry on: after a room counts something else than before."""
    permission.require(by, "figures.fold_anew", at=at)
    Folded.objects.all().delete()
    Figure.objects.all().delete()
    journal.record("figures.fold_anew", by=by, at=at)
