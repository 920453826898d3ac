"""What the clock starts: late matters climb, orphans move on, silence confirms, old drafts go."""

from datetime import datetime, timedelta

from sanzhang.duties.matters import actions
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.territory.models import Place

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@scheduled("matters.climb_overdue", every=MINUTE)
def climb_overdue(at: datetime) -> int:
    """Let what is late climb (§10.2)."""
    return actions.climb_overdue(by=SYSTEM, at=at)


@scheduled("matters.climb_orphans", every=MINUTE)
def climb_orphans(at: datetime) -> int:
    """Hand on what waits at a post that nobody holds."""
    return actions.climb_orphans(by=SYSTEM, at=at)


@scheduled("matters.confirm_silent", every=HOUR)
def confirm_silent(at: datetime) -> int:
    """Close what was answered a week ago without a word since."""
    return actions.confirm_silent(by=SYSTEM, at=at)


@scheduled("matters.end_silent_pauses", every=MINUTE)
def end_silent_pauses(at: datetime) -> int:
    """Go on with what the resident did not answer in seven days."""
    return actions.end_silent_pauses(by=SYSTEM, at=at)


@scheduled("matters.keep_decisions", every=MINUTE)
def keep_decisions(at: datetime) -> int:
    """Let what was not decided in time climb or lapse."""
    return actions.keep_decisions(by=SYSTEM, at=at)


@scheduled("matters.remind_of_orders", every=MINUTE)
def remind_of_orders(at: datetime) -> int:
    """Tell who sent an order that its time is over."""
    return actions.remind_of_orders(by=SYSTEM, at=at)


@scheduled("matters.forget_drafts", every=HOUR)
def forget_drafts(at: datetime) -> int:
    """Delete drafts of yesterday."""
    return actions.forget_drafts(by=SYSTEM, at=at)


@scheduled("matters.forget_unsent", daily_at="03:25")
def forget_unsent(at: datetime) -> int:
    """Delete what was settled a month ago of what phones could not hand in."""
    return actions.forget_unsent(by=SYSTEM, at=at)


@scheduled("matters.expire_proposals", daily_at="02:10")
def expire_proposals(at: datetime) -> int:
    """Let late words rest that nobody took within a month."""
    return actions.expire_proposals(by=SYSTEM, at=at)


@retrying("matters.note_load", whole=True)
def note_load(*, community_id: int, at: datetime) -> None:
    """Write down the work that each building of a community made."""
    actions.note_load(Place.objects.get(pk=community_id), by=SYSTEM, at=at)


@scheduled("matters.note_loads", daily_at="02:30")
def note_loads(at: datetime) -> int:
    """Let each community's work be written down at night: figures go down by being written down."""
    communities = Place.objects.filter(kind="community", closed_on=None).order_by("path")
    ids = list(communities.values_list("pk", flat=True))
    for community_id in ids:
        jobs.enqueue(note_load, community_id=community_id)
    return len(ids)
