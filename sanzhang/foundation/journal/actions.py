"""Record, look, anchor. Not guarded by the table itself: the action that records was guarded already."""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.journal import limits, rules
from sanzhang.foundation.journal.models import Entry, Head
from sanzhang.foundation.permission import SYSTEM, Actor, Bearer, Seat
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records import statements

CITY_CHAIN = 0


class NotInTransaction(RuntimeError):
    """An entry belongs in the transaction of what it tells."""


def record(
    action: str,
    *,
    by: Actor,
    at: datetime,
    on: Any = None,
    seat: Seat | None = None,
    community_id: int | None = None,
    path: str = "",
    facts: dict[str, Any] | None = None,
    about: PersonLike | None = None,
    entered_for: PersonLike | None = None,
) -> Entry:
    """Append one entry to the chain of `community_id` (None: the city's) and wake who listens to `action`.

    Call it last in the action's transaction: it locks the head of the chain until the commit.
    `facts` is JSON without personal data. Raises: NotInTransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(action)
    entry = _entry(
        action,
        by=by,
        at=at,
        on=on,
        seat=seat,
        community_id=community_id,
        path=path,
        facts=facts,
        about=about,
        entered_for=entered_for,
    )
    _chain([entry])
    jobs.wake_listeners(action, entry.id)
    return entry


def _entry(
    action: str,
    *,
    by: Actor,
    at: datetime,
    on: Any = None,
    seat: Seat | None = None,
    community_id: int | None = None,
    path: str = "",
    facts: dict[str, Any] | None = None,
    about: PersonLike | None = None,
    entered_for: PersonLike | None = None,
) -> Entry:
    return Entry(
        chain=community_id or CITY_CHAIN,
        at=at,
        action=action,
        actor=actor_key(by),
        entered_for=actor_key(entered_for) if entered_for else "",
        about=about.journal_key if about else "",
        post_id=seat.post_id if seat else None,
        path=path or getattr(on, "scope_path", ""),
        on_kind=on._meta.label_lower if on is not None else "",
        on_id=on.pk if on is not None else None,
        facts=facts or {},
    )


def actor_key(by: Actor) -> str:
    """Return what the journal knows of an actor: a random key, never a name."""
    if isinstance(by, Bearer):
        return f"bearer:{by.holds}" if by.holds else "public"
    if isinstance(by, PersonLike):
        return f"person:{by.journal_key}"
    return "system"


def _chain(entries: Sequence[Entry]) -> None:
    """Append entries of one chain in their order; as many statements for one as for hundreds."""
    chain = entries[0].chain
    select = f"SELECT seq, digest FROM journal_head WHERE chain = %s{statements.for_update()}"  # noqa: S608
    head = statements.rows(select, [chain])
    if not head:
        Head.objects.bulk_create([Head(chain=chain)], ignore_conflicts=True)
        head = statements.rows(select, [chain])
    seq, digest = head[0]
    for entry in entries:
        entry.seq, entry.before = seq + 1, digest
        entry.digest = rules.digest(entry)
        seq, digest = entry.seq, entry.digest
    if len(entries) == 1:
        statements.insert(entries[0])
    else:
        Entry.objects.bulk_create(entries, batch_size=500)
    statements.run("UPDATE journal_head SET seq = %s, digest = %s WHERE chain = %s", [seq, digest, chain])


@transaction.atomic
def look(
    by: Actor,
    *,
    about: PersonLike | None,
    fields: str,
    purpose: str,
    at: datetime,
    seat: Seat | None = None,
    community_id: int | None = None,
    on: Any = None,
    data_class: str = limits.CONTACT,
) -> Entry:
    """Note that `by` is about to see `fields` of a person, before the bytes leave (R8); no entry, no bytes.

    `about` None: somebody without an account, known only by what `on` holds. `data_class`: which limit it
    counts for (R22). Raises: limits.ReasonNeeded, limits.ReadingStopped.
    """
    where: dict[str, Any] = {
        "seat": seat,
        "community_id": community_id or (seat.community_id if seat else None),
        "path": seat.path if seat else "",
    }
    whose = about.journal_key if about else ""
    is_many = False
    if isinstance(by, PersonLike) and by.journal_key != whose:
        on_id = on.pk if on is not None else None
        is_many = limits.check(by.journal_key, at, about=whose, on_id=on_id, data_class=data_class)
    facts = {"fields": fields, "purpose": purpose, "data_class": data_class}
    entry = record(limits.READ, by=by, at=at, on=on, about=about, facts=facts, **where)
    if is_many and isinstance(by, PersonLike):
        record(limits.MANY, by=SYSTEM, at=at, about=by, facts={"data_class": data_class}, **where)
    return entry


@transaction.atomic
def look_all(
    by: Actor,
    *,
    about: Iterable[PersonLike],
    fields: str,
    purpose: str,
    at: datetime,
    seat: Seat | None = None,
    community_id: int | None = None,
    on: Any = None,
    data_class: str = limits.CONTACT,
) -> int:
    """Note that `by` is about to see `fields` of many persons, an entry each, as `look` does; return how many.

    A fixed number of statements. Raises: limits.ReasonNeeded, limits.ReadingStopped — then nothing is noted.
    """
    persons = list({person.journal_key: person for person in about}.values())
    if not persons:
        return 0
    where: dict[str, Any] = {
        "seat": seat,
        "community_id": community_id or (seat.community_id if seat else None),
        "path": seat.path if seat else "",
    }
    is_many = False
    if isinstance(by, PersonLike):
        whose = [person.journal_key for person in persons]
        is_many = limits.check_all(by.journal_key, at, about=whose, data_class=data_class)
    facts = {"fields": fields, "purpose": purpose, "data_class": data_class}
    entries = [
        _entry(limits.READ, by=by, at=at, on=on, about=person, facts=facts, **where) for person in persons
    ]
    _chain(entries)
    for entry in entries:
        jobs.wake_listeners(limits.READ, entry.id)
    if is_many and isinstance(by, PersonLike):
        record(limits.MANY, by=SYSTEM, at=at, about=by, facts={"data_class": data_class}, **where)
    return len(entries)


def anchor(*, by: Actor, at: datetime) -> Path:
    """Write all heads to DATA_DIR/anchors/<time>.json, to be kept outside (R9), and return the file."""
    permission.require(by, "journal.anchor", at=at)
    heads = {str(head.chain): [head.seq, head.digest] for head in Head.objects.order_by("chain")}
    folder = Path(settings.DATA_DIR) / "anchors"
    folder.mkdir(exist_ok=True)
    file = folder / f"{at:%Y%m%dT%H%M%S}.json"
    part = file.with_suffix(".part")
    with part.open("w") as out:
        json.dump({"at": at.isoformat(), "heads": heads}, out)
        out.flush()
        os.fsync(out.fileno())
    part.rename(file)
    return file
