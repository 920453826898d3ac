"""Questions: answered at once and counted apart from matters; and the answers that stand ready for them (§4.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters import asking, rules
from sanzhang.duties.matters.models.matter import Matter, new_receipt, new_reference
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place

PERSON = settings.AUTH_USER_MODEL


class ReadyAnswer(Row):
    """An answer to what is often asked, for everybody below its place; looked over at least once a year.

    `words`: what else people say for it. Taken off, never deleted: enquiries point to it.
    """

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")  # null above
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    topic = models.CharField(max_length=16, choices=list(rules.TOPICS.items()), default="other")
    question = models.CharField(max_length=asking.QUESTION_MAX)
    answer = models.TextField(max_length=rules.WORDS_MAX)
    words = models.CharField(max_length=asking.OTHER_WORDS_MAX, blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("place", "question"), condition=Q(closed_at=None), name="one_ready_answer_a_question"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path


class Enquiry(Row):
    """A question, not a matter: no rung and no ladder; the community answers within two working days.

    `ready`: the answer that stood ready and did; `matter`: what it was turned into; `was`: the matter it had been
    taken for.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=8, default=new_reference)
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=12, choices=list(rules.ORIGINS.items()), default="resident")
    topic = models.CharField(max_length=16, choices=list(rules.TOPICS.items()), default="other")
    words = models.TextField(max_length=rules.WORDS_MAX)
    state = models.CharField(max_length=10, choices=list(asking.STATES.items()), default=asking.WAITING)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # only while it waits
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=rules.WORDS_MAX, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    ready = models.ForeignKey(ReadyAnswer, models.PROTECT, null=True, related_name="+")
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="+")
    was = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="enquiry")
    reporter = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    contact_name = EncryptedText(default="", blank=True)
    contact_phone = EncryptedText(default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "reference"), name="one_enquiry_a_reference"),
            models.CheckConstraint(
                condition=Q(state=asking.WAITING, due_at__isnull=False, answered_at=None)
                | Q(state=asking.ANSWERED, due_at=None, answered_at__isnull=False) & ~Q(answer="")
                | Q(state=asking.TURNED, due_at=None, matter__isnull=False),
                name="enquiries_wait_or_end",
            ),
        )
        indexes = (
            models.Index(fields=("community", "-id"), name="enquiries_of_a_community"),
            models.Index(
                fields=("community", "due_at"), condition=Q(due_at__isnull=False), name="enquiries_waiting"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path

    @property
    def is_waiting(self) -> bool:
        """Tell whether somebody has to answer."""
        return self.state == asking.WAITING
