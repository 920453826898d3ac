"""Daily: old codes are forgotten."""

from datetime import datetime

from sanzhang.foundation.jobs import scheduled
from sanzhang.foundation.people import actions
from sanzhang.foundation.permission import SYSTEM


@scheduled("people.forget_codes", daily_at="03:20")
def forget_codes(at: datetime) -> None:
    """Delete what is older than a day."""
    actions.forget_codes(by=SYSTEM, at=at)
