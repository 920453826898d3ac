"""What lies on a post's file: a person's background with its proof, and the filing (§2.3)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models.chairs import Post, Tenure
from sanzhang.organisation.territory.models import Place


class Background(Row):
    """What speaks for a person in one post (§2.2): kinds and proof, kept with the post and nowhere else."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="backgrounds")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="backgrounds")
    kinds = EncryptedText()  # JSON list of rules.BACKGROUNDS
    words = EncryptedText(blank=True)  # what proves it: 退休证已看原件
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "post", "person"), name="one_background_a_post_and_person"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.post.place.path


class TermReminder(Row):
    """A reminder of a term's end that went out; nobody hears one twice, however often the clock runs."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="term_reminders")
    days = models.PositiveSmallIntegerField()  # before the end: one of rules.filing.REMIND_DAYS
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "tenure", "days"), name="one_reminder_a_term_and_day"
            ),
        )


class Filing(Row):
    """One filing (§2.3): who is to sit where, by which way, until when; its number once it is filed.

    A refusal stays, with its reason; what is handed in again is a new row. Numbers have no gaps.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="filings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="filings")
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="filings")
    kind = models.CharField(max_length=10, choices=list(rules.FILING_KINDS.items()))
    way = models.CharField(max_length=20, choices=list(rules.WAYS.items()))
    reason = models.CharField(max_length=200, blank=True)  # why an exception (§2.1)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=list(rules.FILING_STATES.items()), default="waiting")
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "year", "serial"),
                condition=Q(serial__isnull=False),
                name="one_filing_number_a_community_and_year",
            ),
            models.UniqueConstraint(
                fields=("community", "post", "person", "kind"),
                condition=Q(state="waiting"),
                name="one_filing_waits_a_post_and_person",
            ),
            models.CheckConstraint(
                condition=Q(state="filed", serial__isnull=False, year__isnull=False)
                | ~Q(state="filed") & Q(serial=None, year=None),
                name="filed_means_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_words=""), name="a_refused_filing_says_why"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(submitted_by=None) | ~Q(decided_by=F("submitted_by")),
                name="a_filing_is_decided_by_another",
            ),
        )
        indexes = (
            models.Index(fields=("community", "state", "-submitted_at"), name="filings_of_a_community"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.post.place.path
