"""Orders: who is sent to do what of a matter, and the links by which those without an account answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters import work
from sanzhang.duties.matters.models.matter import Matter
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import GridMember, Post
from sanzhang.organisation.territory.models import Place


class Dispatch(Row):
    """An order of a matter to one handler; runs until it is reported back or recalled (`ended_at`).

    `round`: how often the matter was reopened before. `seq`, `claimed_seq`, `ended_seq`: its steps in the story.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="dispatches")
    number = models.PositiveSmallIntegerField()  # of the matter
    round = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=list(work.HANDLERS.items()))
    handler = models.CharField(max_length=64)  # blind index: tells two handlers apart
    handler_name = EncryptedText()
    handler_phone = EncryptedText(default="", blank=True)
    member = models.ForeignKey(GridMember, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    words = EncryptedText()
    is_lead = models.BooleanField(default=False)
    must_do = models.BooleanField(default=False)  # the level above said so after a hand-back
    shares_contact = models.BooleanField(default=False)  # who reported agreed
    state = models.CharField(max_length=12, choices=list(work.ORDER_STATES.items()), default=work.SENT)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)  # the sender was told that it is late
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField()
    claimed_seq = models.PositiveIntegerField(null=True)
    handed_seq = models.PositiveIntegerField(null=True)
    ended_seq = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "matter", "number"), name="one_order_a_number"),
            models.UniqueConstraint(
                fields=("community", "matter"),
                condition=Q(is_lead=True, ended_at=None),
                name="one_lead_at_a_time",
            ),
            models.UniqueConstraint(
                fields=("community", "matter", "handler"),
                condition=Q(ended_at=None),
                name="one_running_order_a_handler",
            ),
            models.CheckConstraint(
                condition=Q(state__in=work.RUNNING, ended_at=None)
                | Q(state__in=(work.DONE, work.RECALLED), ended_at__isnull=False),
                name="orders_end_by_a_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(work.CLAIMED, work.DONE)) | Q(claimed_at__isnull=False),
                name="claimed_before_work",
            ),
        )
        indexes = (
            models.Index(fields=("matter", "number"), name="orders_of_a_matter"),
            models.Index(fields=("person",), condition=Q(ended_at=None), name="orders_of_a_person"),
            models.Index(fields=("post",), condition=Q(ended_at=None), name="orders_of_a_post"),
            models.Index(fields=("due_at",), condition=Q(ended_at=None), name="orders_due"),
        )

    @property
    def scope_path(self) -> str:
        """Return where its matter lies, for permission."""
        return self.matter.path

    @property
    def rung_seat_kind(self) -> str:
        """Return the kind of post to which it went, for permission; "" where it went to none."""
        return self.post.kind if self.post else ""

    @property
    def runs(self) -> bool:
        """Tell whether an answer is still waited for."""
        return self.ended_at is None


class DispatchLink(Row):
    """A link by which a handler without an account sees and answers one order; only its digest is kept."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "dispatch"), condition=Q(ended_at=None), name="one_live_link_an_order"
            ),
        )
