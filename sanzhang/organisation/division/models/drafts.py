"""Drafts of a division, their options, the grids and buildings of an option, and the undo stack."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.models import Row
from sanzhang.organisation.division import rules
from sanzhang.organisation.territory.models import Place


class Draft(Row):
    """One attempt to divide a community: several options, of which one is chosen, signed and approved.

    `base`: building id → [grid id, households] on the day it was made; an effect compares them with the day's.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # 第3稿
    state = models.CharField(max_length=12, choices=list(rules.STATES.items()), default=rules.DRAFTING)
    version = models.PositiveIntegerField(default=1)  # raised by every verb; guards every verb
    fewest = models.PositiveIntegerField(default=rules.FEWEST)  # households of a grid
    most = models.PositiveIntegerField(default=rules.MOST)
    wished_grids = models.PositiveSmallIntegerField(null=True)  # a number asked for
    whole_estates = models.BooleanField(default=False)
    weights = models.JSONField(default=dict)  # names of the solver's Weights → factor
    kept_grids = models.JSONField(default=list)  # ids of today's grids that stay exactly as they are
    seed = models.PositiveIntegerField(default=0)
    base = models.JSONField(default=dict)
    base_on = models.DateField()
    job = models.BigIntegerField(null=True)  # foundation.jobs, for progress; gone after 60 days
    chosen = models.ForeignKey("Option", models.PROTECT, null=True, related_name="+")
    takes_effect_on = models.DateField(null=True)
    exception_words = models.CharField(max_length=400, blank=True)  # why a plan with breaches all the same
    trouble = models.CharField(max_length=400, blank=True)  # why it came back
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_words = models.CharField(max_length=400, blank=True)
    in_force_at = models.DateTimeField(null=True)  # the midnight, not the minute it was run

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "number"), name="one_draft_a_number"),
            models.UniqueConstraint(
                fields=("community",),
                condition=Q(state__in=rules.ON_ITS_WAY),
                name="one_plan_on_its_way_a_community",
            ),
            models.CheckConstraint(condition=Q(state__in=list(rules.STATES)), name="known_state_of_draft"),
            models.CheckConstraint(
                condition=~Q(state__in=rules.ON_ITS_WAY)
                | Q(chosen__isnull=False, takes_effect_on__isnull=False, signed_by__isnull=False),
                name="signed_with_a_choice_and_a_day",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("signed_by")),
                name="nobody_approves_the_own_signature",
            ),
            models.CheckConstraint(
                condition=Q(fewest__gt=0, most__gte=F("fewest")), name="limits_of_a_grid_in_order"
            ),
        )
        indexes = (
            models.Index(fields=("community", "-number"), name="drafts_of_a_community"),
            models.Index(
                fields=("takes_effect_on",), condition=Q(state=rules.APPROVED), name="drafts_to_take_effect"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path

    @property
    def title(self) -> str:
        """Return 第3稿."""
        return f"第{self.number}稿"

    @property
    def is_open(self) -> bool:
        """Say whether the community may change it."""
        return self.state in rules.OPEN


class Option(Row):
    """One division of all buildings, with what the solver proved about it."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="options")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    weights = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=list(rules.STATUSES.items()))
    is_lawful = models.BooleanField(default=False)  # by the last assessment
    objective = models.FloatField(null=True)
    lower_bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)  # 0.01 = 1 %
    proved_grids = models.PositiveSmallIntegerField(null=True)  # the number of grids that the bound is for
    parts = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)  # [{code, words, buildings}]: why no lawful plan exists
    breaches = models.JSONField(default=list)  # [{grid, rule, amount, words}]
    job = models.BigIntegerField(null=True)  # of solving the rest again
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "draft", "order"), name="one_option_a_place_in_order"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class OptionGrid(Row):
    """A grid of an option: 1, 2, 3 …; it goes on as today's grid `keeps`, or is new."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.CASCADE, related_name="grids")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    keeps = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    is_sealed = models.BooleanField(default=False)  # locked: solving again leaves it as it is

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "option", "number"), name="one_grid_a_number"),
            models.UniqueConstraint(fields=("community", "option", "keeps"), name="one_grid_keeps_a_grid"),
        )


class OptionBuilding(Row):
    """Which grid of an option a building lies in: exactly one."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.CASCADE, related_name="buildings")
    building = models.ForeignKey(Place, models.PROTECT, related_name="+")
    grid_number = models.PositiveSmallIntegerField()
    is_locked = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "option", "building"), name="one_grid_a_building"),
        )
        indexes = (models.Index(fields=("option", "grid_number"), name="buildings_of_a_grid_of_option"),)


class Change(Row):
    """One step of an option's undo stack: building id → [grid before, grid after]."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=list(rules.CHANGES.items()))
    buildings = models.JSONField(default=dict)
    proved = models.JSONField(default=dict)  # what the option said of itself before: status, objective …
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "option", "number"), name="one_change_a_number"),
        )
