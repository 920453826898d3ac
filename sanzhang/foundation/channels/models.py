"""Messages and budgets."""

from django.conf import settings
from django.db import models

from sanzhang.foundation.channels import rules
from sanzhang.foundation.records.fields import BlindIndex, EncryptedText
from sanzhang.foundation.records.models import Row


class Message(Row):
    """Words for one person or one number, and how far they came."""

    community_id = models.BigIntegerField(null=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages")
    phone = EncryptedText(default="", blank=True)
    phone_index = BlindIndex()
    template = models.CharField(max_length=60)
    facts = EncryptedText(default="", blank=True)  # JSON
    words = EncryptedText()
    link = models.CharField(max_length=200, blank=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    needs = models.CharField(max_length=60, blank=True)  # goes out only while `to` has a seat for it
    needs_path = models.CharField(max_length=40, blank=True)
    in_inbox = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=list(rules.STATES.items()), default=rules.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    first_at = models.DateTimeField()  # from when it may go out; the 4 hours count from here
    next_at = models.DateTimeField(null=True)
    in_flight_at = models.DateTimeField(null=True)  # handed to the provider, answer not known
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=200, blank=True)  # why it failed, for its sender

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=list(rules.STATES)), name="known_state_of_message"
            ),
            models.UniqueConstraint(
                fields=("provider_id",), condition=~models.Q(provider_id=""), name="one_message_a_provider_id"
            ),
        )
        indexes = (
            models.Index(
                fields=("to", "-id"), condition=models.Q(in_inbox=True), name="messages_of_an_inbox"
            ),
            models.Index(
                fields=("to",), condition=models.Q(in_inbox=True, read_at=None), name="messages_unread"
            ),
            models.Index(fields=("sender", "state"), name="messages_of_a_sender"),
            models.Index(fields=("created_at",), name="messages_by_age"),
        )


class Budget(models.Model):
    """How often something was done in one window; counted by a guarded update, so never beyond its limit."""

    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=64)  # blind index of a number or address, "" for all
    window_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("purpose", "key", "window_at"), name="one_budget_a_window"),
        )
