"""How somebody leaves before the term is over: resignation, removal with a hearing, leave with its return."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models.chairs import Tenure
from sanzhang.organisation.territory.models import Place


class Leaving(Row):
    """A resignation, a removal or a leave: asked, heard, decided (§2.3). One is open at a time for a tenure.

    A removal has grounds, hears the person, and is decided by another than who proposed it.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="leavings")
    kind = models.CharField(max_length=12, choices=list(rules.LEAVING_KINDS.items()))
    state = models.CharField(max_length=10, choices=list(rules.LEAVING_STATES.items()), default="asked")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    words = EncryptedText(blank=True)  # the leader's own words, or the grounds in words
    grounds = models.JSONField(default=list)  # codes of rules.GROUNDS, for a removal
    hear_until = models.DateTimeField(null=True)  # a removal waits until then, or until the person has spoken
    said = EncryptedText(blank=True)
    said_at = models.DateTimeField(null=True)
    said_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    leaves_at = models.DateTimeField(null=True)
    returns_at = models.DateTimeField(null=True)  # of a leave
    acting = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+")
    returning = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "tenure"),
                condition=Q(state__in=("asked", "heard")),
                name="one_open_leaving_a_tenure",
            ),
            models.CheckConstraint(
                condition=~Q(kind="removal", state="done")
                | Q(said_at__isnull=False)
                | Q(hear_until__isnull=False, decided_at__isnull=False, decided_at__gte=F("hear_until")),
                name="nobody_is_removed_unheard",
            ),
            models.CheckConstraint(
                condition=~Q(kind="removal") | Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="a_removal_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(returns_at=None) | Q(returns_at__gt=F("leaves_at")), name="a_leave_has_an_end"
            ),
        )
        indexes = (models.Index(fields=("community", "state", "-asked_at"), name="leavings_of_a_community"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.tenure.post.place.path

    @property
    def person_id(self) -> int:
        """Return whose leaving it is."""
        return self.tenure.person_id

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for somebody."""
        return self.state in ("asked", "heard")

    @property
    def is_entered_for(self) -> bool:
        """Say whether somebody else typed it for the person."""
        return self.kind != "removal" and self.asked_by_id != self.person_id
