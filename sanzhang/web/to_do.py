"""What waits for somebody beside matters: each room names its own, the desk shows the most urgent in two parts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sanzhang.duties.matters import queries as matters
from sanzhang.duties.mediation import queries as mediation
from sanzhang.duties.supervision import queries as supervision
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.mechanisms.feedback import queries as feedback
from sanzhang.mechanisms.rotation import queries as rotation
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.selection import queries as selection

MOST, LATE_WORDS = 12, 3


def late_words(person: Any, at: datetime) -> list[Coming]:
    """Return the steps that the one before sent after the hand-over, and that wait for this person."""
    found = matters.proposals_for(person, at)[:LATE_WORDS]
    words = "上一任交接以后才发到的话,请看要不要采用"
    return [Coming(local_date(one.sent_at), "交接", words, f"/matters/{one.matter_id}/") for one in found]


def nominations(person: Any, at: datetime) -> list[Coming]:
    """Return how many leaders are put forward for a body and wait for this person's decision."""
    count, _ = posts.count_waiting_bodies(person, at)
    return (
        [Coming(local_date(at), "党组织", f"{count} 位三长的党组织提名等您决定", "/posts/bodies/")]
        if count
        else []
    )


Room = Callable[[Any, datetime], list[Coming]]
POSTS: tuple[Room, ...] = (
    selection.to_do,
    posts.leaving_to_do,
    posts.filings_to_do,
    rotation.to_do,
    rotation.handovers_waiting,
    late_words,
    nominations,
)
WORK: tuple[Room, ...] = (
    feedback.to_do,
    matters.to_do,
    matters.unsent_to_do,
    supervision.to_do,
    mediation.to_do,
)


def waiting_for(person: Any, at: datetime, rooms: Sequence[Room] = POSTS) -> list[Coming]:
    """Return what waits for a person, overdue first, then by day; a fixed number of queries."""
    found = [line for room in rooms for line in room(person, at)]
    return sorted(found, key=lambda line: (not line.is_late, line.on))[:MOST]
