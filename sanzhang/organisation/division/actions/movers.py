"""Who follows when places get other paths: rooms above that keep a path register here, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules import Move


class Mover(Protocol):
    """Lets rows of a room lie where their places lie now; runs in the transaction of the effect."""

    def __call__(self, community: Place, moves: Sequence[Move], *, by: Actor, at: datetime) -> object:
        """`moves`: every building and unit that has another path from `at`, a midnight, on."""


_movers: list[Mover] = []


def follow(mover: Mover) -> None:
    """Let `mover` run in the transaction of every effect (called once, when a room is ready)."""
    if mover not in _movers:
        _movers.append(mover)


def all_movers() -> list[Mover]:
    """Return who follows, in the order of registration."""
    return list(_movers)
