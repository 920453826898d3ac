"""One selection of one post, its stages, how it was decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanzhang.foundation.ballots.models import Poll
from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Filing, Post, Tenure
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.rules import steps
from sanzhang.organisation.territory.models import Place


def new_token() -> str:
    """Return the address of a public page."""
    return new_code(10)


class Procedure(Row):
    """The filling of one post, from the call to the person on it. One lives a post at any instant."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="selections")
    token = models.CharField(max_length=10, unique=True, default=new_token)
    way = models.CharField(max_length=20, choices=list(rules.WAYS.items()))
    stage = models.CharField(max_length=16, choices=list(rules.STATES.items()), default=rules.CALL)
    due_at = models.DateTimeField(null=True)  # of the stage that runs
    words = models.CharField(max_length=300, blank=True)  # what is asked of candidates
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # the publication now in force, [begin, end)
    published_until = models.DateTimeField(null=True)
    chosen = models.ForeignKey("selection.Candidate", models.PROTECT, null=True, related_name="+")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="selections")
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="selections")
    trouble = models.CharField(max_length=200, blank=True)  # why the next step could not be taken
    ended_at = models.DateTimeField(null=True)
    end_words = models.CharField(max_length=200, blank=True)
    is_forgotten = models.BooleanField(
        default=False
    )  # what strangers wrote is deleted, 90 days after the end

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("post",), condition=Q(ended_at=None), name="one_live_selection_a_post"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=list(rules.RUNNING), ended_at=None)
                | Q(stage__in=list(rules.ENDED), ended_at__isnull=False),
                name="a_selection_runs_or_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_until=None)
                | Q(published_until__gt=F("published_at")),
                name="a_publication_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=(rules.CHOICE, rules.FILING, rules.SEAT, rules.SEATED))
                | Q(published_until__isnull=False),
                name="nobody_is_chosen_unpublished",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=(rules.FILING, rules.SEAT, rules.SEATED)) | Q(chosen__isnull=False),
                name="a_filing_has_its_candidate",
            ),
            models.CheckConstraint(
                condition=~Q(stage=rules.SEATED) | Q(tenure__isnull=False, filing__isnull=False),
                name="seated_means_filed",
            ),
            models.CheckConstraint(
                condition=~Q(stage=rules.CALLED_OFF) | ~Q(end_words=""), name="a_called_off_one_says_why"
            ),
        )
        indexes = (
            models.Index(fields=("community", "stage", "due_at"), name="selections_of_a_community"),
            models.Index(fields=("due_at",), condition=Q(ended_at=None), name="selections_by_due"),
            models.Index(
                fields=("ended_at",),
                condition=Q(is_forgotten=False, ended_at__isnull=False),
                name="selections_to_forget",
            ),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.post.place.path


class StageRow(Row):
    """One stage as it ran: [begins_at, ended_at), when it was due, whose it was, which verb ended it."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="stages")
    key = models.CharField(max_length=16, choices=list(rules.RUNNING.items()))
    number = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=20, choices=list(rules.WAYS.items()))
    begins_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    verb = models.CharField(max_length=16, choices=list(steps.WORDS.items()), blank=True)
    words = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)  # when its owner was told that it is overdue

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("procedure", "number"), name="one_stage_a_number"),
            models.UniqueConstraint(
                fields=("procedure",), condition=Q(ended_at=None), name="one_open_stage_a_selection"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begins_at")),
                name="a_stage_ends_not_before_it_begins",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(ended_at=None, told_at=None), name="stages_to_tell"),
        )


class Decision(Row):
    """The community party organisation decides on a candidate: opinion, who signed; never by who put him forward."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="decisions")
    candidate = models.ForeignKey("selection.Candidate", models.PROTECT, related_name="decisions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(max_length=300)
    signed_by = models.CharField(max_length=60)  # the office that signed: 桐荫社区党委书记 …
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(put_by=None) | ~Q(decided_by=F("put_by"))) & ~Q(decided_by=F("person")),
                name="a_candidate_is_chosen_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(opinion="") & ~Q(signed_by=""), name="a_decision_has_opinion_and_signature"
            ),
        )


class Vote(Row):
    """One vote of an election: its poll, among whom, what came of it; a lot where two votes were equal."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="votes")
    poll = models.OneToOneField(Poll, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    among = models.JSONField()  # numbers of the candidates
    is_second = models.BooleanField(default=False)  # among those who were equal
    outcome = models.CharField(max_length=12, choices=list(steps.OUTCOMES.items()), blank=True)
    winners = models.JSONField(default=list)  # numbers: who won, or who were equal
    counted_at = models.DateTimeField(null=True)
    lot_number = models.CharField(max_length=3, blank=True)
    lot_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("procedure", "number"), name="one_vote_a_number"),
            models.UniqueConstraint(
                fields=("procedure",), condition=Q(outcome=""), name="one_open_vote_a_selection"
            ),
        )
