"""Changing the calendar."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries
from sanzhang.foundation.calendar.models import Day, Edition
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.actors import PersonLike


@transaction.atomic
def set_day(day: date, *, is_working: bool, note: str = "", by: Actor, at: datetime) -> Day:
    """Say that `day` is worked or not, whatever its weekday.

    The last word holds. Deadlines that were told to people already stay as they are.
    """
    seat = permission.require(by, "calendar.set_day", at=at)
    row, _ = Day.objects.update_or_create(
        date=day,
        defaults={
            "is_working": is_working,
            "note": note,
            "set_by_id": by.id if isinstance(by, PersonLike) else None,
            "set_at": at,
        },
    )
    _new_edition()
    facts = {"date": day.isoformat(), "is_working": is_working}
    journal.record("calendar.set_day", by=by, seat=seat, at=at, on=row, facts=facts)
    return row


@transaction.atomic
def set_days(days: list[date], *, is_working: bool, note: str = "", by: Actor, at: datetime) -> int:
    """Set each of `days` that differs from what holds now; return how many did.

    A holiday's run covers weekends, which are off anyway: they get no row.
    """
    permission.require(by, "calendar.set_day", at=at)
    calendar = queries.working_days()
    changing = [day for day in days if calendar.is_working(day) != is_working]
    for day in changing:
        set_day(day, is_working=is_working, note=note, by=by, at=at)
    return len(changing)


@transaction.atomic
def clear_day(day: date, *, by: Actor, at: datetime) -> None:
    """Let `day` follow its weekday again; nothing happens if it does already."""
    seat = permission.require(by, "calendar.clear_day", at=at)
    if Day.objects.filter(date=day).delete()[0]:
        _new_edition()
        journal.record("calendar.clear_day", by=by, seat=seat, at=at, facts={"date": day.isoformat()})


def _new_edition() -> None:
    if not Edition.objects.filter(pk=1).update(number=F("number") + 1):
        Edition.objects.create(pk=1, number=1)
    queries.forget()
