"""The clock's part in posts: what time alone has settled is written down; powers never wait for it (R5, R24)."""

from datetime import datetime, timedelta

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.territory.models import Place

MOST_COUNTED = 300  # communities a tick; a city's 2,400 are through in a night


@scheduled("posts.count_bodies", every=timedelta(hours=1))
def count_bodies(at: datetime) -> int:
    """Ask for the figures of cross-appointment that are missing or almost a day old (§3.1)."""
    waiting = queries.to_count(at, MOST_COUNTED)
    for community_id in waiting:
        jobs.enqueue(count_bodies_of, community_id=community_id)
    return len(waiting)


@retrying("posts.count_bodies_of", whole=True)
def count_bodies_of(*, community_id: int, at: datetime) -> None:
    """Count the cross-appointment of one community."""
    actions.count_bodies(Place.objects.get(pk=community_id), by=SYSTEM, at=at)


@scheduled("posts.follow_leavings", daily_at="00:00")
def follow_leavings(at: datetime) -> int:
    """Note resignations in force by silence and leaves that passed unanswered."""
    return sum(actions.settle_silent(one, by=SYSTEM, at=at) for one in queries.due_by_time(at))


@scheduled("posts.remind_of_terms", daily_at="08:40")
def remind_of_terms(at: datetime) -> int:
    """Ask for the reminders of each community in which some are due."""
    waiting = list(queries.terms_to_remind(at).values_list("community", flat=True).order_by().distinct())
    for community_id in waiting:
        jobs.enqueue(remind_of_terms_in, community_id=community_id)
    return len(waiting)


@retrying("posts.remind_of_terms_in", whole=True)
def remind_of_terms_in(*, community_id: int, at: datetime) -> None:
    """Remind the leaders and workers of one community of terms that end."""
    actions.remind_of_terms(Place.objects.get(pk=community_id), by=SYSTEM, at=at)


@scheduled("posts.refresh_vacancies", daily_at="00:10")
def refresh_vacancies(at: datetime) -> int:
    """Let ages of vacancies follow the sittings that began by their dates."""
    return actions.refresh_vacancies(by=SYSTEM, at=at)
