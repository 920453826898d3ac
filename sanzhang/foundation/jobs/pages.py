"""One's own work and its progress; for the system administrator, what failed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.jobs import actions, queries
from sanzhang.foundation.permission.pages import page


@page("jobs.follow")
def follow(request: Any, job_id: int) -> HttpResponse:
    """Show how far a work is; the part is asked for again every two seconds until it has ended."""
    job = get_object_or_404(queries.visible_to(request.user), pk=job_id)
    warning = "" if job.has_ended else queries.warning(request.at)
    template = "jobs/progress.html" if request.htmx else "jobs/follow.html"
    return render(request, template, {"job": job, "warning": warning})


@page("jobs.cancel", methods="POST")
def cancel(request: Any, job_id: int) -> HttpResponse:
    """Stop a work that its owner no longer wants."""
    job = get_object_or_404(queries.visible_to(request.user), pk=job_id)

    def act() -> HttpResponse:
        actions.cancel(job, by=request.user, at=request.at)
        return redirect("job", job_id)

    return once(request, act)


@page("jobs.look")
def overview(request: Any) -> HttpResponse:
    """Show what fails, what waits, and whether anybody works."""
    seen = {
        "failed": queries.failed_rows(),
        "troubles": queries.troubles(),
        "waiting": queries.waiting_count(request.at),
        "warning": queries.warning(request.at),
    }
    return render(request, "jobs/overview.html", seen)


@page("jobs.repeat", methods="POST")
def repeat(request: Any, row_id: UUID) -> HttpResponse:
    """Try a failed job anew."""

    def act() -> HttpResponse:
        actions.repeat(str(row_id), by=request.user, at=request.at)
        return redirect("jobs")

    return once(request, act)
