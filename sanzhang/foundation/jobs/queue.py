"""The queue: rows of django-tasks-db, claimed, run, retried and taken back by us.

The library gives the table, the enqueueing inside a transaction and the interface that Django 6 has built in;
it gives no retry, no schedule and no recovery after kill -9, which are here. One task of the library stands
for all of ours: its arguments are the name in the registry and the ids.
"""

import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from traceback import extract_tb
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from sanzhang.foundation.jobs.registry import CONDITIONS, JOBS, LISTENERS, Cancelled, Retried

log = logging.getLogger("sanzhang.jobs")
URGENT, ORDINARY = 50, 0
QueuedRow = DBTaskResult[Any, Any]
READY, BUSY = TaskResultStatus.READY, TaskResultStatus.RUNNING
_silent: ContextVar[bool] = ContextVar("nobody_listens", default=False)


@task()
def run_by_name(name: str, **kwargs: Any) -> None:
    """Run a job of the registry once: what the library's own worker would do with a row of ours."""
    JOBS[name].work(**kwargs)


def enqueue(work: Callable[..., Any] | str, *, run_after: datetime | None = None, **kwargs: Any) -> str:
    """Put a declared job into the queue and return its id; rolled back with the transaction around it.

    `run_after`: not before; None: at once. `kwargs` are JSON and lie in clear: ids only.
    """
    job = JOBS[work if isinstance(work, str) else work.job_name]  # type: ignore[attr-defined]
    ready = run_by_name.using(priority=URGENT if job.urgent else ORDINARY, run_after=run_after)
    return str(ready.enqueue(job.name, **kwargs).id)


def wake_listeners(action: str, entry_id: int) -> int:
    """Enqueue one job for each listener to `action`, in the transaction of the entry, and return how many."""
    if _silent.get():
        return 0
    names = [name for name in LISTENERS.get(action, ()) if name not in CONDITIONS or CONDITIONS[name]()]
    for name in names:
        enqueue(name, entry_id=entry_id)
    return len(names)


@contextmanager
def nobody_listens() -> Iterator[None]:
    """Record without waking anybody: for building a past that nobody is to be told of."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def ready_at(at: datetime) -> Any:
    """Return the rows that may run at `at`, the urgent first, then by age."""
    due = Q(run_after=get_date_max()) | Q(run_after__lte=at)
    return DBTaskResult.objects.filter(due, status=READY).order_by("-priority", "run_after", "enqueued_at")


def run_next(worker: str, at: datetime, *, clock: Callable[[], datetime] | None = None) -> bool:
    """Claim and run one job; say whether there was one. `clock`: the time at the end of a long job."""
    row = _claim(worker, at)
    if row is None:
        return False
    _run(row, at, clock or (lambda: at))
    return True


def _claim(worker: str, at: datetime) -> QueuedRow | None:
    if not ready_at(at).exists():  # without a write lock: an idle worker disturbs nobody
        return None
    with transaction.atomic():  # SQLite: IMMEDIATE, so one claims at a time
        row: QueuedRow | None = (
            ready_at(at).select_for_update(skip_locked=True).first()
            if (connection.features.has_select_for_update)
            else ready_at(at).first()
        )
        if row is None:
            return None
        row.status, row.started_at = BUSY, at
        row.worker_ids = [*row.worker_ids, worker]
        row.save(update_fields=["status", "started_at", "worker_ids"])
        return row


def _run(row: QueuedRow, at: datetime, clock: Callable[[], datetime]) -> None:
    name, kwargs = name_of(row), row.args_kwargs["kwargs"]
    job = JOBS.get(name)
    if job is None:
        _end(row, TaskResultStatus.FAILED, clock(), fault="UnknownJob", trace=f"no job is called {name}")
        return
    try:
        if job.whole:
            with transaction.atomic():
                job.work(**_with_time(job.work, kwargs, at))
                _end(row, TaskResultStatus.SUCCESSFUL, at)
        else:
            job.work(**_with_time(job.work, kwargs, at))
            _end(row, TaskResultStatus.SUCCESSFUL, clock())
    except Cancelled:
        _end(row, TaskResultStatus.SUCCESSFUL, clock())
    except Exception as fault:
        _after_a_fault(row, job, fault, clock())


def _after_a_fault(row: QueuedRow, job: Retried, fault: Exception, at: datetime) -> None:
    tries, trace = len(row.worker_ids), traced(fault)
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
    log.error("job %s (%s) failed, try %d of %d: %s\n%s", job.name, row.id, tries, job.tries, kind, trace)
    if tries >= job.tries:
        give_up(row, at, fault=kind, trace=trace)
        return
    row.status, row.run_after = READY, at + job.rest.after(tries)
    row.exception_class_path, row.traceback = kind, trace
    row.save(update_fields=["status", "run_after", "exception_class_path", "traceback"])


def give_up(row: QueuedRow, at: datetime, *, fault: str, trace: str) -> None:
    """End a job as failed, and the work that somebody waits for with it."""
    from sanzhang.foundation.jobs import progress

    with transaction.atomic():
        _end(row, TaskResultStatus.FAILED, at, fault=fault, trace=trace)
        if job_id := row.args_kwargs["kwargs"].get("job_id"):
            progress.broke_down(job_id, at=at)


def _end(row: QueuedRow, state: str, at: datetime, *, fault: str = "", trace: str = "") -> None:
    row.status, row.finished_at = state, at
    row.exception_class_path, row.traceback = fault, trace
    row.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])


def name_of(row: QueuedRow) -> str:
    """Return the registry's name of a row."""
    args = row.args_kwargs["args"]
    return str(args[0]) if args else row.task_path


def traced(fault: BaseException) -> str:
    """Return where a fault came from, without its message: values in messages may be personal."""
    frames = extract_tb(fault.__traceback__)
    return "\n".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:])


def _with_time(work: Callable[..., Any], kwargs: dict[str, Any], at: datetime) -> dict[str, Any]:
    if "at" in kwargs:
        return kwargs | {"at": datetime.fromisoformat(kwargs["at"])}
    return kwargs | {"at": at} if "at" in inspect.signature(work).parameters else kwargs
