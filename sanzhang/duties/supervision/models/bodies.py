"""Whom the community watches, what they serve, and their duties by contract, with days."""

from django.db import models
from django.db.models import F, Q

from sanzhang.duties.supervision import rules
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.territory.models import Place


class WatchedBody(Row):
    """A property company with its contract, or an owners' committee with its term, [starts_on, ends_on)."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=list(rules.BODIES.items()))
    name = models.CharField(max_length=60)
    credit_code = models.CharField(max_length=18, blank=True)
    duty_phone = models.CharField(max_length=20, blank=True)  # of the house, not of a person
    members = models.PositiveSmallIntegerField(null=True)  # of a committee; no file of its persons
    contact_name = EncryptedText(default="", blank=True)
    contact_phone = EncryptedText(default="", blank=True)
    contact_agreed_on = models.DateField(null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "kind", "name"),
                condition=Q(closed_on=None),
                name="one_watched_body_a_name",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class Served(Row):
    """An estate or building that a body serves on [starts_on, ends_on)."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.ForeignKey(WatchedBody, models.PROTECT, related_name="served")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("body", "place"), condition=Q(ends_on=None), name="served_once_at_a_time"
            ),
        )


class Duty(Row):
    """What a body has to do by contract on [starts_on, ends_on); a change ends one row and begins the next."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.ForeignKey(WatchedBody, models.PROTECT, related_name="duties")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    how_often = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=120, blank=True)
    looked_at = models.CharField(max_length=8, choices=list(rules.LOOKED_AT.items()), default=rules.WALK)
    mend_days = models.PositiveSmallIntegerField(default=3)  # working days to put a problem right
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("body", "title"), condition=Q(ends_on=None), name="one_duty_a_title"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="duty_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(mend_days__gte=1) & Q(mend_days__lte=90), name="duty_has_a_clock"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path
