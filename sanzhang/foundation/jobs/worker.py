"""The worker: one process that runs the queue and the clock, and takes back what dead workers left.

Rests up to a second when idle, so SQLite sees few reads and no write. SIGTERM ends it between jobs.
A thread says every 15 seconds that the process lives, so a long job is never taken for a dead one.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sanzhang.foundation.jobs import clock, queue
from sanzhang.foundation.jobs.models import Heart
from sanzhang.foundation.jobs.registry import JOBS, SCHEDULES

log = logging.getLogger("sanzhang.jobs")
BEAT, DEAD_AFTER = 15.0, timedelta(seconds=60)
TICK = 5.0
SHORTEST, LONGEST = 0.1, 1.0


class Worker:
    """One worker; `run` returns after `stop`."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.now = now
        self._stopped = threading.Event()
        self._resting: dict[str, datetime] = {}  # schedules that failed: not before
        self._falls: dict[str, int] = {}

    def stop(self, *_: object) -> None:
        """Ask the worker to end after the job at hand; may be called by a signal."""
        self._stopped.set()

    def run(self) -> None:
        """Work until stopped; a database that is away is waited for."""
        heart = threading.Thread(target=self._beat_on, daemon=True)
        heart.start()
        rest, next_tick = SHORTEST, 0.0
        while not self._stopped.is_set():
            try:
                close_old_connections()
                if (passed := time.monotonic()) >= next_tick:
                    self.tick()
                    next_tick = passed + TICK
                worked = queue.run_next(self.name, self.now(), clock=self.now)
            except DatabaseError as fault:
                log.error("database: %s", type(fault).__qualname__)
                connection.close()
                worked, rest = False, LONGEST
            rest = SHORTEST if worked else min(rest * 2, LONGEST)
            if not worked:
                self._stopped.wait(rest)
        heart.join(timeout=2)
        with suppress(DatabaseError):
            Heart.objects.filter(worker=self.name).delete()

    def tick(self) -> None:
        """Run what the clock holds, but for schedules that rest after a failure; take back lost jobs."""
        at = self.now()
        take_back(at)
        names = {name for name in SCHEDULES if self._resting.get(name, at) <= at}
        _, failed = clock.tick(at, names=names)
        for name in names:
            self._falls[name] = self._falls.get(name, 0) + 1 if name in failed else 0
        for name in failed:
            seconds = min(TICK * 2 ** self._falls[name], 300.0)
            self._resting[name] = at + timedelta(seconds=seconds)

    def _beat_on(self) -> None:
        started = self.now()
        while not self._stopped.is_set():
            with suppress(DatabaseError):
                beat(self.name, started_at=started, at=self.now())
            connection.close()
            self._stopped.wait(BEAT)


def beat(worker: str, *, started_at: datetime, at: datetime) -> None:
    """Say that a worker lives; forget those silent for a day."""
    Heart.objects.update_or_create(worker=worker, defaults={"started_at": started_at, "beat_at": at})
    Heart.objects.filter(beat_at__lt=at - timedelta(days=1)).delete()


def take_back(at: datetime) -> int:
    """Put jobs of dead workers back into the queue, or give them up after their last try; return how many.

    Dead: silent for 60 seconds, or a process of this machine that is gone.
    """
    lost = 0
    for row in DBTaskResult.objects.filter(status=queue.BUSY):
        worker = row.worker_ids[-1] if row.worker_ids else ""
        if _is_alive(worker, row.started_at or at, at):
            continue
        job = JOBS.get(queue.name_of(row))
        if job is not None and len(row.worker_ids) >= job.tries:
            queue.give_up(row, at, fault="WorkerDied", trace="")
            lost += 1
        else:
            mine = DBTaskResult.objects.filter(pk=row.pk, status=queue.BUSY, started_at=row.started_at)
            lost += mine.update(status=queue.READY, run_after=at)
    return lost


def _is_alive(worker: str, started_at: datetime, at: datetime) -> bool:
    machine, _, rest = worker.partition(":")
    process = rest.partition(":")[0]
    if machine == socket.gethostname()[:40] and process.isdigit() and not _runs(int(process)):
        return False
    heard = Heart.objects.filter(worker=worker).values_list("beat_at", flat=True).first()
    return max(heard or started_at, started_at) > at - DEAD_AFTER


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
