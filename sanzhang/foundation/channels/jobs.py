"""Delivering, and forgetting what is old."""

from datetime import datetime, timedelta

from sanzhang.foundation.channels import delivery
from sanzhang.foundation.channels.models import Budget, Message
from sanzhang.foundation.jobs import retrying, scheduled

CODES_KEPT, KEPT = timedelta(days=1), timedelta(days=180)


@retrying("channels.deliver", tries=40, backoff=timedelta(seconds=15), longest=timedelta(minutes=15))
def deliver(message_id: int, at: datetime) -> None:
    """Try one message; its own clock of 4 hours decides on further tries."""
    delivery.deliver(message_id, at)


@retrying("channels.deliver_now", tries=40, backoff=timedelta(seconds=5), urgent=True)
def deliver_now(message_id: int, at: datetime) -> None:
    """Try one message before all others: somebody waits at the screen."""
    delivery.deliver(message_id, at)


@scheduled("channels.forget_old", daily_at="03:20")
def forget_old(at: datetime) -> int:
    """Delete codes after a day, messages after 180 days, budgets a day after their end."""
    Budget.objects.filter(ends_at__lt=at - CODES_KEPT).delete()
    old = Message.objects.filter(created_at__lt=at - KEPT)
    codes = Message.objects.filter(created_at__lt=at - CODES_KEPT, template="people.code")
    return int(codes.delete()[0] + old.delete()[0])
