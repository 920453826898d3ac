"""Disputes, their parties, and the trail without content."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.mediation import rules
from sanzhang.foundation.records.fields import BlindIndex, EncryptedText
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory.models import Household, Place


def new_reference() -> str:
    """Return a number to say on the telephone: eight signs, random."""
    return new_code(8)


def new_receipt() -> str:
    """Return the secret address of a party: 80 random bits."""
    return new_code(16)


class Dispute(Row):
    """A dispute. Kind, level and state are known to levels; every word of it is encrypted."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=8, default=new_reference)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=list(rules.KINDS.items()))
    scale = models.CharField(max_length=8, choices=list(rules.SCALES.items()), default="single")
    source = models.CharField(max_length=10, choices=list(rules.SOURCES.items()))
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="+")
    words = EncryptedText(default="")
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()), default=rules.TOLD)
    rung = models.CharField(max_length=20, choices=list(rules.RUNGS.items()))
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+")  # by which he mediates
    version = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # of this level: 30 days, longer if both agree
    extended = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=list(rules.ENDINGS.items()), blank=True)
    settled_rung = models.CharField(max_length=20, choices=list(rules.RUNGS.items()), blank=True)
    outcome = EncryptedText(default="", blank=True)  # what was settled by word of mouth, or why it ended
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "reference"), name="one_dispute_a_reference"),
            models.CheckConstraint(condition=Q(state__in=list(rules.STATES)), name="known_state_of_dispute"),
            models.CheckConstraint(condition=Q(rung__in=rules.LADDER), name="known_level_of_dispute"),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.SETTLED, rules.ENDED])
                | (~Q(ending="") & Q(ended_at__isnull=False)),
                name="ended_dispute_with_an_ending",
            ),
            models.CheckConstraint(
                condition=Q(mediator=None, tenure=None) | Q(mediator__isnull=False, tenure__isnull=False),
                name="mediator_by_a_tenure",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.ASKING, rules.OPEN]) | Q(mediator__isnull=False),
                name="mediation_has_a_mediator",
            ),
        )
        indexes = (
            models.Index(fields=("community", "state"), name="disputes_of_a_community"),
            models.Index(fields=("mediator", "state"), name="disputes_of_a_mediator"),
            models.Index(fields=("ended_at", "settled_rung"), name="disputes_ended"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path

    @property
    def level_path(self) -> str:
        """Return the area of the level that has it."""
        return self.place.path[: rules.WIDTHS[self.rung]]

    @property
    def is_alive(self) -> bool:
        """Tell whether mediation goes on."""
        return self.state in rules.ALIVE


class Party(Row):
    """Somebody on one side: a person, a household, or a name outside the register; with an own receipt."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="parties")
    side = models.CharField(max_length=12, choices=list(rules.SIDES.items()))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    name = EncryptedText()
    phone = EncryptedText(default="", blank=True)
    phone_index = BlindIndex(of="phone")
    representative = EncryptedText(default="", blank=True)
    receipt = EncryptedText(default=new_receipt)
    receipt_index = BlindIndex(of="receipt")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "dispute", "person"),
                condition=Q(person__isnull=False),
                name="one_party_a_person",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.dispute.place.path


class DisputeStep(Row):
    """One step, without content. `seq` lets of two at once only one be written."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField()
    step = models.CharField(max_length=20)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()))
    rung = models.CharField(max_length=20, choices=list(rules.RUNGS.items()))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "dispute", "seq"), name="one_dispute_step_at_a_time"
            ),
        )


class Interest(Row):
    """Why somebody must not mediate this one: told by himself or by a party; never deleted while it lasts."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="interests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")  # who objected
    kind = models.CharField(max_length=10, choices=list(rules.INTERESTS.items()))
    words = EncryptedText(default="", blank=True)
    at = models.DateTimeField()


class Aid(Row):
    """Whom the mediator called in: a second mediator, or who writes."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="aids")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=list(rules.ROLES.items()))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "dispute", "person"), condition=Q(ends_at=None), name="one_aid_a_person"
            ),
        )
