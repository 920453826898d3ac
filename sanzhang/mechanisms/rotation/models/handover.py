"""Hand-over notes (§12): one for each tenure of a leader that ends, and what the next one asks."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory.models import Place


class Handover(Row):
    """What one leader leaves to the next: references and figures, the old one's words, both confirmations.

    Until somebody confirmed, who follows is read from the tenures, never from here.
    """

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    ending = models.OneToOneField(Tenure, models.PROTECT, related_name="handover")
    following = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+")  # who confirmed
    drafted_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    facts_at = models.DateTimeField()
    words = EncryptedText(default="", blank=True)  # JSON: part or matter → what the old one says
    written_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(received_at=None, following=None)
                | Q(received_at__isnull=False, following__isnull=False),
                name="a_received_handover_names_who_follows",
            ),
        )
        indexes = (
            models.Index(
                fields=("community", "ending"), condition=Q(received_at__isnull=True), name="handovers_open"
            ),
        )

    next_tenure: Tenure | None = None  # set by the queries: who follows, by the tenures

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.ending.post.place.path

    @property
    def giver_id(self) -> int:
        """Return who hands over, for permission."""
        return self.ending.person_id

    @property
    def ends_at(self) -> datetime:
        """Return when the old one's power ends; a note without an end is shown to nobody."""
        return cast(datetime, self.ending.ends_at)


class HandoverQuestion(Row):
    """What the new one asks, and the old one's answer."""

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = EncryptedText()
    answer = EncryptedText(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
