"""The clock's part in selections: what time has settled is written down; a stage that waits for a person is told."""

from datetime import datetime, timedelta

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.selection import actions, queries


@scheduled("selection.follow", daily_at="00:01")
def follow(at: datetime) -> int:
    """Ask, for each community, for what the midnight has brought: calls and publications over, leaders who begin."""
    ripe = queries.ripe(at).order_by("community_id")
    communities = list(ripe.values_list("community_id", flat=True).distinct())
    for community_id in communities:
        jobs.enqueue(follow_in, community_id=community_id)
    return len(communities)


@retrying("selection.follow_in", whole=True)
def follow_in(*, community_id: int, at: datetime) -> None:
    """Write it down for one community; each step gets its own instant, whenever this runs."""
    actions.follow(by=SYSTEM, at=at, community_id=community_id)


@scheduled("selection.tell_overdue", every=timedelta(hours=1))
def tell_overdue(at: datetime) -> int:
    """Tell owners what is over its time."""
    return actions.tell_overdue(by=SYSTEM, at=at)


@scheduled("selection.forget_old", daily_at="03:20")
def forget_old(at: datetime) -> int:
    """Forget what strangers wrote, 90 days after the end."""
    return actions.forget_old(by=SYSTEM, at=at)
