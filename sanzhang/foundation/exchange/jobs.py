"""What exchange does by itself: sending, and forgetting what was sent long ago."""

from datetime import datetime

from sanzhang.foundation.exchange import actions
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM


@retrying(actions.deliveries.DELIVER, tries=3)
def deliver(delivery_id: int, at: datetime) -> None:
    """Try one delivery; its own rests are in the rules, these tries are for a worker that dies."""
    actions.deliver(delivery_id, by=SYSTEM, at=at)


@scheduled("exchange.forget_old", daily_at="03:40")
def forget_old(at: datetime) -> int:
    """Delete deliveries after 30 days."""
    return actions.forget_old(by=SYSTEM, at=at)
