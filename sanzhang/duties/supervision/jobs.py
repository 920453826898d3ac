"""What the clock starts: reminders of inspections and of suggestions."""

from datetime import datetime, timedelta

from sanzhang.duties.supervision import actions
from sanzhang.foundation.jobs.registry import scheduled
from sanzhang.foundation.permission import SYSTEM


@scheduled("supervision.remind_inspectors", daily_at="09:00")
def remind_inspectors(at: datetime) -> int:
    """Remind on the 25th who has not inspected."""
    return actions.remind_inspectors(by=SYSTEM, at=at)


@scheduled("supervision.remind_of_suggestions", every=timedelta(hours=1))
def remind_of_suggestions(at: datetime) -> int:
    """Remind of suggestions that wait, and tell the street of late ones."""
    return actions.remind_of_suggestions(by=SYSTEM, at=at)
