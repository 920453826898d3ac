"""Where else a matter can go: rooms above say so, the page of a matter shows it."""

from collections.abc import Callable
from datetime import datetime

from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.permission import Actor

Way = tuple[str, str]  # words, address
Ways = Callable[[Matter, Actor, datetime], list[Way]]
_ways: list[Ways] = []


def provide_ways(ways: Ways) -> None:
    """Let a room above say where `by` may take a matter from its page (called once, when the room is ready)."""
    if ways not in _ways:
        _ways.append(ways)


def ways_of(matter: Matter, by: Actor, at: datetime) -> list[Way]:
    """Return what rooms above offer to do with an open matter."""
    return [way for ways in _ways for way in ways(matter, by, at)] if matter.is_open else []
