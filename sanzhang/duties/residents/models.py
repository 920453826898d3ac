"""Homes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.models import Row
from sanzhang.organisation.territory.models import Household, Place


class Home(Row):
    """A person lives in a household on [starts_on, ends_on)."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="homes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="homes")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "household", "person"),
                condition=Q(ends_on=None),
                name="one_home_a_door_and_person",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="home_ends_after_it_starts"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.household.path
