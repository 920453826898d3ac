"""Counting time: working days, hours, pauses, and times as people say them. Pure; every time is aware.

Three rules, each a promise to whoever reported, so they are simple enough to be said on the telephone:
hours run through nights and holidays; working days end at the same clock time n working days later; what
comes in on a day that is not worked counts from the next working day at 08:30.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
OPENING = time(8, 30)
FIRST_YEAR, LAST_YEAR = 2024, 2060
# A year's notice of the State Council has changed at least 11 days since 2008: fewer rows are no notice.
DAYS_OF_A_NOTICE = 8


class NeverWorked(ValueError):
    """A whole year without a working day: the calendar was filled wrongly."""


@dataclass(frozen=True)
class WorkingDays:
    """The calendar at one moment: the days that differ from Monday–Friday, and whether each is worked."""

    differing: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date | datetime) -> bool:
        """Say whether `day` is worked; a datetime counts as its date in Asia/Shanghai."""
        day = local_date(day)
        known = self.differing.get(day)
        return day.weekday() < 5 if known is None else known

    @cached_property
    def years(self) -> frozenset[int]:
        """Return the years whose holiday notice has been entered."""
        rows: dict[int, int] = {}
        for day in self.differing:
            rows[day.year] = rows.get(day.year, 0) + 1
        return frozenset(year for year, count in rows.items() if count >= DAYS_OF_A_NOTICE)

    def knows(self, day: date | datetime) -> bool:
        """Say whether the notice of that year is in; if not, Monday–Friday is assumed."""
        return local_date(day).year in self.years

    def next_working(self, day: date) -> date:
        """Return `day` if worked, else the first worked day after it. Raises: NeverWorked."""
        for ahead in range(367):
            if self.is_working(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise NeverWorked(day.isoformat())


def local(at: datetime) -> datetime:
    """Return an aware time as it reads in Asia/Shanghai. Raises: ValueError — `at` is naive."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(ZONE)


def local_date(day: date | datetime) -> date:
    """Return the date in Asia/Shanghai."""
    return local(day).date() if isinstance(day, datetime) else day


def local_midnight(day: date) -> datetime:
    """Return the instant at which `day` begins in Asia/Shanghai."""
    return datetime.combine(day, time(), ZONE)


def add_hours(at: datetime, hours: float) -> datetime:
    """Return `at` plus elapsed hours; they run through nights and holidays."""
    return local(at) + timedelta(hours=hours)


def clock_starts(at: datetime, days: WorkingDays) -> datetime:
    """Return `at` on a working day, else 08:30 of the next one: when working days begin to count."""
    here = local(at)
    if days.is_working(here):
        return here
    return datetime.combine(days.next_working(here.date()), OPENING, ZONE)


def add_working_days(at: datetime, n: int, days: WorkingDays) -> datetime:
    """Return the same clock time `n` working days after `clock_starts(at)`. Raises: ValueError — n < 0."""
    if n < 0:
        raise ValueError("working days are counted forward")
    start = clock_starts(at, days)
    day = start.date()
    for _ in range(n):
        day = days.next_working(day + timedelta(days=1))
    return datetime.combine(day, start.timetz().replace(tzinfo=None), ZONE)


def working_days_between(start: date, end: date, days: WorkingDays) -> int:
    """Return how many days of [start, end) are worked."""
    return sum(days.is_working(start + timedelta(days=ahead)) for ahead in range((end - start).days))


@dataclass(frozen=True)
class Pauses:
    """Intervals [start, end) in which a clock stands still; end None: it stands still now."""

    intervals: tuple[tuple[datetime, datetime | None], ...] = ()

    @classmethod
    def of(cls, intervals: Iterable[tuple[datetime, datetime | None]]) -> "Pauses":
        """Return pauses with overlapping or touching intervals merged; empty ones are dropped."""
        merged: list[tuple[datetime, datetime | None]] = []
        for start, end in sorted(intervals, key=lambda pair: pair[0]):
            if end is not None and end <= start:
                continue
            if merged and (merged[-1][1] is None or start <= merged[-1][1]):
                last = merged[-1][1]
                merged[-1] = (merged[-1][0], None if last is None or end is None else max(last, end))
            else:
                merged.append((start, end))
        return cls(tuple(merged))

    def is_paused(self, at: datetime) -> bool:
        """Say whether the clock stands still at `at`."""
        return any(start <= at and (end is None or at < end) for start, end in self.intervals)

    def time_paused(self, since: datetime, until: datetime) -> timedelta:
        """Return for how long the clock stood still within [since, until)."""
        total = timedelta()
        for start, end in self.intervals:
            total += max(min(until, until if end is None else end) - max(since, start), timedelta())
        return total

    def effective_due(
        self, due: datetime, *, started_at: datetime, days: WorkingDays | None = None
    ) -> datetime | None:
        """Return `due` moved by each pause that began before it; None while the clock stands still.

        `days`: a due time in working days never lands on a day off, so it rolls on to the next opening.
        A pause that began after the due time changes nothing: what is late stays late.
        """
        moved = due
        for start, end in self.intervals:
            if start >= moved:
                break
            if end is None:
                return None
            moved += max(end - max(start, started_at), timedelta())
        return clock_starts(moved, days) if days else local(moved)


_NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


def spoken_date(day: date | datetime, now: datetime) -> str:
    """Return 今天, 昨天, 11月25日, or with the year where it is another one."""
    here, today = local_date(day), local_date(now)
    if word := _NEAR.get((here - today).days):
        return word
    year = "" if here.year == today.year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日"


def spoken_time(at: datetime, now: datetime) -> str:
    """Return 今天 17:00, 11月25日 09:05, 2027年1月3日 08:30."""
    return f"{spoken_date(at, now)} {local(at):%H:%M}"


def spoken_left(due: datetime, now: datetime) -> str:
    """Return 还剩 2 小时, 还剩 3 天, or 已超 40 分钟; rounded down, so nothing is promised too much."""
    seconds = int((due - now).total_seconds())
    word, seconds = ("还剩", seconds) if seconds >= 0 else ("已超", -seconds)
    if seconds < 3600:
        return f"{word} {max(seconds // 60, 1)} 分钟"
    return f"{word} {seconds // 3600} 小时" if seconds < 48 * 3600 else f"{word} {seconds // 86400} 天"
