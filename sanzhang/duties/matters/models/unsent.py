"""What a phone without a net kept and could not hand in afterwards: for the person who wrote it to settle (§10.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters import rules
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.territory.models import Place


class Unsent(Row):
    """A form from the queue of a phone that was refused: all that was typed, and why; for its writer alone."""

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entry = models.CharField(max_length=64)  # as the phone calls it; stays the same when it is sent anew
    path = models.CharField(max_length=200)  # of the page to which it was sent
    title = EncryptedText(default="", blank=True)
    fields = EncryptedText(default="[]")  # JSON: [name, value] pairs as typed
    reason = EncryptedText(default="", blank=True)
    made_at = models.DateTimeField()  # by the phone's clock, never later than it came
    came_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_as = models.CharField(max_length=8, choices=list(rules.UNSENT_ENDS.items()), blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "entry"), name="one_row_an_entry_of_a_phone"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_as="") | Q(settled_at__isnull=False) & ~Q(settled_as=""),
                name="settled_entries_say_how",
            ),
        )
        indexes = (
            models.Index(fields=("person",), condition=Q(settled_at__isnull=True), name="unsent_of_a_person"),
        )


class UnsentPhoto(Row):
    """A photo that came with a refused form, written anew as all photos are."""

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    unsent = models.ForeignKey(Unsent, models.CASCADE, related_name="photos")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
