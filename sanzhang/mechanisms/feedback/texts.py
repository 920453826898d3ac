"""Texts that an alarm sends while the database is away: who was texted is kept beside the alarm, sealed.

Needs no database. A text has its last number (`Message.id`), its secret and its state on disk before it goes to the
carrier. When the alarm is delivered, each text is taken over as it stands: what went out is not sent again, what may
have gone out is asked for at the carrier first, the rest goes out the usual way.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from sanzhang.foundation.channels import direct
from sanzhang.foundation.channels import rules as channel_rules
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.records.crypto import CannotDecrypt
from sanzhang.foundation.records.ids import new_code, new_id
from sanzhang.mechanisms.feedback import contacts, spool
from sanzhang.mechanisms.feedback.rules import alarm as rules

TEMPLATE = "feedback.alarm"
REST = timedelta(seconds=30)  # before a carrier that did not take a text is asked again
AT_ONCE = 8
TAKEN = "taken"  # beside the texts: since when the database sends


@dataclass(frozen=True)
class Text:
    """One text: to whom, as what, with which secret, how far it came. `taken`: the database has it now."""

    person: int
    post: int
    message: int
    phone: str
    secret: str
    facts: dict[str, str]
    at: str
    outcome: str = direct.UNSURE
    provider_id: str = ""
    tried_at: str = ""
    answered_at: str = ""
    taken: bool = False


def text_waiting(at: datetime) -> int:
    """Text those whom the alarms on disk call at once, each once; say how many texts went out."""
    contacts.forget_old(at)
    sent, known = 0, dict[tuple[str, str], datetime]()
    for key, said in spool.waiting():
        raised, what = datetime.fromisoformat(said["raised_at"]), (said["token"], said["kind"])
        first = known.setdefault(what, raised)
        if raised == first or raised - first >= rules.SAME_ALARM:
            known[what] = raised
            sent += _text(key, said, at)
    return sent


def take(key: str, at: datetime) -> dict[int, Text]:
    """Return person → text of an alarm, and let no more go out from disk: from now on the database sends.

    For half a minute: an alarm that still waits then was not delivered after all, and is texted from disk again.
    """
    if not _folder(key).is_dir():
        return {}
    with _held(key):
        found = {one.person: one for one in _all(key)}
        for one in found.values():
            _keep(key, replace(one, taken=True))
        (_folder(key) / TAKEN).write_text(at.isoformat())
    return found


def find(secret: str) -> tuple[str, Text] | None:
    """Return the key of the alarm and the text with this secret, while they are on disk alone."""
    for place in spool.folder().glob("*.texts"):
        for one in _all(place.stem):
            if one.secret == secret and not one.taken:
                return place.stem, one
    return None


def told(receipt: str) -> tuple[int, int]:
    """Return how many texts of the alarm with this receipt went out from disk, and how many were answered."""
    keys = [key for key, said in spool.waiting() if said["receipt"] == receipt]
    found = [one for key in keys for one in _all(key)]
    out = [one for one in found if one.outcome in (direct.SENT, direct.DELIVERED)]
    return len(out), sum(1 for one in found if one.answered_at)


def answer(key: str, text: Text, at: datetime) -> None:
    """Keep that somebody got the alarm; the first time counts."""
    with _held(key):
        now = _one(key, text.person)
        if now and not now.answered_at:
            _keep(key, replace(now, answered_at=at.isoformat()))


def message_of(text: Text) -> Message:
    """Return the message that a text is, as it stands."""
    return direct.message(
        text.message,
        to_id=text.person,
        phone=text.phone,
        template=TEMPLATE,
        facts=text.facts,
        at=datetime.fromisoformat(text.at),
        outcome=text.outcome if text.tried_at else "",
        provider_id=text.provider_id,
    )


def _text(key: str, said: dict[str, str], at: datetime) -> int:
    found = contacts.to_call(said["token"], at)
    if found is None:
        return 0
    unit, people = found
    _folder(key).mkdir(mode=0o700, exist_ok=True)
    with _held(key):
        if not spool.is_waiting(key):
            spool.remove(key)  # delivered by another process a moment ago
            return 0
        if since := _taken_at(key):
            if at - since < REST:
                return 0
            _give_back(key)
        texts = {one.person: one for one in _all(key)}
        for to in people:
            if to.person not in texts and _within_budget(to):
                texts[to.person] = _made(said, unit, to, at)
        due = [one for one in texts.values() if _is_due(one, at)]
        for one in due:
            _keep(key, replace(one, tried_at=at.isoformat()))
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return sum(pool.map(lambda one: _send(key, one, at), due))


def _taken_at(key: str) -> datetime | None:
    """Return since when the database sends the texts of an alarm; None: it does not."""
    mark = _folder(key) / TAKEN
    return datetime.fromisoformat(mark.read_text()) if mark.exists() else None


def _give_back(key: str) -> None:
    """Let the disk send again what the database took and never delivered."""
    for one in _all(key):
        _keep(key, replace(one, taken=False))
    (_folder(key) / TAKEN).unlink()


def _made(said: dict[str, str], unit: contacts.Unit, to: contacts.Contact, at: datetime) -> Text:
    secret = new_code(16)
    facts = {
        "where": unit.where,
        "kind": rules.KINDS.get(said["kind"], rules.KINDS[rules.OTHER]),
        "time": f"{timezone.localtime(datetime.fromisoformat(said['raised_at'])):%H:%M}",
        "address": f"{settings.PUBLIC_URL}/alarm/ack/{secret}/",
    }
    return Text(to.person, to.post, new_id(), to.phone, secret, facts, at.isoformat())


def _is_due(text: Text, at: datetime) -> bool:
    if not text.tried_at:
        return True
    is_open = text.outcome in (direct.UNSURE, direct.LATER)
    return is_open and at - datetime.fromisoformat(text.tried_at) >= REST


def _send(key: str, text: Text, at: datetime) -> int:
    """Hand a text to the carrier and keep what came of it, unless the database has it by now."""
    outcome, provider_id = direct.carry(message_of(text))
    with suppress(FileNotFoundError), _held(key):  # delivered and taken away meanwhile
        now = _one(key, text.person)
        if now and not now.taken:
            _keep(key, replace(now, outcome=outcome, provider_id=provider_id, tried_at=at.isoformat()))
    return int(outcome in (direct.SENT, direct.DELIVERED))


def _within_budget(to: contacts.Contact) -> bool:
    """Tell whether a number may be texted: who floods a house without a database floods no telephone."""
    so_far = sum(1 for _ in spool.folder().glob(f"*.texts/{to.person}.json"))
    return so_far < channel_rules.MESSAGES_A_NUMBER


def _folder(key: str) -> Path:
    return spool.folder() / f"{key}.texts"


@contextmanager
def _held(key: str) -> Iterator[None]:
    """Hold the texts of one alarm against other threads and processes; never while a carrier is asked."""
    gate = os.open(_folder(key) / "gate", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


def _keep(key: str, text: Text) -> None:
    spool.seal(_folder(key) / f"{text.person}.json", asdict(text), bound_to=f"text:{key}:{text.person}")


def _one(key: str, person: int) -> Text | None:
    try:
        return Text(**spool.unseal(_folder(key) / f"{person}.json", bound_to=f"text:{key}:{person}"))
    except (FileNotFoundError, CannotDecrypt, ValueError):
        return None


def _all(key: str) -> Iterable[Text]:
    files = _folder(key).glob("*.json")
    return [found for file in files if (found := _one(key, int(file.stem)))]
