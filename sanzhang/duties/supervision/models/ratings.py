"""Ratings: who has rated, and apart from that how often each score was given; nobody can put the two together."""

from django.db import models
from django.db.models import Q

from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models.bodies import WatchedBody
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Household, Place


class Rated(Row):
    """A household or a leader's post has rated a body in a quarter; how is not kept."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.ForeignKey(WatchedBody, models.PROTECT, related_name="+")
    quarter = models.DateField()
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "body", "quarter", "household"),
                condition=Q(household__isnull=False),
                name="one_rating_a_household_and_quarter",
            ),
            models.UniqueConstraint(
                fields=("community", "body", "quarter", "by_post"),
                condition=Q(by_post__isnull=False),
                name="one_rating_a_leader_and_quarter",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False, by_post=None) | Q(household=None, by_post__isnull=False),
                name="rated_by_a_household_or_a_leader",
            ),
        )


class Tally(Row):
    """How often a score was given to a question about a body in a quarter."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.ForeignKey(WatchedBody, models.PROTECT, related_name="+")
    quarter = models.DateField()
    voice = models.CharField(max_length=10, choices=list(rules.VOICES.items()))
    question = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "body", "quarter", "voice", "question", "score"),
                name="one_tally_a_question_and_score",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=1) & Q(score__lte=5), name="scores_are_one_to_five"
            ),
            models.CheckConstraint(condition=Q(question__lte=4), name="five_questions"),
        )
