"""What of the life of posts waits for somebody: each room names its own, the desk shows the most urgent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sanzhang.mechanisms.rotation import queries as rotation
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.selection import queries as selection

MOST = 12
ROOMS: tuple[Callable[[Any, datetime], list[Coming]], ...] = (
    selection.to_do,
    posts.leaving_to_do,
    posts.filings_to_do,
    rotation.to_do,
    rotation.handovers_waiting,
)


def waiting_for(person: Any, at: datetime) -> list[Coming]:
    """Return what waits for a person, overdue first, then by day; a fixed number of queries."""
    found = [line for room in ROOMS for line in room(person, at)]
    return sorted(found, key=lambda line: (not line.is_late, line.on))[:MOST]
