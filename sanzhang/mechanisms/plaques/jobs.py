"""The worker's part: printing a batch with progress."""

from django.utils import timezone

from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.plaques import actions
from sanzhang.mechanisms.plaques.models import PrintRun


@jobs.retrying("plaques.print_run", tries=3)
def print_run(*, run_id: int) -> None:
    """Print one run; told on the page of its job."""
    run = PrintRun.objects.select_related("place", "community").get(pk=run_id)
    actions.print_run(
        run,
        by=SYSTEM,
        at=timezone.now(),
        tell=lambda done: jobs.advance(run.job_id, done) if run.job_id else None,
    )
