"""How rooms declare their jobs: three decorators that leave the function as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sanzhang.foundation.jobs import rules

Work = Callable[..., Any]
F = TypeVar("F", bound=Work)


class Cancelled(Exception):
    """Whoever asked for the work has cancelled it; raised by `advance`, caught by the worker."""


class TwoOfAName(ValueError):
    """A job's name is the key in the queue: it must be the only one."""


@dataclass(frozen=True)
class Retried:
    """A job: how often it is tried, and whether work and tick-off are one transaction."""

    name: str
    work: Work
    tries: int
    rest: rules.Rest
    whole: bool
    urgent: bool


@dataclass(frozen=True)
class Schedule:
    """A job started by the clock."""

    name: str
    work: Work
    when: rules.When
    whole: bool


JOBS: dict[str, Retried] = {}
SCHEDULES: dict[str, Schedule] = {}
LISTENERS: dict[str, list[str]] = {}
CONDITIONS: dict[str, Callable[[], bool]] = {}


def retrying(
    name: str,
    *,
    tries: int = 5,
    backoff: timedelta = timedelta(seconds=10),
    longest: timedelta = timedelta(minutes=30),
    whole: bool = False,
    urgent: bool = False,
) -> Callable[[F], F]:
    """Declare a job `work(**ids)`; a parameter named `at` gets the time of the try, unless it was given.

    It is tried `tries` times with rests of `backoff`, doubled each time up to `longest`. `whole`: work and
    tick-off are one transaction, so it happens exactly once; never for work that waits for a network.
    """

    def declare(work: F) -> F:
        job = Retried(name, work, tries, rules.Rest(backoff, longest), whole, urgent)
        _put(JOBS, name, job, work)
        work.job_name = name  # type: ignore[attr-defined]
        return work

    return declare


def scheduled(
    name: str, *, every: timedelta | None = None, daily_at: str | None = None, whole: bool = True
) -> Callable[[F], F]:
    """Declare `work(at)` to be run each `every` or daily at a clock time ("00:00", Asia/Shanghai).

    One tick a slot, however many workers: the slot's row and the work are one transaction (`whole`), so a
    tick killed half-way never happened. Late: `every` runs once with the latest slot's time, `daily_at` once
    for each missed day with its own time. A tick that may be long enqueues jobs instead of working itself.
    """
    if (every is None) == (daily_at is None):
        raise ValueError(f"{name}: either every or daily_at")
    when = rules.Every(every) if every else rules.Daily(rules.clock(daily_at or ""))

    def declare(work: F) -> F:
        _put(SCHEDULES, name, Schedule(name, work, when, whole), work)
        return work

    return declare


def listens(action: str, *, tries: int = 8, only_if: Callable[[], bool] | None = None) -> Callable[[F], F]:
    """Declare `work(entry_id)` as listener to an action: a job enqueued, and rolled back, with its entry.

    Work and tick-off are one transaction. A parameter named `at` gets the time of the try. `only_if`: a quick
    question, asked at each entry, whether there is anything to do at all.
    """

    def declare(work: F) -> F:
        name = f"{work.__module__}.{work.__qualname__}"
        retrying(name, tries=tries, whole=True)(work)
        if only_if is not None:
            CONDITIONS[name] = only_if
        if name not in LISTENERS.setdefault(action, []):
            LISTENERS[action].append(name)
        return work

    return declare


def _put(table: dict[str, Any], name: str, declared: Any, work: Work) -> None:
    known = table.get(name)
    if known is not None and _place_of(known.work) != _place_of(work):
        raise TwoOfAName(name)
    table[name] = declared


def _place_of(work: Work) -> tuple[str, str]:
    return work.__module__, work.__qualname__
