"""The figures, and how far each chain of the journal is folded."""

from django.db import models

from sanzhang.foundation.records.models import Row


class Figure(Row):
    """How often something happened in an area on a day; under `rules.EVER`: how many there are now."""

    area = models.CharField(max_length=26)
    day = models.DateField()
    measure = models.CharField(max_length=60)
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("area", "measure", "day"), name="one_figure_an_area_measure_and_day"
            ),
        )


class Folded(models.Model):
    """Up to which entry a chain of the journal is in the figures."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
