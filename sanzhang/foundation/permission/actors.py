"""Whoever acts: a person, the bearer of a receipt or form, the public, or the system's own clock."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@runtime_checkable
class PersonLike(Protocol):
    """What permission needs to know of a person."""

    id: int
    journal_key: str

    @property
    def is_authenticated(self) -> bool:
        """Tell a person from an anonymous visitor."""


@dataclass(frozen=True)
class Bearer:
    """Somebody without an account who holds something: a receipt, a one-time link. `holds` is "kind:id"."""

    holds: str = ""

    @classmethod
    def of(cls, kind: str, row_id: int) -> "Bearer":
        """Return the bearer of the receipt or link of one row."""
        return cls(f"{kind}:{row_id}")

    @classmethod
    def anyone(cls) -> "Bearer":
        """Return the public: holds nothing."""
        return cls("")


@dataclass(frozen=True)
class SystemActor:
    """The system's own clock: climbs what is overdue, sends what is due."""

    name: str = "system"


SYSTEM = SystemActor()
Actor = PersonLike | Bearer | SystemActor
