"""Every minute the figures catch up with the journal."""

from datetime import datetime, timedelta

from sanzhang.foundation.figures import actions
from sanzhang.foundation.jobs import scheduled
from sanzhang.foundation.permission import SYSTEM


@scheduled("figures.fold", every=timedelta(minutes=1), whole=False)
def fold(at: datetime) -> int:
    """Fold what is new; each batch is a transaction of its own."""
    return actions.fold(by=SYSTEM, at=at)
