"""What the level above has to decide: handed back, more time, a second reopening, a second pause."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.models.dispatch import Dispatch
from sanzhang.duties.matters.models.matter import Matter
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place


class Decision(Row):
    """Something asked of a rung, by when, and what was decided.

    A hand-back happens once for each handler in a round, more time at most twice: both in the database.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="decisions")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, null=True, related_name="decisions")
    kind = models.CharField(max_length=12, choices=list(work.DECISIONS.items()))
    round = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField(default=1)
    handler = models.CharField(max_length=64, blank=True)
    words = EncryptedText(default="", blank=True)  # why
    until = models.DateTimeField(null=True)  # the time asked for
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    from_rung = models.CharField(max_length=20, blank=True)  # who did it last, where it may go back to
    rung = models.CharField(max_length=20, choices=list(rules.RUNGS.items()))  # who decides
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=list(work.DECISION_STATES.items()), default=work.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "matter", "round", "handler"),
                condition=Q(kind=work.RETURNED),
                name="handed_back_once_a_round",
            ),
            models.UniqueConstraint(
                fields=("community", "matter", "kind"),
                condition=Q(decided_at=None, dispatch=None),
                name="one_decision_asked_of_a_matter",
            ),
            models.UniqueConstraint(
                fields=("community", "dispatch", "kind"),
                condition=Q(decided_at=None, dispatch__isnull=False),
                name="one_decision_asked_of_an_order",
            ),
            models.UniqueConstraint(
                fields=("community", "matter", "round", "number"),
                condition=Q(kind=work.TIME, dispatch=None),
                name="numbered_times_of_a_matter",
            ),
            models.UniqueConstraint(
                fields=("community", "dispatch", "round", "number"),
                condition=Q(kind=work.TIME, dispatch__isnull=False),
                name="numbered_times_of_an_order",
            ),
            models.CheckConstraint(
                condition=~Q(kind=work.TIME) | Q(number__range=(1, work.TIMES_MOST), until__isnull=False),
                name="more_time_at_most_twice",
            ),
            models.CheckConstraint(
                condition=Q(state=work.ASKED, decided_at=None)
                | ~Q(state=work.ASKED) & Q(decided_at__isnull=False),
                name="decisions_say_when",
            ),
        )
        indexes = (
            models.Index(fields=("rung",), condition=Q(decided_at=None), name="decisions_waiting"),
            models.Index(fields=("due_at",), condition=Q(decided_at=None), name="decisions_due"),
            models.Index(fields=("matter",), name="decisions_of_a_matter"),
        )

    @property
    def scope_path(self) -> str:
        """Return where its matter lies, for permission."""
        return self.matter.path

    @property
    def rung_seat_kind(self) -> str:
        """Return the kind of post that decides, for permission."""
        return self.rung
