"""The clock: runs what is due, each slot once."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from sanzhang.foundation.jobs.models import Slot, Trouble
from sanzhang.foundation.jobs.queue import run_next, traced
from sanzhang.foundation.jobs.registry import SCHEDULES, Schedule
from sanzhang.foundation.jobs.rules import Every

log = logging.getLogger("sanzhang.jobs")


class SomeFailed(RuntimeError):
    """Schedules that failed; the others ran."""


def tick(at: datetime, *, names: set[str] | None = None) -> tuple[int, list[str]]:
    """Run every slot that is due at `at` and was not run; return how many ran, and the names that failed."""
    return _run_all(_due(at, names, exact=False), at)


def run_due(at: datetime, worker: str = "run-due") -> tuple[int, int]:
    """Run whatever the clock and the queue hold up to `at`, and return (ticks, jobs).

    Called late, twice or by several at once it leaves the same state. Work that repeats within a day gets one
    tick with exactly `at`. Raises: SomeFailed — after all others ran.
    """
    ticks, failed = _run_all(_due(at, None, exact=True), at)
    jobs = 0
    while run_next(worker, at):
        jobs += 1
    if failed:
        raise SomeFailed(", ".join(failed))
    return ticks, jobs


def _run_all(due: list[tuple[datetime, Schedule]], at: datetime) -> tuple[int, list[str]]:
    ran, failed = 0, []
    for slot, schedule in due:
        if schedule.name in failed:  # its later slots wait for the earlier one
            continue
        outcome = _run(schedule, slot, at)
        ran += outcome is True
        if outcome is None:
            failed.append(schedule.name)
    return ran, failed


def _due(at: datetime, names: set[str] | None, *, exact: bool) -> list[tuple[datetime, Schedule]]:
    """Return (slot, schedule) not yet run, in the order of time and then of name."""
    due = []
    for schedule in SCHEDULES.values():
        if names is not None and schedule.name not in names:
            continue
        slots = _slots(schedule, at, exact=exact)
        done = set(Slot.objects.filter(name=schedule.name, slot__in=slots).values_list("slot", flat=True))
        due += [(slot, schedule) for slot in slots if slot not in done]
    return sorted(due, key=lambda pair: (pair[0], pair[1].name))


def _slots(schedule: Schedule, at: datetime, *, exact: bool) -> list[datetime]:
    if exact and isinstance(schedule.when, Every):
        return [at]
    last = (
        Slot.objects.filter(name=schedule.name, slot__lte=at).order_by("-slot").values_list("slot", flat=True)
    )
    return list(schedule.when.due(at, last.first()))


def _run(schedule: Schedule, slot: datetime, at: datetime) -> bool | None:
    """Run one tick: True — ran, False — another one did, None — failed and left no trace but a `Trouble`."""
    try:
        if schedule.whole:
            with transaction.atomic():
                if not _take(schedule.name, slot, at):
                    return False
                schedule.work(slot)
        else:
            if not _take(schedule.name, slot, at):
                return False
            schedule.work(slot)
    except Exception as fault:
        if not schedule.whole:
            Slot.objects.filter(name=schedule.name, slot=slot).delete()
        log.error(
            "schedule %s failed at %s: %s\n%s", schedule.name, slot, type(fault).__qualname__, traced(fault)
        )
        _note_trouble(schedule.name, at, f"{type(fault).__qualname__}\n{traced(fault)}")
        return None
    if Trouble.objects.filter(name=schedule.name).exists():
        Trouble.objects.filter(name=schedule.name).delete()
    return True


def _take(name: str, slot: datetime, at: datetime) -> bool:
    try:
        with transaction.atomic():
            Slot.objects.create(name=name, slot=slot, ran_at=at)
    except IntegrityError:
        return False
    return True


def _note_trouble(name: str, at: datetime, trace: str) -> None:
    with transaction.atomic():
        changed = Trouble.objects.filter(name=name).update(times=F("times") + 1, last_at=at, trace=trace)
        if not changed:
            Trouble.objects.bulk_create(
                [Trouble(name=name, since=at, last_at=at, trace=trace)], ignore_conflicts=True
            )
