"""The worker's part: printing a batch with progress."""

from datetime import datetime

from django.urls import reverse

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.jobs import retrying
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.plaques import actions
from sanzhang.mechanisms.plaques.models import PrintRun


@retrying("plaques.print_run", tries=3)
def print_run(*, run_id: int, job_id: int, at: datetime) -> None:
    """Print one run; its job tells how far it is and where the PDF lies."""
    run = PrintRun.objects.select_related("place", "community").get(pk=run_id)
    actions.print_run(run, by=SYSTEM, at=at, tell=lambda done: jobs.advance(job_id, done))
    words = f"{run.plaques} 块公示牌印好了。"
    if run.missing:
        words += f"其中 {len(run.missing)} 块有字库里没有的字,请先看清单再付印。"
    jobs.finish(job_id, words=words, link=reverse("print_run", args=[run.id]), at=at)


def start_printing(run: PrintRun, *, by: Person, at: datetime) -> PrintRun:
    """Give a run to the worker, with a job that tells its progress."""
    job = jobs.start_job(
        print_run,
        title=f"印制公示牌:{run.place.name},{run.plaques} 块",
        by=by,
        at=at,
        total=run.plaques,
        community_id=run.community_id,
        run_id=run.id,
    )
    run.job_id = job.id
    run.save(update_fields=["job_id"])
    return run
