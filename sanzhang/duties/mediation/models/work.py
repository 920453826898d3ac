"""Consents, moves, sittings, agreements, follow-ups, sealed papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.models.disputes import Dispute, Party
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.territory.models import Place


class SealedPaper(Row):
    """A photo or scan; its bytes lie encrypted in the row (base64), never on disk in clear."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="papers")
    content = EncryptedText()
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField()


class Move(Row):
    """A change of mediator or level of which both sides are asked."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="moves")
    to_rung = models.CharField(max_length=20, choices=list(rules.RUNGS.items()))
    why = models.CharField(max_length=10, choices=list(rules.WHYS.items()))
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "dispute"), condition=Q(ended_at=None), name="one_open_move_a_dispute"
            ),
        )


class Consent(Row):
    """What a party said to mediation, a move or a longer term; how, when, and when it was taken back."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="consents")
    party = models.ForeignKey(Party, models.PROTECT, related_name="consents")
    about = models.CharField(max_length=8, choices=list(rules.ABOUT.items()))
    move = models.ForeignKey(Move, models.PROTECT, null=True, related_name="consents")
    given = models.BooleanField()
    way = models.CharField(max_length=8, choices=list(rules.WAYS.items()))
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    witness = EncryptedText(default="", blank=True)
    paper = models.ForeignKey(SealedPaper, models.SET_NULL, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "party", "about", "move"),
                condition=Q(withdrawn_at=None, move__isnull=False),
                name="one_answer_a_question",
            ),
            models.UniqueConstraint(
                fields=("community", "party", "about"),
                condition=Q(withdrawn_at=None, move=None),
                name="one_answer_a_party",
            ),
        )


class Sitting(Row):
    """A meeting of the parties: where, who came, minutes, how it went."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="sittings")
    starts_at = models.DateTimeField()
    spot = EncryptedText()
    state = models.CharField(max_length=10, choices=list(rules.SITTING_STATES.items()), default=rules.PLANNED)
    attendance = EncryptedText(default="", blank=True)
    minutes = EncryptedText(default="", blank=True)
    result = models.CharField(max_length=8, choices=list(rules.RESULTS.items()), blank=True)
    reminded_at = models.DateTimeField(null=True)


class AgreementCounter(Row):
    """The last number given to an agreement of a community in a year: gapless."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "year"), name="one_counter_a_community_and_year"),
        )


class Agreement(Row):
    """What the sides agreed; its number is given when the last one has signed."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="agreements")
    facts = EncryptedText()
    clauses = EncryptedText()
    manner = EncryptedText(default="", blank=True)
    state = models.CharField(max_length=8, default=rules.DRAFT)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    drawn_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True)  # that the court may be asked to confirm it

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "year", "number"), name="one_agreement_a_number"),
            models.UniqueConstraint(
                fields=("community", "dispute"),
                condition=Q(state=rules.DRAFT),
                name="one_draft_a_dispute",
            ),
            models.CheckConstraint(
                condition=~Q(state=rules.SIGNED) | Q(number__isnull=False, signed_at__isnull=False),
                name="signed_agreement_has_a_number",
            ),
        )


class Obligation(Row):
    """Who does what until when."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="obligations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    words = EncryptedText()
    due_on = models.DateField()


class Signature(Row):
    """A party signed; on paper with its photo, or by the own receipt or sign-in."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=list(rules.WAYS.items()))
    at = models.DateTimeField()
    paper = models.ForeignKey(SealedPaper, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "agreement", "party"), name="one_signature_a_party"),
        )


class FollowUp(Row):
    """A day on which the mediator asks whether it was kept, and what he found."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, choices=list(rules.FOLLOW_UPS.items()), blank=True)
    words = EncryptedText(default="", blank=True)
    reminded_at = models.DateTimeField(null=True)
