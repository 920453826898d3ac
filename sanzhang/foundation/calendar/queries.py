"""Reading the calendar."""

from datetime import datetime

from sanzhang.foundation.calendar import rules
from sanzhang.foundation.calendar.models import Day, Edition
from sanzhang.foundation.calendar.rules import WorkingDays
from sanzhang.foundation.records.statements import Snapshot

_latest: tuple[int, WorkingDays] | None = None


def _read() -> WorkingDays:
    """Read the days if their edition is another one; two threads that do it at once read the same."""
    global _latest  # noqa: PLW0603 — one snapshot a process
    edition = Edition.objects.values_list("number", flat=True).first() or 0
    latest = _latest
    if latest is None or latest[0] != edition:
        latest = _latest = edition, WorkingDays(dict(Day.objects.values_list("date", "is_working")))
    return latest[1]


_snapshot = Snapshot(_read)


def working_days() -> WorkingDays:
    """Return the calendar as it is now, immutable; another process's change is seen after a second at the latest."""
    return _snapshot()


def forget() -> None:
    """Read the calendar anew at the next question: this process has changed it."""
    _snapshot.forget()


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
