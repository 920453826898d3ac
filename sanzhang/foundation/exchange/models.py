"""Keys of other programs, hooks and what was delivered to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.foundation.exchange import rules
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row


def new_key_code() -> str:
    """Return the open part of a key, by which it is called."""
    return new_code(8)


class ApiKey(Row):
    """A key by which one program of somebody else acts, in one area, for a time; its secret is not kept."""

    code = models.CharField(max_length=8, unique=True, default=new_key_code)
    name = models.CharField(max_length=60)  # the program: 南关随手拍
    keeper = models.CharField(max_length=60)  # the office or firm that runs it
    area = models.CharField(max_length=12)  # path of a community, street, district or city
    reaches = models.JSONField(default=list)  # of rules.REACHES
    digest = models.CharField(max_length=64, unique=True)
    a_minute = models.PositiveSmallIntegerField(default=rules.A_MINUTE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="key_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=("area",), name="keys_of_an_area"),)

    @property
    def scope_path(self) -> str:
        """Return where it may act, for permission."""
        return self.area


class Hook(Row):
    """An address to which a program wants to be told what happens in its area."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="hooks")
    url = models.CharField(max_length=300)
    events = models.JSONField(default=list)  # of rules.EVENTS
    secret = EncryptedText()
    old_secret = EncryptedText(default="", blank=True)
    old_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=list(rules.HOOK_STATES.items()), default=rules.ON)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    resting_until = models.DateTimeField(null=True)  # nobody answered there: not before
    succeeded_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()  # its state

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=list(rules.HOOK_STATES)), name="known_state_of_hook"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where its key may act, for permission."""
        return self.key.area


class Delivery(Row):
    """One message to a hook: what it says, how often it was tried, how it ended."""

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries")
    entry_id = models.BigIntegerField()  # of the journal: its id in the message
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(
        max_length=10, choices=list(rules.DELIVERY_STATES.items()), default=rules.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    answered = models.PositiveSmallIntegerField(null=True)  # HTTP status of the last try
    trouble = models.CharField(max_length=120, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("hook", "entry_id"), name="told_once_of_an_entry"),
            models.CheckConstraint(
                condition=Q(state__in=list(rules.DELIVERY_STATES)), name="known_state_of_delivery"
            ),
        )
        indexes = (
            models.Index(fields=("hook", "-id"), name="deliveries_of_a_hook"),
            models.Index(fields=("made_at",), name="deliveries_by_age"),
        )
