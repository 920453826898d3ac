"""Alarms on disk: what is pressed while the database is away is kept here, sealed, until it was delivered.

Needs no database. One file an alarm, named by its key: written beside, synced, then renamed, so that a file is
whole or not there. Delivered files are removed only after the commit; coming twice is caught by the alarm's key.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from sanzhang.foundation.records.crypto import CannotDecrypt, blind_index, decrypt, encrypt

MOST = 5000  # files; who floods a house without a database fills no disk
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIELDS = ("token", "kind", "words", "phone", "raised_at", "receipt")


class Full(OSError):
    """There is no more room for alarms on this disk."""


def key_of(token: str, idempotency_key: str) -> str:
    """Return the key of an alarm: the same form sent again, online or from disk, has the same."""
    return hashlib.sha256(f"{token}\x00{idempotency_key}".encode()).hexdigest()


def receipt_of(key: str) -> str:
    """Return the secret address of the alarm with a key: the same, whether it came online or from disk."""
    number = int(blind_index(key, "alarm receipt"), 16)
    return "".join(SIGNS[number >> 5 * place & 31] for place in range(16))


def folder() -> Path:
    """Return where alarms wait; made when it is first asked for."""
    found = Path(settings.DATA_DIR) / "spool" / "alarms"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def put(key: str, said: dict[str, str]) -> Path:
    """Write an alarm to disk, so that it outlives a loss of power; twice leaves the first. Raises: OSError."""
    file = folder() / f"{key}.json"
    if file.exists():
        return file
    if sum(1 for _ in folder().glob("*.json")) >= MOST:
        raise Full(28, "too many alarms wait")
    seal(file, {name: said.get(name, "") for name in FIELDS}, bound_to=f"spool:{key}")
    return file


def seal(file: Path, content: Any, *, bound_to: str) -> None:
    """Write a sealed file, for its owner alone, whole or not at all, so that it outlives a loss of power."""
    sealed = encrypt(json.dumps(content, ensure_ascii=False), bound_to=bound_to)
    part = file.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    _sync(file.parent)


def unseal(file: Path, *, bound_to: str) -> Any:
    """Return what a sealed file holds. Raises: FileNotFoundError; CannotDecrypt or ValueError if it can't be read."""
    return json.loads(decrypt(file.read_text(), bound_to=bound_to))


def waiting() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield key and content of what waits, oldest first; what can't be read is put aside, never lost."""
    files = sorted(folder().glob("*.json"), key=_age)
    for file in files:
        try:
            said = unseal(file, bound_to=f"spool:{file.stem}")
        except FileNotFoundError:
            continue  # another process was faster
        except (CannotDecrypt, ValueError):
            set_aside(file.stem)
            continue
        yield file.stem, said


def is_waiting(key: str) -> bool:
    """Tell whether the alarm with a key still waits on disk."""
    return (folder() / f"{key}.json").exists()


def count() -> int:
    """Return how many wait."""
    return sum(1 for _ in folder().glob("*.json"))


def find(receipt: str) -> datetime | None:
    """Return when the alarm with this receipt was written down, if it still waits."""
    for _, said in waiting():
        if said["receipt"] == receipt:
            return datetime.fromisoformat(said["raised_at"])
    return None


def remove(key: str) -> None:
    """Take away what was delivered, and who was texted meanwhile; twice is once."""
    (folder() / f"{key}.json").unlink(missing_ok=True)
    shutil.rmtree(folder() / f"{key}.texts", ignore_errors=True)


def set_aside(key: str) -> None:
    """Put away what names no place or can't be read, for a person to look at."""
    file = folder() / f"{key}.json"
    aside = folder() / "aside"
    aside.mkdir(mode=0o700, exist_ok=True)
    if file.exists():
        file.replace(aside / file.name)


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
