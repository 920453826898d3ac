"""Who serves a grid beside its leader."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.rules import members
from sanzhang.organisation.territory.models import Place


class GridMember(Row):
    """Who serves a grid beside its leader, on [starts_on, ends_on) (§1.4): police, utilities, property manager.

    `person` None: only the body is known, by its duty phone. One that ends on its first day was never valid.
    A change ends this row and begins another, so that every day can be told.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    grid = models.ForeignKey(Place, models.PROTECT, related_name="members")
    kind = models.CharField(max_length=20, choices=list(members.KINDS.items()))
    label = models.CharField(max_length=20, blank=True)  # what an `other` is called
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="memberships"
    )
    body = models.CharField(max_length=60, blank=True)  # 桐荫派出所
    duty_phone = models.CharField(max_length=20, blank=True)  # the body's number, public
    duty = models.CharField(max_length=120, blank=True)
    topics = models.JSONField(default=list)  # codes of the kinds of matter taken, as registered from above
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, choices=list(members.END_REASONS.items()), blank=True)
    to_check = models.CharField(max_length=120, blank=True)  # why somebody should look at it once more
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "grid", "kind", "label", "person"),
                condition=Q(ends_on=None, person__isnull=False),
                name="one_running_membership_a_person",
            ),
            models.UniqueConstraint(
                fields=("community", "grid", "kind", "label", "body"),
                condition=Q(ends_on=None, person=None),
                name="one_running_membership_a_body",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(members.KINDS)), name="known_kind_of_grid_member"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(body=""), name="member_is_a_person_or_a_body"
            ),
            models.CheckConstraint(
                condition=Q(kind="other") & ~Q(label="") | ~Q(kind="other") & Q(label=""),
                name="other_members_say_what_they_are",
            ),
        )
        indexes = (
            models.Index(fields=("community", "ends_on", "grid"), name="members_of_a_community"),
            models.Index(fields=("person", "ends_on"), name="memberships_of_a_person"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.grid.path

    @property
    def duty_phone_shown(self) -> str:
        """Return the body's number as people read it."""
        return members.spoken(self.duty_phone)

    @property
    def title(self) -> str:
        """Return 民警, or an other's own words."""
        return self.label or members.KINDS[self.kind]
