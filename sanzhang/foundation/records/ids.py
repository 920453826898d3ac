"""Ids made by the application: 64 bit, time-ordered, without a database sequence.

41 bits of milliseconds since 2024-01-01 UTC, 10 bits of process (4 machine, 6 slot), 12 bits of sequence.
A slot is a lock on a file in DATA_DIR/nodes, so two processes of a machine never share one; it falls free
with its process. Several machines are told apart by SZ_MACHINE (0–15).
"""

import fcntl
import os
import secrets
import threading
import time
from pathlib import Path

from django.conf import settings

EPOCH_MS = 1_704_067_200_000
SLOTS = 64
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U


class NoSlotFree(RuntimeError):
    """All 64 slots of this machine are held: too many processes share one DATA_DIR."""


class IdMaker:
    """Makes ids of one process; safe for threads, renewed after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._node: int | None = None
        self._last_ms = 0
        self._sequence = 0
        self._held: int | None = None

    def forget(self) -> None:
        """Start over in a forked child, which must not share its parent's slot."""
        self.__init__()  # type: ignore[misc]

    def next(self) -> int:
        """Return the next id; ids of one process only grow, even when the clock steps back."""
        with self._lock:
            if self._node is None:
                self._node = self._take_slot()
            now_ms = max(int(time.time() * 1000) - EPOCH_MS, self._last_ms)
            self._sequence = self._sequence + 1 if now_ms == self._last_ms else 0
            if self._sequence == 4096:
                now_ms, self._sequence = now_ms + 1, 0
            self._last_ms = now_ms
            return (now_ms << 22) | (self._node << 12) | self._sequence

    def _take_slot(self) -> int:
        folder = Path(settings.DATA_DIR) / "nodes"
        folder.mkdir(parents=True, exist_ok=True)
        machine = int(os.environ.get("SZ_MACHINE", "0")) % 16
        for slot in range(SLOTS):
            held = os.open(folder / f"{slot:02d}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(held)
                continue
            self._held = held
            return machine << 6 | slot
        raise NoSlotFree(f"all {SLOTS} slots in {folder} are taken")


_maker = IdMaker()
os.register_at_fork(after_in_child=_maker.forget)


def new_id() -> int:
    """Return a new 64-bit id (63 bits used), later ones larger."""
    return _maker.next()


def new_code(length: int = 10) -> str:
    """Return a random code of `length` letters (5 bits each) for print: never serial, never reused by guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(text: str) -> str:
    """Return a code as typed by a person: upper case, no spaces or dashes, O→0, I and L→1."""
    table = str.maketrans("OIL", "011", " -—–·\u3000")
    return text.upper().translate(table)
