"""The clock's part in posts: what time alone has settled is written down; powers never wait for it (R5, R24)."""

from datetime import datetime

from sanzhang.foundation.jobs.registry import scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries


@scheduled("posts.follow_leavings", daily_at="00:00")
def follow_leavings(at: datetime) -> int:
    """Note resignations in force by silence and leaves that passed unanswered."""
    return sum(actions.settle_silent(one, by=SYSTEM, at=at) for one in queries.due_by_time(at))
