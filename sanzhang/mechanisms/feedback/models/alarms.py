"""Alarms, and whom they called."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place


def new_receipt() -> str:
    """Return the secret address by which whoever raised an alarm follows it: 80 random bits."""
    return new_code(16)


class Alarm(Row):
    """Something urgent, told to all levels at once. `key`: of the form; the same one is never kept twice."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="+")  # none for a drill
    key = models.CharField(max_length=64, unique=True)
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    kind = models.CharField(max_length=8, choices=list(rules.KINDS.items()))
    words = EncryptedText(default="", blank=True)
    is_drill = models.BooleanField(default=False)
    way = models.CharField(max_length=8, choices=list(rules.WAYS.items()), default=rules.ONLINE)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="echoes"
    )  # it called nobody anew
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()  # when the button was pressed
    told_at = models.DateTimeField()  # when the first were called
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()), default=rules.RUNNING)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    end_words = EncryptedText(default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_drill=True, matter=None) | Q(is_drill=False, matter__isnull=False),
                name="alarm_is_a_matter_unless_a_drill",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.RUNNING, ended_at=None)
                | Q(state__in=list(rules.ENDINGS), ended_at__isnull=False),
                name="alarm_ends_by_a_state",
            ),
        )
        indexes = (
            models.Index(fields=("community", "-id"), name="alarms_of_a_community"),
            models.Index(fields=("told_at",), condition=Q(ended_at=None), name="alarms_running"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.place.path

    @property
    def runs(self) -> bool:
        """Tell whether it was not stood down yet."""
        return self.ended_at is None


class AlarmCall(Row):
    """One person called by an alarm: as what, how, when, and when he said that he got it."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="calls")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    wave = models.PositiveSmallIntegerField(choices=list(rules.WAVES.items()))
    how = models.CharField(max_length=8, choices=list(rules.HOWS.items()))
    digest = models.CharField(max_length=64, unique=True)  # of the secret in the text
    sent_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)
    again_digest = models.CharField(max_length=64, blank=True, db_index=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=8, choices=list(rules.ACKNOWLEDGED_BY.items()), blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "alarm", "person"), name="one_call_a_person"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by="")
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_by="")),
                name="acknowledged_by_something",
            ),
        )
        indexes = (
            models.Index(
                fields=("person",), condition=Q(acknowledged_at=None), name="alarm_calls_unanswered"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where its alarm lies, for permission."""
        return self.alarm.place.path
