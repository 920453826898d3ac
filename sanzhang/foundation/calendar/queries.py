"""Reading the calendar."""

import threading
from datetime import datetime

from sanzhang.foundation.calendar import rules
from sanzhang.foundation.calendar.models import Day, Edition
from sanzhang.foundation.calendar.rules import WorkingDays

_latest: tuple[int, WorkingDays] | None = None
_reading = threading.Lock()


def working_days() -> WorkingDays:
    """Return the calendar as it is now: immutable, read again only when its edition changed."""
    global _latest  # noqa: PLW0603 — one snapshot a process
    edition = Edition.objects.values_list("number", flat=True).first() or 0
    with _reading:
        if _latest is None or _latest[0] != edition:
            _latest = edition, WorkingDays(dict(Day.objects.values_list("date", "is_working")))
        return _latest[1]


def days_of(year: int) -> list[Day]:
    """Return the differing days of a year, in order."""
    return list(Day.objects.filter(date__year=year).order_by("date"))


def warning(at: datetime) -> str:
    """Return the sentence offices must see when the year of `at` has no holiday notice yet, else ""."""
    return warning_of(rules.local(at).year)


def warning_of(year: int) -> str:
    """Return the same sentence for a year."""
    if year in working_days().years:
        return ""
    return f"{year} 年的放假安排还没有录入,暂按周一至周五算。"
