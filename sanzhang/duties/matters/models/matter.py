"""Matters, their steps, photos and parties."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.grams import GramsField
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Household, Place


def new_reference() -> str:
    """Return a number to say on the telephone: eight signs, random."""
    return new_code(8)


def new_receipt() -> str:
    """Return the secret address of a receipt: 80 random bits (T10)."""
    return new_code(16)


class Matter(Row):
    """Something reported: where, what, who has it now, until when."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=8, default=new_reference)
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = models.CharField(max_length=26)  # of the place; moves with it
    spot = models.CharField(max_length=80, blank=True)  # 三楼楼道, in the reporter's words
    kind = models.CharField(max_length=12, choices=list(rules.KINDS.items()), default=rules.ORDINARY)
    topic = models.CharField(max_length=16, choices=list(rules.TOPICS.items()), default="other")
    origin = models.CharField(max_length=12, choices=list(rules.ORIGINS.items()), default="resident")
    filed_as = models.ForeignKey(Kind, models.PROTECT, null=True, related_name="+", db_index=False)
    details = models.JSONField(default=dict, blank=True)  # answers to the kind's own questions
    outside_reference = models.CharField(max_length=40, blank=True)  # of the hotline or of another program
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined", db_index=False)
    words = models.TextField(max_length=2000)
    grams = GramsField(of=("words", "spot", "reference"))
    state = models.CharField(max_length=12, choices=list(rules.STATES.items()), default=rules.WAITING)
    rung = models.CharField(max_length=20, choices=list(rules.RUNGS.items()))
    rung_path = models.CharField(max_length=26)  # the area whose post has it
    version = models.PositiveIntegerField(default=1)
    reported_at = models.DateTimeField()
    rung_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # at this rung; empty once answered
    outward_due_at = models.DateTimeField()  # as promised to who reported
    overdue_since = models.DateTimeField(null=True)  # late where nobody is above
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, choices=list(rules.ENDINGS.items()), blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(null=True)  # 1 bad … 5 good
    disregarded_at = models.DateTimeField(
        null=True
    )  # two people found the demand unreasonable: out of the rate
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    contact_name = EncryptedText(default="", blank=True)
    contact_phone = EncryptedText(default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "reference"), name="one_matter_a_reference"),
            models.CheckConstraint(condition=Q(state__in=list(rules.STATES)), name="known_state_of_matter"),
            models.CheckConstraint(condition=Q(rung__in=rules.LADDER), name="known_rung"),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.ANSWERED, rules.CLOSED]) | ~Q(ending=""),
                name="answered_with_an_ending",
            ),
            models.UniqueConstraint(
                fields=("community", "origin", "outside_reference"),
                condition=~Q(outside_reference=""),
                name="one_matter_an_outside_reference",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.JOINED) | Q(joined_to__isnull=False, due_at=None),
                name="joined_to_something_without_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="rating_one_to_five"
            ),
        )
        indexes = (
            models.Index(fields=("community", "-id"), name="matters_of_a_community"),
            models.Index(fields=("community", "path", "-id"), name="matters_of_an_area"),
            models.Index(
                fields=("community", "-id"),
                condition=Q(due_at__isnull=False),
                name="matters_open_in_a_community",
            ),
            models.Index(fields=("-id",), condition=Q(due_at__isnull=False), name="matters_open"),
            # "IS NOT NULL" and not "state IN": SQLite matches a partial index by the words of its condition.
            models.Index(
                fields=("rung_path", "rung", "due_at"),
                condition=Q(due_at__isnull=False),
                name="matters_waiting",
            ),
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="matters_due"),
            models.Index(
                fields=("answered_at",),
                condition=Q(answered_at__isnull=False, closed_at=None),
                name="matters_unconfirmed",
            ),
            # for what is rare: the common is found sooner by walking down the ids
            models.Index(fields=("topic", "-id"), name="matters_of_a_topic"),
            models.Index(fields=("kind", "-id"), name="matters_of_a_kind"),
            models.Index(fields=("rung", "-id"), name="matters_of_a_rung"),
            models.Index(fields=("state", "-id"), name="matters_in_a_state"),
            models.Index(
                fields=("closed_at",), condition=Q(closed_at__isnull=False), name="matters_closed_then"
            ),
            models.Index(fields=("parent",), condition=Q(parent__isnull=False), name="parts_of_a_matter"),
            models.Index(fields=("joined_to",), condition=Q(joined_to__isnull=False), name="joined_matters"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.path

    @property
    def rung_seat_kind(self) -> str:
        """Return the kind of post that has it, for permission."""
        return self.rung

    @property
    def where(self) -> str:
        """Return 桐荫家园12栋2单元; asks nothing if place, its parent and their estates were read along."""
        place, above = self.place, self.place.parent if self.place.kind == "unit" else None
        building = above or place
        estate = building.estate.name if building.estate_id and building.estate else ""
        return f"{estate}{above.name if above else ''}{place.name}"

    @property
    def rating_words(self) -> str:
        """Return 满意, 基本满意 or 不满意."""
        return rules.rating_words(self.rating)

    @property
    def is_open(self) -> bool:
        """Tell whether somebody has to do something."""
        return self.state in rules.OPEN


class MatterStep(Row):
    """One step of a matter. Append-only; `seq` lets of two at once only one be written."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=list(rules.STEPS.items()))
    at = models.DateTimeField()
    from_rung = models.CharField(max_length=20, blank=True)
    to_rung = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=list(rules.STATES.items()))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    ending = models.CharField(max_length=16, choices=list(rules.ENDINGS.items()), blank=True)
    words = models.TextField(max_length=2000, blank=True)
    due_at = models.DateTimeField(null=True)  # the rung's new clock

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "matter", "seq"), name="one_step_at_a_time"),
        )


class MatterPhoto(Row):
    """A photo that came with a step."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="photos")
    step = models.ForeignKey(MatterStep, models.PROTECT, related_name="photos")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    phase = models.CharField(max_length=8, choices=list(rules.PHASES.items()), blank=True)


class MatterParty(Row):
    """Whom a matter is about: a person or a household; nobody of either gets it (R15)."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="parties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person=None, household__isnull=False) | Q(person__isnull=False, household=None),
                name="party_is_person_or_household",
            ),
        )
