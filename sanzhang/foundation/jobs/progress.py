"""Progress of long work, as its jobs report it. Each report is one short guarded update, safe to repeat."""

from datetime import datetime

from django.db.models import F

from sanzhang.foundation.jobs import rules
from sanzhang.foundation.jobs.models import Job
from sanzhang.foundation.jobs.registry import Cancelled

_OPEN = (rules.QUEUED, rules.RUNNING)


def advance(job: Job | int, done: int, *, total: int | None = None) -> None:
    """Say that `done` of the whole is done. Raises: Cancelled — the owner wants it no more, or it ended."""
    known = {"total": total} if total is not None else {}
    changed = Job.objects.filter(pk=_id(job), state__in=_OPEN).update(state=rules.RUNNING, done=done, **known)
    if not changed:
        raise Cancelled(_id(job))


def finish(
    job: Job | int, *, words: str, at: datetime, link: str = "", result_file: int | None = None
) -> bool:
    """End the work well; `words` tell its owner what came of it. Says whether it was open until now."""
    return _close(job, rules.DONE, words, at, done=F("total"), link=link, result_file=result_file)


def fail(job: Job | int, *, words: str, at: datetime, link: str = "") -> bool:
    """End the work without success, with words on what was wrong and what to do."""
    return _close(job, rules.FAILED, words, at, link=link)


def broke_down(job_id: int, *, at: datetime) -> bool:
    """End the work of a job that was tried in vain."""
    return _close(job_id, rules.FAILED, rules.FAILED_WORDS, at)


def _close(job: Job | int, state: str, words: str, at: datetime, **values: object) -> bool:
    open_ones = Job.objects.filter(pk=_id(job), state__in=_OPEN)
    return bool(open_ones.update(state=state, words=words, finished_at=at, **values))


def _id(job: Job | int) -> int:
    return job.pk if isinstance(job, Job) else job
