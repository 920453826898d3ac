"""What the clock starts: late matters climb, orphans move on, silence confirms, old drafts go."""

from datetime import datetime, timedelta

from sanzhang.duties.matters import actions
from sanzhang.foundation.jobs.registry import scheduled
from sanzhang.foundation.permission import SYSTEM

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@scheduled("matters.climb_overdue", every=MINUTE)
def climb_overdue(at: datetime) -> int:
    """Let what is late climb (§10.2)."""
    return actions.climb_overdue(by=SYSTEM, at=at)


@scheduled("matters.climb_orphans", every=MINUTE)
def climb_orphans(at: datetime) -> int:
    """Hand on what waits at a post that nobody holds."""
    return actions.climb_orphans(by=SYSTEM, at=at)


@scheduled("matters.confirm_silent", every=HOUR)
def confirm_silent(at: datetime) -> int:
    """Close what was answered a week ago without a word since."""
    return actions.confirm_silent(by=SYSTEM, at=at)


@scheduled("matters.forget_drafts", every=HOUR)
def forget_drafts(at: datetime) -> int:
    """Delete drafts of yesterday."""
    return actions.forget_drafts(by=SYSTEM, at=at)
