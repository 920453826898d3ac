"""Suggestions to the community: what was said, who supports it, each answer with its reasons."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.supervision import rules
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place

PERSON = settings.AUTH_USER_MODEL


def new_reference() -> str:
    """Return the number of a suggestion, random."""
    return new_code(8)


def new_receipt() -> str:
    """Return the code by which its author finds it."""
    return new_code(16)


class Suggestion(Row):
    """A suggestion to a community; `due_at` runs while the community has to say something."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=8, default=new_reference)
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    topic = models.CharField(max_length=16, choices=list(matter_rules.TOPICS.items()), default="idea")
    words = models.TextField(max_length=rules.WORDS_MAX)
    author = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    author_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # a leader's
    contact_name = EncryptedText(default="", blank=True)
    contact_phone = EncryptedText(default="", blank=True)
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.RECEIVED)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    planned_on = models.DateField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    answer = models.TextField(max_length=rules.WORDS_MAX, blank=True)
    link = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="+")
    satisfied = models.PositiveSmallIntegerField(null=True, choices=list(rules.SATISFIED.items()))
    again_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=100, blank=True)
    supports = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "reference"), name="one_suggestion_a_reference"),
            models.CheckConstraint(
                condition=Q(state__in=rules.OPEN, due_at__isnull=False)
                | Q(state__in=rules.ENDS, due_at=None, answered_at__isnull=False),
                name="suggestions_wait_or_are_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(rules.DECLINED, rules.PARTLY)) | ~Q(answer=""),
                name="declined_with_reasons",
            ),
        )
        indexes = (
            models.Index(fields=("community", "-id"), name="suggestions_of_a_community"),
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="suggestions_waiting"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.community.path

    @property
    def is_open(self) -> bool:
        """Tell whether the community still has to answer."""
        return self.due_at is not None


class SuggestionStep(Row):
    """One step in the story of a suggestion; never changed."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="steps")
    seq = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=10, choices=list(rules.STEPS.items()))
    words = models.TextField(max_length=rules.WORDS_MAX, blank=True)
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "suggestion", "seq"), name="one_step_a_number_of_a_suggestion"
            ),
        )


class Support(Row):
    """A household (or a person who lives nowhere here) supports a suggestion, once."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="+")
    supporter = models.CharField(max_length=64)  # blind index: tells two apart, names nobody
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "suggestion", "supporter"), name="one_support_a_household"
            ),
        )
