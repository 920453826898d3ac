"""How somebody leaves before the term is over: days, who may decide, and the words for it (§2.3). Pure."""

from datetime import date, datetime, timedelta

from sanzhang.foundation.calendar import rules as calendar
from sanzhang.foundation.calendar.rules import WorkingDays

RESIGNATION, REMOVAL, LEAVE = "resignation", "removal", "leave"
ASKED, HEARD, DONE, REFUSED, WITHDRAWN = "asked", "heard", "done", "refused", "withdrawn"
OPEN = (ASKED, HEARD)
OWN_FLOW = (RESIGNATION, REMOVAL, LEAVE, "death")  # ways to end a leader's sitting that have a procedure
CONTINUING = ("return", "renewal")  # sittings that go on from an earlier one: they end with it
SILENT_DAYS = 15
HEARING_DAYS = 3
LONGEST_LEAVE = timedelta(days=366)
SILENCE = f"社区 {SILENT_DAYS} 天里没有处理的,自动生效。"


def silent_end(asked_at: datetime, wished: datetime) -> datetime:
    """Return when a resignation that nobody decides takes effect: a midnight, never before the day wished."""
    waited = calendar.local_midnight(calendar.local_date(asked_at) + timedelta(days=SILENT_DAYS))
    return max(waited, wished)


def hearing_end(asked_at: datetime, days: WorkingDays) -> datetime:
    """Return until when a person may speak: three whole working days, to the midnight that ends the third."""
    third = calendar.add_working_days(asked_at, HEARING_DAYS, days)
    return calendar.local_midnight(third.date() + timedelta(days=1))


def may_be_decided(*, heard: bool, hear_until: datetime | None, at: datetime) -> bool:
    """Say whether a removal may be decided: the person has spoken, or the time to speak is over."""
    return heard or (hear_until is not None and at >= hear_until)


def last_day(end: datetime) -> date:
    """Return the last whole day before an end at midnight; the day itself where it is no midnight."""
    here = calendar.local(end)
    return here.date() - timedelta(days=1) if here == calendar.local_midnight(here.date()) else here.date()


def spoken_day(end: datetime) -> str:
    """Return 2026年12月1日零点, or with the clock time where it is no midnight."""
    here = calendar.local(end)
    day = f"{here.year}年{here.month}月{here.day}日"
    return f"{day}零点" if here == calendar.local_midnight(here.date()) else f"{day} {here:%H:%M}"


def spoken_days(begins: datetime | None, returns: datetime | None) -> str:
    """Return 2026年12月1日起,2026年12月8日返岗."""
    if begins is None or returns is None:
        return ""
    return f"{_day(begins)}起,{_day(returns)}返岗"


def _day(at: datetime) -> str:
    here = calendar.local(at)
    day = f"{here.year}年{here.month}月{here.day}日"
    return day if here == calendar.local_midnight(here.date()) else f"{day} {here:%H:%M}"
