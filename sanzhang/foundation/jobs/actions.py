"""Starting, cancelling and repeating work; and the queue's verbs for other rooms."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import registry, rules
from sanzhang.foundation.jobs.models import Job, Slot
from sanzhang.foundation.jobs.progress import advance, fail, finish
from sanzhang.foundation.jobs.queue import enqueue, nobody_listens, wake_listeners
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.actors import PersonLike

__all__ = [
    "advance",
    "cancel",
    "enqueue",
    "fail",
    "finish",
    "forget_old",
    "nobody_listens",
    "repeat",
    "start_job",
    "wake_listeners",
]

SLOTS_KEPT = timedelta(days=3)  # of what repeats within a day; the last of a day's work is kept for longer
DAILY_KEPT = timedelta(days=800)
SUCCESSES_KEPT, FAILURES_KEPT, WORK_KEPT = timedelta(days=2), timedelta(days=60), timedelta(days=60)


class NoOwner(TypeError):
    """Long work belongs to a person who waits for it."""


@transaction.atomic
def start_job(
    work: Callable[..., Any] | str,
    *,
    title: str,
    by: Actor,
    at: datetime,
    total: int = 0,
    community_id: int | None = None,
    **kwargs: Any,
) -> Job:
    """Enqueue `work(job_id=…, **kwargs)` and return the row by which its owner follows it at /jobs/<id>.

    `work`: a declared job, or its name. It calls `advance(job_id, done)` now and then and ends with `finish` or `fail`.
    """
    permission.require(by, "jobs.start", at=at)
    if not isinstance(by, PersonLike):
        raise NoOwner(title)
    kind = work if isinstance(work, str) else str(work.job_name)  # type: ignore[attr-defined]
    job = Job.objects.create(
        community_id=community_id, kind=kind, title=title, owner_id=by.id, total=total, created_at=at
    )
    enqueue(work, job_id=job.pk, **kwargs)
    return job


def cancel(job: Job, *, by: Actor, at: datetime) -> bool:
    """Let the work stop at its next `advance`; what it had not put into effect never happens."""
    permission.require(by, "jobs.cancel", job, at=at)
    open_ones = Job.objects.filter(pk=job.pk, state__in=(rules.QUEUED, rules.RUNNING))
    return bool(open_ones.update(state=rules.CANCELLED, finished_at=at, words="您取消了这件事。"))


def repeat(row_id: str, *, by: Actor, at: datetime) -> bool:
    """Put a failed job back into the queue, with all its tries; says whether it was failed until now."""
    permission.require(by, "jobs.repeat", at=at)
    failed = DBTaskResult.objects.filter(pk=row_id, status=TaskResultStatus.FAILED)
    changed = failed.update(
        status=TaskResultStatus.READY, run_after=get_date_max(), worker_ids=[], finished_at=None
    )
    if changed and (job_id := DBTaskResult.objects.get(pk=row_id).args_kwargs["kwargs"].get("job_id")):
        Job.objects.filter(pk=job_id, state=rules.FAILED).update(
            state=rules.QUEUED, words="", finished_at=None
        )
    return bool(changed)


def forget_old(*, by: Actor, at: datetime) -> None:
    """Delete slots, finished jobs and ended work that nobody needs any more."""
    permission.require(by, "jobs.forget_old", at=at)
    frequent = [
        schedule.name for schedule in registry.SCHEDULES.values() if isinstance(schedule.when, rules.Every)
    ]
    Slot.objects.filter(name__in=frequent, slot__lt=at - SLOTS_KEPT).delete()
    Slot.objects.filter(slot__lt=at - DAILY_KEPT).delete()
    ended = DBTaskResult.objects.filter
    ended(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - SUCCESSES_KEPT).delete()
    ended(status=TaskResultStatus.FAILED, finished_at__lt=at - FAILURES_KEPT).delete()
    Job.objects.filter(finished_at__lt=at - WORK_KEPT).delete()
