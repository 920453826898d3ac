"""Slots of the clock and rests between tries. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_BEGINNING = datetime(2024, 1, 1, tzinfo=ZONE)
MOST_MISSED = 400  # days made up for after a long sleep; older ones are let go

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
STATES = {QUEUED: "排队等候", RUNNING: "正在办理", DONE: "已办完", FAILED: "没有办成", CANCELLED: "已取消"}
ENDED = (DONE, FAILED, CANCELLED)

FAILED_WORDS = "没有办成:系统出了错,已经记下。请再试一次;还是不行,请联系系统管理员。"


@dataclass(frozen=True)
class Every:
    """A tick each `period`, counted from 2024-01-01 in Asia/Shanghai. Missed ticks are made up for by one."""

    period: timedelta

    def slot_at(self, at: datetime) -> datetime:
        """Return the last slot not after `at`."""
        return _BEGINNING + (at - _BEGINNING) // self.period * self.period

    def due(self, at: datetime, last: datetime | None) -> Iterator[datetime]:
        """Yield the one slot to run now: the latest."""
        yield self.slot_at(at)


@dataclass(frozen=True)
class Daily:
    """A tick a day at a clock time in Asia/Shanghai. Each missed day is made up for, with its own time."""

    clock: time

    def slot_at(self, at: datetime) -> datetime:
        """Return the last slot not after `at`."""
        day = at.astimezone(ZONE).date()
        slot = self._slot_of(day)
        return slot if slot <= at else self._slot_of(day - timedelta(days=1))

    def due(self, at: datetime, last: datetime | None) -> Iterator[datetime]:
        """Yield each slot after `last` up to `at`, oldest first; only the latest where there is no `last`."""
        latest = self.slot_at(at).astimezone(ZONE).date()
        first = latest
        if last is not None and last < at:
            first = last.astimezone(ZONE).date() + timedelta(days=1)
            first = min(max(first, latest - timedelta(days=MOST_MISSED)), latest)
        for ahead in range((latest - first).days + 1):
            yield self._slot_of(first + timedelta(days=ahead))

    def _slot_of(self, day: date) -> datetime:
        return datetime.combine(day, self.clock, ZONE)


When = Every | Daily


@dataclass(frozen=True)
class Rest:
    """Rests between tries: first, then doubled, never longer than the longest."""

    first: timedelta = timedelta(seconds=10)
    longest: timedelta = timedelta(minutes=30)

    def after(self, tries: int) -> timedelta:
        """Return the rest after that many tries (1 or more)."""
        return min(self.first * int(2 ** min(tries - 1, 30)), self.longest)


def clock(text: str) -> time:
    """Return the time of "07:30"."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
