"""Terms, posts that changed hands, reminders, and forgetting."""

from datetime import datetime

from sanzhang.duties.mediation import actions, queries
from sanzhang.duties.mediation.models import Dispute
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM


@scheduled("mediation.keep_time", daily_at="06:20")
def keep_time(at: datetime) -> int:
    """Do what is due for each dispute that goes on; each by itself, so that none stops another."""
    waiting = list(queries.to_keep_time(at).values_list("pk", flat=True))
    for dispute_id in waiting:
        jobs.enqueue(keep_time_of, dispute_id=dispute_id)
    return len(waiting)


@retrying("mediation.keep_time_of", whole=True)
def keep_time_of(*, dispute_id: int, at: datetime) -> None:
    """Do what is due for one."""
    actions.keep_time(Dispute.objects.get(pk=dispute_id), by=SYSTEM, at=at)


@scheduled("mediation.remind", daily_at="08:40")
def remind(at: datetime) -> int:
    """Remind of sittings, follow-ups and the court's confirmation."""
    return actions.remind(by=SYSTEM, at=at)


@scheduled("mediation.erase", daily_at="02:40")
def erase(at: datetime) -> int:
    """Erase the words of what ended long ago."""
    return sum(1 for one in queries.to_erase(at)[:200] if actions.erase(one, by=SYSTEM, at=at) >= 0)
