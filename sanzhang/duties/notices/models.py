"""Notices: one row with an audience, whatever its size."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.duties.notices import rules
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.territory.models import Place


class Notice(Row):
    """Words for all households of a place, from `starts_at` until `ends_at` or for good."""

    community = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+"
    )  # null: street and above
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=26)
    title = models.CharField(max_length=rules.TITLE_MAX)
    words = models.TextField(max_length=rules.WORDS_MAX)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_as = models.CharField(max_length=60)  # title of the post, shown to residents
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="notice_ends_after_it_starts"
            ),
        )
        indexes = (models.Index(fields=("path", "-starts_at"), name="notices_of_an_area"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.path
