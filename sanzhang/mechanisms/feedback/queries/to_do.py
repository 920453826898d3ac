"""What of alarms and the agenda waits for a person, as the desk shows it."""

from datetime import datetime

from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date, local_midnight
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.feedback.models import Alarm, AlarmCall
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.territory import queries as territory

MOST = 4
DRILLS_FROM = 10  # of the month: before that nobody is reminded


def to_do(person: Actor, at: datetime) -> list[Coming]:
    """Return the alarms that called a person who has not answered, what still rings, and the drill of the month."""
    person_id = getattr(person, "id", None)
    calls = AlarmCall.objects.filter(person=person_id, acknowledged_at=None, alarm__ended_at=None)
    found = [
        Coming(
            local_date(one.alarm.raised_at),
            "演练" if one.alarm.is_drill else "紧急",
            f"{territory.full_name(one.alarm.place)}:{rules.KINDS[one.alarm.kind]},请点“我收到了”",
            f"/alarm/{one.alarm_id}/",
            True,
        )
        for one in calls.select_related("alarm__place__parent__estate").order_by("-id")[:MOST]
    ]
    if drill_due(person, at):
        found.append(Coming(local_date(at), "演练", "本月还没有做紧急报告演练", "/alarm/"))
    return found


def drill_due(by: Actor, at: datetime) -> bool:
    """Say whether a community worker's community had no drill this month, from its tenth day on."""
    areas = [seat.path for seat in permission.seats_of(by, at) if seat.kind == rules.COMMUNITY]
    today = timezone.localtime(at).date()
    if not areas or today.day < DRILLS_FROM:
        return False
    drills = Alarm.objects.filter(area_filter(areas, "place__path"), is_drill=True)
    return not drills.filter(raised_at__gte=local_midnight(today.replace(day=1))).exists()
