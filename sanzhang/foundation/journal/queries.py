"""Reading the journal: entries of a thing, about a person, and the proof that the chain is whole."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from sanzhang.foundation.journal import rules
from sanzhang.foundation.journal.models import Entry, Head
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records.paths import next_path

Titles = Callable[[set[int]], dict[int, str]]
_titles: list[Titles] = []


def provide_titles(titles: Titles) -> None:
    """Let a room above say what posts are called (called once, when the room is ready)."""
    _titles[:] = [titles]


def titles_of(entries: Iterable[Entry]) -> dict[int, str]:
    """Return post id → what the post is called, for the posts by which entries were done."""
    wanted = {entry.post_id for entry in entries if entry.post_id}
    return _titles[0](wanted) if wanted and _titles else {}


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


def audited(
    *, action: str = "", key: str = "", day: str = "", post: str = "", before: str = ""
) -> QuerySet[Entry]:
    """Return entries newest first: by action, a person's key (actor or subject), day (2026-11-23), post, cursor."""
    found = Entry.objects.order_by("-id")
    if action:
        found = found.filter(action=action)
    if key:
        # as a range, for the index; the page shows the first eight signs of a key
        actor = Q(actor__gte=f"person:{key}", actor__lt=next_path(f"person:{key}"))
        found = found.filter(actor | (Q(about__gte=key, about__lt=next_path(key)) & ~Q(about="")))
    if post.isdecimal() and len(post) < 20:
        found = found.filter(post_id=int(post))
    if day and (at := _day(day)):
        start = timezone.make_aware(datetime.combine(at, time()))
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if before.isdecimal() and len(before) < 20:
        found = found.filter(id__lt=int(before))
    return found


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # well formed, but no day: 2026-02-30
        return None
