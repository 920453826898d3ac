"""Monthly inspections by leaders, and the problems found."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models.bodies import Duty, WatchedBody
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place


def new_reply_code() -> str:
    """Return the secret of a page on which a body replies to one problem."""
    return new_code(24)


class Inspection(Row):
    """A leader's round of the own area in a month: one a post and month, however many devices send it."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    handed_at = models.DateTimeField()
    sends = models.PositiveSmallIntegerField(default=1)  # that brought something new

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "post", "month"), name="one_inspection_a_post_and_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="inspection_month_is_its_first_day"),
        )
        indexes = (models.Index(fields=("community", "month"), name="inspections_of_a_month"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path


class Answer(Row):
    """What was seen of one duty; `differs_at`: two devices said differently, and a person has to look."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="answers")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    result = models.CharField(max_length=8, choices=list(rules.RESULTS.items()))
    differs_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "inspection", "duty"), name="one_answer_a_duty_and_round"
            ),
        )


class Finding(Row):
    """A problem of a duty, worked on as a matter; published when replied to, or when the time to reply is over."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="findings")
    body = models.ForeignKey(WatchedBody, models.PROTECT, related_name="findings")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=32)
    words = models.TextField(max_length=rules.WORDS_MAX)
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reply_by = models.DateTimeField()
    reply_code = models.CharField(max_length=24, unique=True, default=new_reply_code)
    reply = models.TextField(max_length=rules.WORDS_MAX, blank=True)
    replied_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)  # its words are kept from the public page
    hidden_reason = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "answer", "digest"), name="one_finding_a_wording"),
            models.CheckConstraint(
                condition=Q(replied_at=None, reply="") | (Q(replied_at__isnull=False) & ~Q(reply="")),
                name="replies_have_words",
            ),
        )
        indexes = (models.Index(fields=("body", "-found_at"), name="findings_of_a_body"),)

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path
