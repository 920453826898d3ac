"""Ratings: one a household and quarter; leaders are counted apart; who gave which score is never kept (§8.1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from sanzhang.duties.supervision import queries, rules
from sanzhang.duties.supervision.models import Rated, Tally, WatchedBody
from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person


@transaction.atomic
def rate(body: WatchedBody, scores: Sequence[int], *, voice: str, by: Person, at: datetime) -> None:
    """Rate a body for this quarter, as a household or as a leader.

    Raises: NotAllowed; NotPossible — lives or leads nowhere it serves, rated before, not five scores of 1 to 5.
    """
    permission.require(by, "supervision.rate", at=at)
    if len(scores) != len(rules.QUESTIONS) or any(score not in rules.SCORES for score in scores):
        raise rules.NotPossible("五个问题都要选。")
    household, post = queries.voice_of(body, by, at, voice)
    if household is None and post is None:
        raise rules.NotPossible(
            "只有住在这里的住户能评。请先请社区登记您住哪一户。"
            if voice == rules.HOUSEHOLDS
            else "只有这一片的三长能评。"
        )
    quarter = rules.quarter_of(at)
    known: dict[str, Any] = {"community_id": body.community_id, "body": body, "quarter": quarter}
    try:
        with transaction.atomic():
            Rated(household_id=household, by_post_id=post, **known).save(force_insert=True)
    except IntegrityError as fault:
        raise rules.NotPossible("这个季度已经评过了,一户评一次。下个季度再来。") from fault
    for question, score in enumerate(scores):
        mine = known | {"voice": voice, "question": question, "score": score}
        Tally.objects.get_or_create(**mine)
        Tally.objects.filter(**mine).update(count=F("count") + 1)
    facts = {"body": body.pk, "voice": voice}
    journal.record("supervision.rated", by=by, at=at, community_id=body.community_id, facts=facts)
