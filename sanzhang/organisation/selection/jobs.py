"""The clock's part in selections: what time has settled is written down; a stage that waits for a person is told."""

from datetime import datetime

from sanzhang.foundation.jobs.registry import scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.selection import actions


@scheduled("selection.follow", daily_at="00:01")
def follow(at: datetime) -> int:
    """Write down what the midnight has brought: calls and publications that ended, leaders who begin."""
    return actions.follow(by=SYSTEM, at=at)


@scheduled("selection.tell_overdue", daily_at="08:30")
def tell_overdue(at: datetime) -> int:
    """Tell owners what is over its time."""
    return actions.tell_overdue(by=SYSTEM, at=at)


@scheduled("selection.forget_old", daily_at="03:20")
def forget_old(at: datetime) -> int:
    """Forget what strangers wrote, 90 days after the end."""
    return actions.forget_old(by=SYSTEM, at=at)
