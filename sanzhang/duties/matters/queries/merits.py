"""What leaders have settled, for those who put the excellent forward for a body of the party (§3.1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import MatterStep
from sanzhang.organisation.posts import rules as posts
from sanzhang.organisation.territory.models import Place

YEAR = timedelta(days=365)


def merits_of(community: Place, person_ids: Sequence[int], at: datetime) -> dict[int, str]:
    """Return person id → in words how many matters of a year were solved by a leader's answer; one query.

    Only what is closed counts, each matter once: what a resident had done again counts when it is closed again. What
    two people left out of the rates (`disregarded_at`) is left out here as well, until they take that back.
    """
    answers = MatterStep.objects.filter(
        community=community,
        person__in=person_ids,
        post__kind__in=posts.LEADERS,
        step=rules.ANSWER,
        ending="solved",
        at__gt=at - YEAR,
        at__lte=at,
        matter__state=rules.CLOSED,
        matter__disregarded_at=None,
    )
    found = answers.order_by().values_list("person").annotate(Count("matter", distinct=True))
    return {person_id: f"一年里办好居民反映的事 {count} 件" for person_id, count in found}
