"""Posts, and who sits in them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts import rules
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
    vacant_until = models.DateTimeField(null=True)  # when the next who is agreed sits down, if there is one

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
            models.Index(
                fields=("vacant_since", "community", "kind", "vacant_until"),
                condition=Q(closed_at=None, vacant_since__isnull=False),
                name="vacancies_counted",
            ),
            models.Index(fields=("community", "kind"), condition=Q(closed_at=None), name="posts_counted"),
            models.Index(
                fields=("closed_at", "id"), condition=Q(closed_at__isnull=False), name="posts_closed"
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
            models.Index(fields=("starts_at",), condition=Q(cancelled_at=None), name="tenures_by_start"),
            models.Index(fields=("ends_at",), condition=Q(cancelled_at=None), name="tenures_by_end"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.post.place.path
