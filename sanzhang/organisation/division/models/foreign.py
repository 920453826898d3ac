"""Departments' grids over our buildings, dated: their codes stay as aliases; merging them, and whom they bring."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.division.models.drafts import Draft, Option
from sanzhang.organisation.territory.models import Place

NOT_BEFORE = Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))


class ForeignGrid(Row):
    """A grid as a department calls it, on [starts_on, ends_on); by its buildings an alias of ours, n:m, for exchange.

    One that ends on its first day was never valid.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    department = models.CharField(max_length=30)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "department", "code"),
                condition=Q(ends_on=None),
                name="one_running_grid_a_departments_code",
            ),
            models.CheckConstraint(condition=NOT_BEFORE, name="foreign_grid_ends_not_before_it_starts"),
        )
        indexes = (models.Index(fields=("community", "department", "ends_on"), name="departments_grids"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class ForeignBuilding(Row):
    """A building in a department's grid, on [starts_on, ends_on); in one grid of a department at most."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    department = models.CharField(max_length=30)
    grid = models.ForeignKey(ForeignGrid, models.PROTECT, related_name="buildings")
    building = models.ForeignKey(Place, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "department", "building"),
                condition=Q(ends_on=None),
                name="one_grid_of_a_department_a_building",
            ),
            models.CheckConstraint(condition=NOT_BEFORE, name="foreign_building_ends_not_before_it_starts"),
        )
        indexes = (models.Index(fields=("grid", "ends_on"), name="buildings_of_a_foreign_grid"),)


class ForeignMember(Row):
    """Who serves a department's grid, as its file says; deleted when carried over, or when a newer file drops them."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    grid = models.ForeignKey(ForeignGrid, models.PROTECT, related_name="members")
    name = EncryptedText()
    phone = EncryptedText(blank=True)
    duty = models.CharField(max_length=120, blank=True)
    named_on = models.DateField()

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class Merge(Row):
    """A draft that was made of several departments' grids: which ones, which was the base, whom it follows where.

    `follows`: first building of a piece → voice. `carried`: how many members went along when it took effect.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="merge")
    base = models.CharField(max_length=30, blank=True)  # empty: the solver proposed
    follows = models.JSONField(default=dict)
    departments = models.JSONField(default=list)
    carried = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class MemberDecision(Row):
    """What a community worker decided about a doubtful member; can be taken back until the plan takes effect."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    merge = models.ForeignKey(Merge, models.PROTECT, related_name="decisions")
    option = models.ForeignKey(Option, models.PROTECT, related_name="+")
    member = models.ForeignKey(ForeignMember, models.CASCADE, related_name="decisions")
    is_carried = models.BooleanField()
    grids = models.JSONField(default=list)  # numbers of the option's grids
    phone = EncryptedText(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "merge", "member"),
                condition=Q(undone_at=None),
                name="one_standing_decision_a_member",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path
