"""A unit's rota (§12): who is willing and able, and whose month it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.foundation.records.models import Row
from sanzhang.mechanisms.rotation import rules
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Household, Place


class Rota(Row):
    """A unit that chose to take turns, since a first month."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="rotas")
    order = models.CharField(max_length=10, choices=list(rules.ORDERS.items()))
    chosen_how = models.CharField(max_length=14, choices=list(rules.CHOSEN.items()))
    chosen_on = models.DateField()
    chosen_words = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()  # the first of a month
    months_ahead = models.PositiveSmallIntegerField(default=rules.AHEAD)
    seed = models.CharField(max_length=32, blank=True)  # of the lot, once drawn
    drawn_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "post"), condition=Q(ended_at=None), name="one_rota_a_post"
            ),
            models.CheckConstraint(condition=Q(starts_on__day=1), name="a_rota_starts_on_a_first"),
            models.CheckConstraint(
                condition=~Q(seed="") | Q(drawn_at=None) | Q(order="agreement"), name="a_lot_keeps_its_seed"
            ),
            models.CheckConstraint(
                condition=Q(months_ahead__gte=rules.LEAST_AHEAD, months_ahead__lte=rules.MOST_AHEAD),
                name="a_rota_is_written_months_ahead",
            ),
        )
        indexes = (models.Index(fields=("community", "ended_at"), name="rotas_of_a_community"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.post.place.path


class Member(Row):
    """A household that takes part, and who serves for it: willing by asking, able by the worker's word."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    rota = models.ForeignKey(Rota, models.PROTECT, related_name="members")
    household = models.ForeignKey(Household, models.PROTECT, related_name="rotas")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rotas")
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    able_at = models.DateTimeField(null=True)
    able_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(null=True)  # in the order; empty until drawn or agreed
    left_at = models.DateTimeField(null=True)
    left_words = models.CharField(max_length=200, blank=True)  # why it left, or was not found able

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "rota", "household"),
                condition=Q(left_at=None),
                name="a_household_is_once_in_a_rota",
            ),
            models.UniqueConstraint(
                fields=("community", "rota", "person"),
                condition=Q(left_at=None),
                name="a_person_serves_for_one_household",
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(able_at__isnull=False), name="only_the_able_have_a_place"
            ),
        )
        indexes = (models.Index(fields=("person", "left_at"), name="rotas_of_a_person"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.rota.post.place.path


class Turn(Row):
    """A month of a rota: whose it is, or openly nobody's. The tenure says since when power lies there."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    rota = models.ForeignKey(Rota, models.PROTECT, related_name="turns")
    month = models.DateField()
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="turns")
    tenure = models.OneToOneField(Tenure, models.PROTECT, null=True, related_name="turn")
    state = models.CharField(max_length=10, choices=list(rules.TURN_STATES.items()), default=rules.PLANNED)
    why = models.CharField(max_length=12, choices=list(rules.WHY_VACANT.items()), blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "rota", "month"), name="one_turn_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_turn_is_a_month"),
            models.CheckConstraint(
                condition=Q(state="vacant", member=None, tenure=None)
                | ~Q(state="vacant") & Q(member__isnull=False, tenure__isnull=False),
                name="a_turn_has_a_tenure_or_is_openly_vacant",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(why=""), name="a_turn_that_is_planned_is_not_vacant"
            ),
        )
        indexes = (models.Index(fields=("month", "state"), name="turns_of_a_month"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.rota.post.place.path


class TurnStep(Row):
    """What happened to a turn, one after the other; only added to."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    turn = models.ForeignKey(Turn, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12, choices=list(rules.VERBS.items()))
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # who has it from now on
    before = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # who had it
    words = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Swap(Row):
    """One asks another to change months."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    mine = models.ForeignKey(Turn, models.PROTECT, related_name="swaps_asked")
    theirs = models.ForeignKey(Turn, models.PROTECT, related_name="swaps_offered")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=list(rules.SWAP_STATES.items()), default=rules.WAITING)
    words = models.CharField(max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "mine"), condition=Q(state="waiting"), name="one_swap_waits_a_turn"
            ),
        )
        indexes = (models.Index(fields=("asked_of", "state"), name="swaps_to_answer"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.mine.rota.post.place.path

    @property
    def person_id(self) -> int:
        """Return who was asked and may answer, for permission."""
        return self.asked_of_id


class Reminder(Row):
    """A reminder of a turn that went out; nobody hears one twice, however often the clock runs."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    turn = models.ForeignKey(Turn, models.PROTECT, related_name="reminders")  # the one that begins
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()  # before the month's begin
    is_leaving = models.BooleanField()  # told to the one whose month ends then
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("turn", "person", "days", "is_leaving"), name="one_reminder_a_turn_and_day"
            ),
        )
