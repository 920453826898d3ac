"""Reading messages: a person's inbox, and what a sender's messages came to."""

from typing import Any

from django.db.models import QuerySet

from sanzhang.foundation.channels import rules
from sanzhang.foundation.channels.models import Message


def inbox_of(person: Any) -> QuerySet[Message]:
    """Return a person's messages, newest first."""
    return Message.objects.filter(to=person, in_inbox=True).order_by("-id")


def unread_count(person: Any) -> int:
    """Return how many messages of a person's inbox are unread."""
    return Message.objects.filter(to=person, in_inbox=True, read_at=None).count()


def failed_of(person: Any) -> QuerySet[Message]:
    """Return the messages that a person sent and that did not get there, newest first (R19)."""
    return Message.objects.filter(sender=person, state=rules.FAILED).select_related("to").order_by("-id")


def latest() -> QuerySet[Message]:
    """Return all messages, newest first: the outbox of the demo."""
    return Message.objects.order_by("-id")
