"""The figures, and how far each chain of the journal is folded."""

from django.db import models
from django.db.models import Q

from sanzhang.foundation.figures import rules
from sanzhang.foundation.records.models import Row


class Figure(Row):
    """What happened how often in an area on a day or in a month; under NOW: how many there are of what."""

    area = models.CharField(max_length=26)
    span = models.CharField(max_length=5, choices=list(rules.SPANS.items()))
    day = models.DateField()  # the first of the span
    counts = models.JSONField(default=dict)  # measure → amount

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("area", "span", "day"), name="one_figure_an_area_span_and_day"),
            models.CheckConstraint(condition=Q(span__in=list(rules.SPANS)), name="known_span_of_figure"),
        )


class Folded(models.Model):
    """Up to which entry a chain of the journal is in the figures. Chain -1 is nobody's: who folds locks it."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
