"""Delivering, and forgetting what is old."""

from contextlib import suppress
from datetime import datetime, timedelta

from sanzhang.foundation.channels import actions, delivery
from sanzhang.foundation.jobs import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM


@retrying("channels.deliver", tries=40, backoff=timedelta(seconds=15), longest=timedelta(minutes=15))
def deliver(message_id: int, at: datetime) -> None:
    """Try one message; its own clock of 4 hours decides on further tries."""
    delivery.deliver(message_id, at)


@retrying("channels.deliver_now", tries=40, backoff=timedelta(seconds=5), urgent=True)
def deliver_now(message_id: int, at: datetime) -> None:
    """Try one message before all others: somebody waits at the screen."""
    delivery.deliver(message_id, at)


@retrying("channels.send_code", tries=5, backoff=timedelta(seconds=2), urgent=True)
def send_code(asked_id: int, at: datetime) -> None:
    """Text a one-time code; a number beyond its budget quietly gets none, the page said the same as always (T26)."""
    with suppress(actions.OverBudget):
        actions.send_code(asked_id, by=SYSTEM, at=at)


@retrying("channels.hand_on", tries=5, whole=True)
def hand_on(message_id: int, at: datetime) -> None:
    """Send a dropped message's like to who has the seat now."""
    actions.hand_on(message_id, by=SYSTEM, at=at)


@scheduled("channels.forget_old", daily_at="03:20")
def forget_old(at: datetime) -> None:
    """Delete codes, messages and budgets that are past their time."""
    actions.forget_old(by=SYSTEM, at=at)
