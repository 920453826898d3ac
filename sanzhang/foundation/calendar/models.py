"""Days that differ from the plain week."""

from django.conf import settings
from django.db import models

from sanzhang.foundation.records.models import Row


class Day(Row):
    """A weekday off or a weekend worked; a day that is not here follows Monday–Friday."""

    date = models.DateField(unique=True)
    is_working = models.BooleanField()
    note = models.CharField(max_length=40, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(null=True)  # empty: came with the software


class Edition(models.Model):
    """One row, whose number grows with each change, so that processes know when to read the days again."""

    number = models.PositiveIntegerField(default=0)
