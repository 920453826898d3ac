"""The check before every action: table row × seats at this instant × where the thing lies."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sanzhang.foundation.permission.actors import Actor, Bearer, PersonLike, SystemActor
from sanzhang.foundation.permission.seats import Seat
from sanzhang.foundation.permission.table import SYSTEM_ADMIN, TABLE, Rule
from sanzhang.foundation.records.paths import in_area

SeatsOf = Callable[[PersonLike, datetime], list[Seat]]
Keeps = Callable[[Seat, Any, datetime], bool]
_providers: list[SeatsOf] = []
_keepers: list[Keeps] = []
_remembered: ContextVar[dict[tuple[int, datetime], list[Seat]] | None] = ContextVar("seats", default=None)


class NotAllowed(Exception):
    """The actor may not do this; `words` says who may, in Chinese."""

    status = 403

    def __init__(self, words: str, action: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.action = action


def provide_seats(seats_at: SeatsOf) -> None:
    """Let a room above tell what a person holds at an instant (called once, when the room is ready)."""
    if seats_at not in _providers:
        _providers.append(seats_at)


def provide_keeping(keeps: Keeps) -> None:
    """Let a room above tell whether a seat looks after a person at an instant (called once)."""
    if keeps not in _keepers:
        _keepers.append(keeps)


def seats_of(by: Actor, at: datetime) -> list[Seat]:
    """Return the seats that `by` holds at `at`; computed afresh, never cached across requests."""
    if not isinstance(by, PersonLike) or not by.is_authenticated:
        return []
    known = _remembered.get()
    if known is not None and (by.id, at) in known:
        return known[by.id, at]
    found = [seat for provider in _providers for seat in provider(by, at)]
    if known is not None:
        known[by.id, at] = found
    return found


@contextmanager
def seats_remembered() -> Iterator[None]:
    """Look up each person's seats once while one page is read; for requests that change nothing."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def require(by: Actor, action: str, on: Any = None, *, at: datetime) -> Seat | None:
    """Return the seat by which `by` may do `action` on `on` at `at` (None where no seat is needed).

    Raises: NotAllowed — with the words of the table. KeyError — the action is not in the table.
    """
    rule = TABLE[action]
    if isinstance(by, SystemActor):
        if rule.system:
            return None
        raise NotAllowed(rule.words, action)
    if rule.over == "anyone":
        return next(iter(seats_of(by, at)), None)
    if isinstance(by, Bearer):
        if rule.bearer and on is not None and by.holds == f"{rule.bearer}:{on.id}":
            return None
        raise NotAllowed(rule.words, action)
    if not by.is_authenticated:
        raise NotAllowed(rule.words, action)
    return _require_person(by, rule, action, on, at)


def _require_person(by: PersonLike, rule: Rule, action: str, on: Any, at: datetime) -> Seat | None:
    if rule.over == "signed_in" or (rule.own and _is_own(by, on, rule.own)):
        return None
    for seat in seats_of(by, at):
        if seat.kind in rule.seats and _covers(seat, rule, on, at):
            return seat
    raise NotAllowed(rule.words, action)


def _is_own(by: PersonLike, on: Any, field: str) -> bool:
    return on is not None and by.id is not None and getattr(on, field, None) == by.id


def _covers(seat: Seat, rule: Rule, on: Any, at: datetime) -> bool:
    if rule.over == "community":  # `on`: its id, or what has it; naming none is no way around
        community_id = getattr(on, "community_id", on)
        return seat.kind == SYSTEM_ADMIN or (community_id is not None and seat.community_id == community_id)
    if rule.over == "anywhere" or on is None:
        return True
    if rule.over == "kept":
        return any(keeps(seat, on, at) for keeps in _keepers)
    if rule.over == "rung" and getattr(on, "rung_seat_kind", None) != seat.kind:
        return False
    path = on if isinstance(on, str) else on.scope_path
    return in_area(path, seat.path)


def may(by: Actor, action: str, on: Any = None, *, at: datetime) -> bool:
    """Say whether `require` would let pass; for menus and buttons, never instead of it."""
    try:
        require(by, action, on, at=at)
    except NotAllowed:
        return False
    return True


def areas(by: Actor, action: str, *, at: datetime) -> list[str]:
    """Return the paths in which `by` may do `action` by a seat: the scope of every list."""
    rule = TABLE[action]
    return [
        "" if rule.over == "anywhere" else seat.path for seat in seats_of(by, at) if seat.kind in rule.seats
    ]
