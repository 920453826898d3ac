"""What should be talked about at the next consultation."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.mechanisms.feedback.models.spots import Spot
from sanzhang.organisation.territory.models import Place


class AgendaWish(Row):
    """A spot, a matter or plain words put on the agenda; kept until a consultation takes it or it is taken off."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")  # grid or community
    spot = models.ForeignKey(Spot, models.PROTECT, null=True, related_name="wishes")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    words = EncryptedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)  # by a consultation
    taken_as = models.CharField(max_length=60, blank=True)  # its address there
    off_at = models.DateTimeField(null=True)
    off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    off_words = EncryptedText(default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("spot",),
                condition=Q(off_at=None, taken_at=None, spot__isnull=False),
                name="one_open_wish_a_spot",
            ),
            models.UniqueConstraint(
                fields=("community", "matter"),
                condition=Q(off_at=None, taken_at=None, matter__isnull=False),
                name="one_open_wish_a_matter",
            ),
            models.CheckConstraint(
                condition=Q(off_at=None) | Q(taken_at=None), name="wish_taken_or_taken_off"
            ),
        )
        indexes = (
            models.Index(
                fields=("community", "-id"),
                condition=Q(off_at=None, taken_at=None),
                name="wishes_of_a_community",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for a consultation."""
        return self.off_at is None and self.taken_at is None
