"""Whom an alarm texts while the database is away: a small sealed copy on disk, a file a community.

Needs no database to be read. Made anew every five minutes (`actions.keep_contacts`), so that who has left a post is
gone from it soon; older than a day it is not used any more and taken away.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from sanzhang.foundation.records.crypto import CannotDecrypt
from sanzhang.mechanisms.feedback import spool

OLDEST = timedelta(hours=24)
INDEX = "units"


@dataclass(frozen=True)
class Contact:
    """One person who is texted, as what and for which area."""

    person: int
    post: int
    phone: str
    path: str


@dataclass(frozen=True)
class Unit:
    """One unit: its id, where it lies, how people call it."""

    place: int
    path: str
    where: str


def folder() -> Path:
    """Return where the copies lie; made when it is first asked for."""
    found = Path(settings.DATA_DIR) / "spool" / "contacts"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def put(community: int, units: dict[str, Unit], people: list[Contact], at: datetime) -> None:
    """Write the copy of one community: its units by token, and whom they text."""
    content = {
        "made_at": at.isoformat(),
        "units": {token: [one.place, one.path, one.where] for token, one in units.items()},
        "people": [[one.person, one.post, one.phone, one.path] for one in people],
    }
    _write(str(community), content)


def put_index(units: dict[str, int], at: datetime) -> None:
    """Write which community each unit's token belongs to, and take away the copies of all other communities."""
    _write(INDEX, {"made_at": at.isoformat(), "units": units})
    kept = {INDEX, *map(str, set(units.values()))}
    for file in folder().glob("*.sealed"):
        if file.stem not in kept:
            file.unlink(missing_ok=True)


def made_at(community: int) -> datetime | None:
    """Return from when the copy of a community is, None where there is none that may be used."""
    content = _read(str(community), None)
    return datetime.fromisoformat(content["made_at"]) if content else None


def to_call(token: str, at: datetime) -> tuple[Unit, list[Contact]] | None:
    """Return a unit and whom its alarm calls at once, each person once, the nearest first; None if not known."""
    index = _read(INDEX, at)
    community = index["units"].get(token) if index else None
    content = _read(str(community), at) if community else None
    if content is None or token not in content["units"]:
        return None
    unit = Unit(*content["units"][token])
    people = [Contact(*one) for one in content["people"]]
    over = sorted((one for one in people if unit.path.startswith(one.path)), key=lambda one: len(one.path))
    return unit, list({one.person: one for one in over}.values())[::-1]


def forget_old(at: datetime) -> None:
    """Take everything away once it is a day old: who held a post then may not hold it now."""
    index = _read(INDEX, None)
    if index is None or at - datetime.fromisoformat(index["made_at"]) > OLDEST:
        shutil.rmtree(folder(), ignore_errors=True)


def _write(name: str, content: dict[str, Any]) -> None:
    spool.seal(folder() / f"{name}.sealed", content, bound_to=f"contacts:{name}")


def _read(name: str, at: datetime | None) -> dict[str, Any] | None:
    """Return what a file holds; None if it is not there, can't be read, or at `at` is too old."""
    try:
        content: dict[str, Any] = spool.unseal(folder() / f"{name}.sealed", bound_to=f"contacts:{name}")
    except (FileNotFoundError, CannotDecrypt, ValueError):
        return None
    is_old = at is not None and at - datetime.fromisoformat(content["made_at"]) > OLDEST
    return None if is_old else content
