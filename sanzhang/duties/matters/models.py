"""Matters, steps, photos, parties, late words, drafts, clocks."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters import rules
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post, Tenure
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
    words = models.TextField(max_length=2000)
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


class Proposal(Row):
    """A step that came after the post was handed over: kept, and given to whoever has the matter now (§12)."""

    from_title = ""  # of the sender's post, where a page shows it

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="proposals")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="+")  # by which the sender had it
    step = models.CharField(max_length=12, choices=[(step, rules.STEPS[step]) for step in rules.LATE_STEPS])
    ending = models.CharField(max_length=16, choices=list(rules.ENDINGS.items()), blank=True)
    words = EncryptedText(default="", blank=True)
    sent_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=list(rules.PROPOSAL_STATES.items()), default=rules.PROPOSED
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(step__in=rules.LATE_STEPS), name="known_step_of_proposal"),
            models.CheckConstraint(
                condition=Q(state=rules.PROPOSED, decided_at=None)
                | ~Q(state=rules.PROPOSED) & Q(decided_at__isnull=False),
                name="decided_proposals_say_when",
            ),
        )
        indexes = (
            models.Index(fields=("sent_at",), condition=Q(decided_at__isnull=True), name="proposals_waiting"),
        )


class ProposalPhoto(Row):
    """A photo that came with a late step."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="photos")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")


class ReportDraft(Row):
    """What somebody without an account has typed so far; found by a secret in the browser's cookie, kept a day."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    answers = EncryptedText(default="{}")
    changed_at = models.DateTimeField(db_index=True)


class DraftPhoto(Row):
    """A photo of a draft, re-encoded already."""

    draft = models.ForeignKey(ReportDraft, models.CASCADE, related_name="photos")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")


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
