"""Reading jobs: one's own work, what failed, and whether anybody works at all."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sanzhang.foundation.jobs.models import Heart, Job, Trouble
from sanzhang.foundation.jobs.queue import name_of, ready_at
from sanzhang.foundation.jobs.registry import LISTENERS, SCHEDULES
from sanzhang.foundation.jobs.worker import DEAD_AFTER


def visible_to(person: Any) -> QuerySet[Job]:
    """Return the work that a person asked for, newest first; nobody sees another's."""
    return Job.objects.filter(owner_id=person.id).order_by("-id")


def listeners_of(action: str) -> tuple[str, ...]:
    """Return the names of the jobs that a journal action wakes."""
    return tuple(LISTENERS.get(action, ()))


def all_listeners() -> dict[str, tuple[str, ...]]:
    """Return action → its listeners, for `./sz house`."""
    return {action: tuple(names) for action, names in sorted(LISTENERS.items())}


def schedule_names() -> list[str]:
    """Return the names of all that the clock starts."""
    return sorted(SCHEDULES)


def is_working(at: datetime) -> bool:
    """Say whether a worker was heard of within a minute."""
    return Heart.objects.filter(beat_at__gt=at - DEAD_AFTER).exists()


def warning(at: datetime) -> str:
    """Return the sentence that offices must see when nobody works in the background, else ""."""
    if is_working(at):
        return ""
    return "后台没有在运行:消息不会发出,到期的事不会上报。请系统管理员运行 ./sz worker。"


def waiting_count(at: datetime) -> int:
    """Return how many jobs could run at `at` and wait."""
    return int(ready_at(at).count())


def failed_rows() -> list[dict[str, Any]]:
    """Return the latest 200 jobs tried in vain: name, how often, when, kind of fault, where in the code."""
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")[:200]
    return [
        {
            "id": str(row.pk),
            "name": name_of(row),
            "tries": len(row.worker_ids),
            "ended_at": row.finished_at,
            "fault": row.exception_class_path,
            "trace": row.traceback,
        }
        for row in rows
    ]


def troubles() -> QuerySet[Trouble]:
    """Return the schedules that fail now, the longest first."""
    return Trouble.objects.order_by("since")
