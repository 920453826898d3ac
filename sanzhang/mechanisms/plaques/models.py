"""Print runs, what each plaque said, and where it hangs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.territory.models import Place


class PrintRun(Row):
    """One batch: which paper, by whom, the PDF, and names the font lacks."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")  # the area that was printed
    paper = models.CharField(max_length=2, choices=[("A4", "A4"), ("A3", "A3")])
    only_changed = models.BooleanField(default=False)
    kinds = models.JSONField(default=list)  # unit, building, grid
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job_id = models.BigIntegerField(null=True)
    plaques = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)  # [[area, signs], …] that the font cannot draw
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path


class Print(Row):
    """What the plaque of a place said when printed: a fingerprint a part, no name and no phone."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    run = models.ForeignKey(PrintRun, models.PROTECT, related_name="prints")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    said = models.JSONField()
    printed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("community", "place", "-id"), name="prints_of_a_place"),)


class Hanging(Row):
    """A plaque was put up at a place, seen by somebody; at most one hangs at a time."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    print = models.ForeignKey(Print, models.PROTECT, null=True, related_name="+")
    put_up_at = models.DateTimeField()
    put_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "place"),
                condition=Q(taken_down_at=None),
                name="one_plaque_hangs_at_a_place",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path
