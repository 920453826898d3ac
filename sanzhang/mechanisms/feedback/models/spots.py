"""Spots found by the rules, topics with counts, and the numbers of the rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.foundation.records.models import Row
from sanzhang.mechanisms.feedback.rules import spots as rules
from sanzhang.organisation.territory.models import Place


class SpotRule(Row):
    """The numbers of one rule, where they are not the usual ones."""

    kind = models.CharField(max_length=8, choices=list(rules.KINDS.items()), unique=True)
    numbers = models.JSONField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()


class Reckoned(Row):
    """A week of a district that was reckoned: once, so that late reports never move what was told."""

    area = models.CharField(max_length=6)
    week = models.DateField()
    reckoned_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "week"), name="one_reckoning_a_week"),)


class Spot(Row):
    """A place where a rule found something, week after week; never how many, never who."""

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=list(rules.KINDS.items()))
    subject = models.CharField(max_length=80)  # topic, step, body or why: what it is about
    first_week = models.DateField()
    last_week = models.DateField()
    state = models.CharField(max_length=6, choices=list(rules.STATES.items()), default=rules.OPEN)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("place", "kind", "subject"), name="one_spot_a_place_and_subject"),
            models.CheckConstraint(
                condition=Q(last_week__gte=models.F("first_week")), name="spot_ends_after_it_began"
            ),
        )
        indexes = (
            models.Index(fields=("community", "kind", "state"), name="spots_of_a_community"),
            models.Index(fields=("kind", "state", "-last_week"), name="spots_by_week"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path


class Mood(Row):
    """How many different contributors spoke of a topic in one week; kept only where it may be told (§4.3)."""

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    topic = models.CharField(max_length=16)
    week = models.DateField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("place", "topic", "week"), name="one_mood_a_place_topic_week"),
            models.CheckConstraint(condition=Q(people__gte=rules.LEAST), name="mood_of_ten_or_more"),
        )
        indexes = (models.Index(fields=("week", "place"), name="moods_of_a_week"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path
