"""How long each rung may keep a matter."""

from django.db import models

from sanzhang.duties.matters import rules


class Clock(models.Model):
    """How long a rung may keep a matter, or an answer may take outward; edited by the city.

    `rung` empty: the outward promise. `kind` empty: every kind that has no row of its own.
    """

    kind = models.CharField(max_length=12, choices=list(rules.KINDS.items()), blank=True)
    rung = models.CharField(max_length=20, choices=list(rules.RUNGS.items()), blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=rules.UNITS)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "rung"), name="one_clock_a_kind_and_rung"),)
