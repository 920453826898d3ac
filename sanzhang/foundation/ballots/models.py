"""Polls, their rolls, the sealed urn, and ballots once the urn was opened."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.ballots import rules
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row


def _token() -> str:
    return new_code(10)


class Poll(Row):
    """One vote: what is voted on, by whom, from when to when, and what came of it.

    Frozen at its opening: question, options, roll and quorum never change after (a trigger holds it).
    """

    community_id = models.BigIntegerField()
    area = models.CharField(max_length=12)  # the code of the community: where it is looked after
    about = models.CharField(max_length=120)
    purpose = models.CharField(max_length=40)  # which room asked, and for what
    token = models.CharField(max_length=10, unique=True, default=_token)  # of the public page
    options = models.JSONField()  # [[key, words], …]
    most = models.PositiveSmallIntegerField(default=1)  # options a ballot may name
    places = models.PositiveSmallIntegerField(default=1)  # winners
    needs = models.CharField(max_length=10, choices=list(rules.NEEDS.items()), default=rules.MOST)
    quorum_of = models.PositiveSmallIntegerField(default=1)  # numerator
    quorum_in = models.PositiveSmallIntegerField(default=2)  # denominator
    roll_size = models.PositiveIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.OPEN)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    void_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="a_poll_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=Q(state__in=list(rules.STATES)), name="known_state_of_poll"),
            models.CheckConstraint(
                condition=Q(quorum_in__gt=0, quorum_of__lte=F("quorum_in")), name="a_quorum_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", result__isnull=False, ended_at__isnull=False)
                | ~Q(state="closed") & Q(result=None),
                name="a_result_comes_with_the_close",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_words=""), name="a_void_poll_says_why"
            ),
        )
        indexes = (
            models.Index(fields=("state", "closes_at"), name="polls_by_close"),
            models.Index(fields=("community_id", "-id"), name="polls_of_a_community"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this is looked after, for permission."""
        return self.area

    @property
    def quorum(self) -> Fraction:
        """Return the share of the roll that must vote."""
        return Fraction(self.quorum_of, self.quorum_in)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the options' keys in their order."""
        return tuple(key for key, _ in self.options)


class Voter(Row):
    """One line of a roll. `way`: how its ballot came, once it came; never when (0012)."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voters")
    community_id = models.BigIntegerField()
    number = models.PositiveIntegerField()  # line of the roll
    key = models.BigIntegerField()  # who it is, as the room that asked knows: a household
    label = models.CharField(max_length=60)  # 12栋1单元302
    code_index = models.CharField(max_length=64, blank=True)  # fingerprint of the code that is good now
    way = models.CharField(max_length=10, choices=list(rules.WAYS.items()), blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("poll", "key"), name="a_voter_stands_once_on_a_roll"),
            models.UniqueConstraint(fields=("poll", "number"), name="one_line_a_number_of_a_roll"),
            models.UniqueConstraint(
                fields=("code_index",), condition=~Q(code_index=""), name="one_voter_a_code"
            ),
            models.CheckConstraint(condition=Q(way__in=["", *rules.WAYS]), name="known_way_to_vote"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this is looked after, for permission."""
        return self.poll.area


class Urn(Row):
    """Ballots of a poll, shuffled and sealed as one text; how many, and nothing else (0012)."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="urns")
    number = models.PositiveSmallIntegerField()
    sealed = models.TextField(blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("poll", "number"), name="one_urn_a_number"),)


class PaperBatch(Row):
    """Paper ballots of one pile, typed in by one person and once more by another; sealed until they agree."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    first = models.TextField(blank=True)
    second = models.TextField(blank=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)  # why slips are missing
    state = models.CharField(
        max_length=10,
        choices=[
            ("entered", "等第二人录入"),
            ("agreed", "两人一致"),
            ("differs", "两人不一致"),
            ("dropped", "不用"),
        ],
        default="entered",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("poll", "number"), name="one_batch_a_number"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("first_by")),
                name="paper_is_typed_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(second_by__isnull=False), name="agreed_means_two"
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this is looked after, for permission."""
        return self.poll.area


class Ballot(Row):
    """A ballot as published after the close, numbered in the order of content; it never changes."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="ballots")
    number = models.PositiveIntegerField()
    choices = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("poll", "number"), name="one_ballot_a_number"),)
