"""Bodies of the party in a community, who sits in them, and who is put forward (§3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models.chairs import Tenure
from sanzhang.organisation.territory.models import Place


class Body(Row):
    """The branch of an estate (小区党支部), or the community party organisation."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=list(rules.BODIES.items()))
    estate = models.ForeignKey(Place, models.PROTECT, null=True, related_name="bodies")
    name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "estate"),
                condition=Q(kind="estate_branch", closed_at=None),
                name="one_branch_an_estate",
            ),
            models.UniqueConstraint(
                fields=("community",),
                condition=Q(kind="community_party", closed_at=None),
                name="one_party_organisation_a_community",
            ),
            models.CheckConstraint(
                condition=Q(kind="estate_branch", estate__isnull=False)
                | Q(kind="community_party", estate=None),
                name="a_branch_has_an_estate",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class BodySeat(Row):
    """A person sits in a body on [starts_on, ends_on).

    One that ends on its first day was never valid. A change of role ends this row and begins another. It does not
    end with the post of a leader; `kept_at`: when it was decided that somebody stays who leads no longer.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="body_seats")
    role = models.CharField(max_length=20, choices=list(rules.BODY_ROLES.items()))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    end_words = models.CharField(max_length=120, blank=True)
    nomination = models.ForeignKey("posts.Nomination", models.PROTECT, null=True, related_name="seats")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # when its end was entered
    cancelled_at = models.DateTimeField(null=True)  # entered wrongly; counts for nothing
    kept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "body", "person"),
                condition=Q(ends_on=None),
                name="one_running_seat_a_body_and_person",
            ),
            models.UniqueConstraint(
                fields=("community", "body"),
                condition=Q(ends_on=None, role="secretary"),
                name="one_secretary_a_body",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_body_seat_ends_not_before_it_starts",
            ),
        )
        indexes = (
            models.Index(fields=("person", "ends_on"), name="body_seats_of_a_person"),
            models.Index(fields=("community", "ends_on"), name="body_seats_of_a_community"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class Nomination(Row):
    """A leader is put forward for a body, by the post held now; another person decides."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="nominations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="nominations")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="nominations")
    role = models.CharField(max_length=20, choices=list(rules.BODY_ROLES.items()))
    words = models.CharField(max_length=200, blank=True)  # why: for the excellent
    state = models.CharField(max_length=10, choices=list(rules.NOMINATION_STATES.items()), default="waiting")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "body", "person"),
                condition=Q(state="waiting"),
                name="one_nomination_waits_a_body_and_person",
            ),
            models.CheckConstraint(  # neither by who proposed it nor by whom it is about
                condition=~Q(state__in=rules.DECIDED)
                | Q(decided_by__isnull=False, proposed_by__isnull=False)
                & ~Q(decided_by=F("proposed_by"))
                & ~Q(decided_by=F("person")),
                name="a_nomination_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(proposed_by=F("person")), name="nobody_proposes_himself"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="a_nomination_waits_until_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_words=""), name="a_refused_nomination_says_why"
            ),
        )
        indexes = (
            models.Index(fields=("community", "state"), name="nominations_of_a_community"),
            models.Index(fields=("person", "state"), name="nominations_of_a_person"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path


class BodyFigures(Row):
    """How far cross-appointment is in a community, counted at a time: for wider levels, without a name.

    Who is in the party lies encrypted, so a district can't count it at each look.
    """

    community = models.OneToOneField(Place, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()
    estates = models.PositiveIntegerField()
    branches = models.PositiveIntegerField()  # estates that have one
    leaders = models.PositiveIntegerField()  # persons
    party_members = models.PositiveIntegerField()  # of these
    seated = models.PositiveIntegerField()  # of these, with a seat in a body of the community
    waiting = models.PositiveIntegerField()  # nominations

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path
