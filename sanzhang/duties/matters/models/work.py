"""Pauses, checks by somebody else, marked demands, visits, and what a kind of matter asks of its work."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.models.matter import Matter
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place

PERSON = settings.AUTH_USER_MODEL


class Pause(Row):
    """An interval [since, until) in which the clock stands still, because the resident was asked something."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="pauses")
    round = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField()
    question = EncryptedText()
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    asked_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    ends_at = models.DateTimeField()  # at the latest: silence
    until = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, choices=list(work.PAUSE_ENDS.items()), blank=True)
    due_before = models.DateTimeField()
    outward_before = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "matter"), condition=Q(until=None), name="one_pause_at_a_time"
            ),
            models.UniqueConstraint(
                fields=("community", "matter", "round", "number"), name="pauses_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, work.PAUSES_MOST)), name="paused_at_most_twice"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="pauses_end_after_they_begin"
            ),
        )
        indexes = (models.Index(fields=("ends_at",), condition=Q(until=None), name="pauses_running"),)


class Check(Row):
    """An answer that waits for a look by somebody else than who did the work."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="checks")
    round = models.PositiveSmallIntegerField(default=0)
    ending = models.CharField(max_length=16, choices=list(rules.ENDINGS.items()))
    words = EncryptedText()  # the answer as it will go to the resident
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")  # null: by a link
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    checked_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    is_good = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "matter"), condition=Q(ended_at=None), name="one_check_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(done_by=None) | ~Q(checked_by=F("done_by")),
                name="checked_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(is_good=None) | Q(checked_by__isnull=False, ended_at__isnull=False),
                name="checks_say_who",
            ),
        )
        indexes = (models.Index(fields=("-id",), condition=Q(ended_at=None), name="checks_waiting"),)

    @property
    def scope_path(self) -> str:
        """Return where its matter lies, for permission."""
        return self.matter.path


class Mark(Row):
    """A demand found unreasonable by one, seconded by another person of another post; never hides the matter."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="marks")
    words = EncryptedText()
    marked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    marked_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    seconded_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    seconded_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "matter"), condition=Q(taken_back_at=None), name="one_mark_a_matter"
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("marked_by")),
                name="seconded_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(seconded_post=None) | ~Q(seconded_post=F("marked_post")),
                name="seconded_from_another_post",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None, seconded_post=None, seconded_at=None)
                | Q(seconded_by__isnull=False, seconded_post__isnull=False, seconded_at__isnull=False),
                name="seconded_wholly",
            ),
        )


class Visit(Row):
    """What somebody said on the telephone or at the door of how it was done; both names are kept."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="visits")
    seq = models.PositiveIntegerField()  # its step
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    spoken_with = EncryptedText()
    rating = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "matter", "seq"), name="one_visit_a_step"),
            models.CheckConstraint(condition=Q(rating__in=(1, 3, 5)), name="visits_know_three_answers"),
        )


class WorkRule(Row):
    """What a kind of the catalogue, a topic or an urgency asks of its work; edited by the city."""

    filed_as = models.OneToOneField(Kind, models.CASCADE, null=True, related_name="+")
    topic = models.CharField(max_length=16, choices=list(rules.TOPICS.items()), blank=True)
    kind = models.CharField(max_length=12, choices=list(rules.KINDS.items()), blank=True)
    photos = models.CharField(max_length=8, choices=list(work.PHOTOS.items()), blank=True)
    needs_check = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("topic",), condition=~Q(topic=""), name="one_rule_of_work_a_topic"
            ),
            models.UniqueConstraint(
                fields=("kind",), condition=~Q(kind=""), name="one_rule_of_work_an_urgency"
            ),
            models.CheckConstraint(
                condition=Q(filed_as__isnull=False, topic="", kind="")
                | Q(filed_as=None, kind="") & ~Q(topic="")
                | Q(filed_as=None, topic="") & ~Q(kind=""),
                name="rules_of_work_are_for_one_thing",
            ),
        )
