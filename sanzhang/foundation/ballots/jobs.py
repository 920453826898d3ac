"""Polls are closed when their time is over."""

from datetime import datetime, timedelta

from sanzhang.foundation.ballots import actions
from sanzhang.foundation.jobs.registry import scheduled
from sanzhang.foundation.permission import SYSTEM


@scheduled("ballots.close_due", every=timedelta(minutes=1))
def close_due(at: datetime) -> int:
    """Count what is over and complete."""
    return actions.close_due(by=SYSTEM, at=at)


@scheduled("ballots.sweep_keys", every=timedelta(hours=1))
def sweep_keys(at: datetime) -> int:
    """Leave no key of a poll that ended."""
    return actions.sweep_keys(by=SYSTEM, at=at)
