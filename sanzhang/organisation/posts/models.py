"""Posts, tenures, and who else serves a grid."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.rules import members
from sanzhang.organisation.territory.models import Place


class Post(Row):
    """A chair: kind × place (× number, where an office has several). It outlives whoever sits in it."""

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24, choices=list(rules.KINDS.items()))
    place = models.ForeignKey(Place, models.PROTECT, related_name="posts")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=40, blank=True)  # 城管局值班, where the kind alone says too little
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    vacant_since = models.DateTimeField(
        null=True
    )  # never later than a vacancy's begin: lists look here first

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("place", "kind", "number"),
                condition=Q(closed_at=None),
                name="one_post_a_kind_and_place",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(rules.KINDS)), name="known_kind_of_post"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(kind__in=rules.LEADERS), name="leaders_posts_have_no_number"
            ),
        )
        indexes = (
            models.Index(
                fields=("vacant_since", "id"),
                condition=Q(closed_at=None, vacant_since__isnull=False),
                name="posts_vacant_by_age",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path


class Tenure(Row):
    """The sitting in a post, on [starts_at, ends_at). No two of one post overlap (`one_leader_a_post`).

    One that was entered wrongly is kept with `cancelled_at`; it counts for nothing and overlaps with nothing.
    """

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tenures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    term_until = models.DateTimeField(null=True)  # the end first agreed, where it was brought forward
    cancelled_at = models.DateTimeField(null=True)
    is_acting = models.BooleanField(default=False)
    way = models.CharField(max_length=20, choices=list(rules.WAYS.items()), default="recommendation")
    reason = models.CharField(max_length=200, blank=True)  # why an exception (§2.1), why acting
    seated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=20, choices=list(rules.END_REASONS.items()), blank=True)
    end_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="tenure_ends_after_it_starts"
            ),
        )
        indexes = (
            models.Index(fields=("person", "starts_at"), name="tenures_of_a_person"),
            models.Index(fields=("post", "starts_at"), name="tenures_of_a_post"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.post.place.path


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
