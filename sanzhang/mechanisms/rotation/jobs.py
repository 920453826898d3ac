"""Months are given out ahead, and who is concerned is reminded; powers never wait for this."""

from datetime import datetime

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions, queries
from sanzhang.mechanisms.rotation.models import Rota


@scheduled("rotation.extend", daily_at="01:00")
def extend(at: datetime) -> int:
    """Ask for the months of each rota that is not given out far enough; each by itself, so that none stops another."""
    waiting = list(queries.to_extend(at))
    for rota_id in waiting:
        jobs.enqueue(extend_one, rota_id=rota_id)
    return len(waiting)


@retrying("rotation.extend_one", whole=True)
def extend_one(*, rota_id: int, at: datetime) -> None:
    """Give out the months ahead of one rota."""
    actions.extend(Rota.objects.get(pk=rota_id), by=SYSTEM, at=at)


@scheduled("rotation.remind", daily_at="08:30")
def remind(at: datetime) -> int:
    """Remind of turns in seven days and in one."""
    return actions.remind(by=SYSTEM, at=at)


@scheduled("rotation.draft_handovers", daily_at="06:10")
def draft_handovers(at: datetime) -> int:
    """Ask for the hand-over notes of each community in which some are due or unsigned."""
    waiting = queries.handovers.communities_to_draft(at)
    for community_id in waiting:
        jobs.enqueue(draft_handovers_in, community_id=community_id)
    return len(waiting)


@retrying("rotation.draft_handovers_in", whole=False)
def draft_handovers_in(*, community_id: int, at: datetime) -> None:
    """Draft the notes of one community; each note for itself."""
    actions.draft_due(community_id, by=SYSTEM, at=at)
