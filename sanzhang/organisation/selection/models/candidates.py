"""Who is put forward or stands, which households stand behind him, what is said against it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.fields import BlindIndex, EncryptedText
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.models.procedures import Procedure
from sanzhang.organisation.territory.models import Household, Place


def new_receipt() -> str:
    """Return the secret address of what somebody handed in: 80 random bits (T10)."""
    return new_code(16)


class Candidate(Row):
    """Somebody put forward. Who he is stays encrypted here until a worker has checked him; then a person."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="candidates")
    number = models.PositiveSmallIntegerField()
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    source = models.CharField(max_length=12, choices=list(rules.SOURCES.items()))
    state = models.CharField(max_length=10, choices=list(rules.CANDIDATE_STATES.items()), default="waiting")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="candidatures"
    )
    name = EncryptedText(blank=True)  # until accepted
    name_index = BlindIndex(of="name")
    phone = EncryptedText(blank=True)
    phone_index = BlindIndex(of="phone")
    kinds = EncryptedText(blank=True)  # JSON list of backgrounds, until accepted: then on the post's file
    background = EncryptedText(blank=True)
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    statement = EncryptedText(blank=True)
    opinion = EncryptedText(blank=True)  # of who puts him forward
    signed_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why a grid leader by exception (§2.1)
    agrees = models.BooleanField(default=False)  # to the publication, before a ledger can say so
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    put_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("procedure", "number"), name="one_candidate_a_number"),
            models.UniqueConstraint(
                fields=("procedure", "person"),
                condition=Q(state__in=rules.LIVE, person__isnull=False),
                name="one_candidate_a_person",
            ),
            models.UniqueConstraint(
                fields=("procedure", "name_index", "phone_index"),
                condition=Q(state__in=rules.LIVE) & ~Q(name_index=""),
                name="one_candidate_a_name_and_phone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "out")) | Q(person__isnull=False),
                name="an_accepted_candidate_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "out")) | ~Q(decision_words=""),
                name="a_refused_candidate_is_told_why",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.procedure.scope_path


class Endorsement(Row):
    """A household stands behind a candidate; one in a selection, whoever lives there."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="endorsements")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("procedure", "household"),
                condition=Q(withdrawn_at=None),
                name="a_household_endorses_once",
            ),
        )


class Objection(Row):
    """What somebody says against a candidate or the procedure during the publication; each is answered."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="objections")
    candidate = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="objections")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    how = models.CharField(max_length=8, choices=list(rules.HOW.items()))
    words = EncryptedText()
    contact = EncryptedText(blank=True)
    state = models.CharField(max_length=10, choices=list(rules.OBJECTION_STATES.items()), default="open")
    answer = EncryptedText(blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("procedure", "number"), name="one_objection_a_number"),
            models.CheckConstraint(
                condition=Q(state="open", answered_by=None, answered_at=None)
                | ~Q(state="open") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="an_objection_is_answered_by_somebody",
            ),
            models.CheckConstraint(  # R15
                condition=Q(about=None) | Q(answered_by=None) | ~Q(answered_by=F("about")),
                name="nobody_answers_about_himself",
            ),
        )
        indexes = (
            models.Index(fields=("procedure",), condition=Q(state="open"), name="objections_to_answer"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.procedure.scope_path
