"""Reading the journal: entries of a thing, about a person, and the proof that the chain is whole."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from sanzhang.foundation.journal import rules
from sanzhang.foundation.journal.models import Entry, Head
from sanzhang.foundation.permission.actors import PersonLike


def entries_of(on: Any) -> QuerySet[Entry]:
    """Return the entries of one thing, oldest first."""
    return Entry.objects.filter(on_kind=on._meta.label_lower, on_id=on.pk).order_by("seq")


def entries_about(person: PersonLike) -> QuerySet[Entry]:
    """Return who saw or changed a person's data, newest first: the person's own page."""
    return Entry.objects.filter(about=person.journal_key).order_by("-at", "-id")


def faults(anchored: dict[str, list[Any]] | None = None) -> Iterator[str]:
    """Yield a sentence for each chain's first bad entry, and for heads that an anchor contradicts.

    `anchored`: chain → [seq, digest] of an anchor file.
    """
    for head in Head.objects.order_by("chain"):
        yield from _faults_of(head, (anchored or {}).get(str(head.chain)))
    heads = set(Head.objects.values_list("chain", flat=True))
    for chain in set(Entry.objects.order_by().values_list("chain", flat=True).distinct()) - heads:
        yield f"chain {chain}: its head is missing"
    for chain_name in anchored or {}:
        if int(chain_name) not in heads:
            yield f"chain {chain_name}: anchored, but gone"


def _faults_of(head: Head, anchor: list[Any] | None) -> Iterator[str]:
    seq, before = 0, ""
    for entry in Entry.objects.filter(chain=head.chain).order_by("seq").iterator(chunk_size=2000):
        seq += 1
        if entry.seq != seq:
            yield f"chain {head.chain}: entry {seq} is missing"
            return
        if entry.before != before or rules.digest(entry) != entry.digest:
            yield f"chain {head.chain}: entry {seq} (id {entry.id}) was changed"
            return
        if anchor and anchor[0] == seq and anchor[1] != entry.digest:
            yield f"chain {head.chain}: entry {seq} differs from the anchor"
            return
        before = entry.digest
    if (head.seq, head.digest) != (seq, before):
        yield f"chain {head.chain}: the head says {head.seq}, the last entry is {seq}"
    if anchor and anchor[0] > seq:
        yield f"chain {head.chain}: {anchor[0] - seq} entries after {seq} were cut off"


def audited(*, action: str = "", key: str = "", day: str = "", before: str = "") -> QuerySet[Entry]:
    """Return entries newest first, by action, by a person's key (actor or subject), by day (2026-11-23), by cursor."""
    found = Entry.objects.order_by("-id")
    if action:
        found = found.filter(action=action)
    if key:
        found = found.filter(Q(actor__startswith=f"person:{key}") | Q(about__startswith=key))
    if day and (at := parse_date(day)):
        start = timezone.make_aware(datetime.combine(at, time()))
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if before.isdigit():
        found = found.filter(id__lt=int(before))
    return found
