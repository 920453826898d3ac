"""Alarms call on each minute; what waits on disk is delivered; contacts are copied; weeks that are over reckoned."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.feedback import actions
from sanzhang.mechanisms.feedback.models import Alarm, Reckoned
from sanzhang.mechanisms.feedback.rules import alarm, spots
from sanzhang.organisation.territory.models import Place


@scheduled("feedback.call_further", every=timedelta(minutes=1))
def call_further(at: datetime) -> int:
    """Ask for the next calls of each alarm that rings; each by itself, so that none stops another."""
    ringing = Alarm.objects.filter(ended_at=None, same_as=None, told_at__gt=at - alarm.CALLS_END)
    waiting = list(ringing.values_list("pk", flat=True))
    for one in waiting:
        jobs.enqueue(call_further_one, alarm_id=one)
    return len(waiting)


@retrying("feedback.call_further_one", whole=True, urgent=True)
def call_further_one(*, alarm_id: int, at: datetime) -> None:
    """Call whom the silence brings in."""
    actions.call_further(alarm_id, by=SYSTEM, at=at)


@scheduled("feedback.deliver_spooled", every=timedelta(minutes=1), whole=False)
def deliver_spooled(at: datetime) -> int:
    """Deliver the alarms that were written to disk."""
    return actions.deliver_spooled(by=SYSTEM, at=at)


@scheduled("feedback.keep_contacts", every=timedelta(minutes=5), whole=False)
def keep_contacts(at: datetime) -> int:
    """Make the sealed copy anew of whom alarms text while the database is away."""
    return actions.keep_contacts(by=SYSTEM, at=at)


@scheduled("feedback.reckon", daily_at="02:20")
def reckon(at: datetime) -> int:
    """Ask for each week of each city that is over and was not reckoned."""
    weeks = spots.weeks_over(timezone.localtime(at).date())
    done = set(Reckoned.objects.filter(week__in=weeks).values_list("area", "week"))
    cities = Place.objects.filter(kind="city", closed_on=None).values_list("path", flat=True)
    waiting = [(area, week) for area in cities for week in weeks if (area, week) not in done]
    for area, week in waiting:
        jobs.enqueue(reckon_one, area=area, week=week.isoformat())
    return len(waiting)


@retrying("feedback.reckon_one")
def reckon_one(*, area: str, week: str, at: datetime) -> None:
    """Reckon one week of one city; twice is once."""
    actions.reckon_week(area, date.fromisoformat(week), by=SYSTEM, at=at)
