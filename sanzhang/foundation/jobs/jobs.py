"""The ground's own daily work: forgetting."""

from datetime import datetime

from sanzhang.foundation.idempotency import actions as idempotency
from sanzhang.foundation.jobs import actions
from sanzhang.foundation.jobs.registry import scheduled
from sanzhang.foundation.permission import SYSTEM


@scheduled("jobs.forget_old", daily_at="03:10")
def forget_old(at: datetime) -> None:
    """Delete old slots, finished jobs and followed work."""
    actions.forget_old(by=SYSTEM, at=at)


# Declared here and not in its own room: the pages of this one stand on `once`, so imports go that way.
@scheduled("idempotency.forget_old", daily_at="03:15")
def forget_keys(at: datetime) -> None:
    """Delete keys of POSTs after 14 days."""
    idempotency.forget_old(by=SYSTEM, at=at)
