"""An option: map, rules, list; the whole page, or for htmx the part that changed."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page

from sanzhang.foundation.jobs import queries as jobs
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.division import queries
from sanzhang.organisation.division.models import Option
from sanzhang.organisation.division.pages.seen import LOOKS, crumb_of, crumbs, may, seen_option
from sanzhang.organisation.division.queries import faces, screens


@page("division.look")
@gzip_page
def option(request: Any, option_id: int) -> HttpResponse:
    """Show an option; the open grid (`?grid=3`) with its buildings. `?waiting`: 204 until the worker has ended."""
    found = seen_option(request, option_id)
    if request.htmx and "waiting" in request.GET and _is_worked_on(found):
        return HttpResponse(status=204)
    return shown(request, found, opened=request.GET.get("grid", ""))


def _is_worked_on(option: Option) -> bool:
    job = queries.job_of(option)
    return job is not None and not job.has_ended


def shown(
    request: Any,
    option: Option,
    *,
    opened: str = "",
    words: str = "",
    status: int = 200,
    typed: Any = None,
) -> HttpResponse:
    """Return the page of an option, or its changing part; `typed`: what was sent, so that nothing is lost."""
    try:
        face = faces.face_of(option)
    except queries.NothingToDivide as fault:
        return render(
            request, "division/no_option.html", {"option": option, "words": fault.words}, status=409
        )
    job, change = queries.job_of(option), queries.last_change(option)
    is_news = bool(job and job.finished_at and (change is None or change.at <= job.finished_at))
    chosen = set(typed.getlist("building")) if typed else set()
    number = int(opened) if opened.isdigit() else 0
    context = {
        "option": option,
        "draft": option.draft,
        "place": option.draft.community,
        "look": LOOKS[option.draft.state],
        "crumbs": crumbs(option.draft.community, crumb_of(option.draft), (option.name, "")),
        "face": face,
        "drawing": faces.drawing_of(face),
        "map": faces.map_of(face),
        "tiles": settings.MAP_TILES,
        "proof": screens.proof_words(option),
        "change": screens.last_words(face),
        "has_changes": change is not None,
        "job": job if job and not job.has_ended else None,
        "proved": job.words
        if job and is_news and job.kind == "division.prove" and job.state == "done"
        else "",
        "failed": job.words if job and is_news and job.state == "failed" else "",
        "warning": jobs.warning(request.at) if job and not job.has_ended else "",
        "words": words,
        "opened": number,
        "buildings": _rows(face, number, chosen),
        "picked": [one for one in face.community.buildings if str(one.pk) in chosen],
        "to": int(typed.get("to")) if typed and typed.get("to", "").isdigit() else None,
        "name": typed.get("name", "") if typed else "",
        "may_change": option.draft.is_open and may(request, "division.change", option),
    }
    template = "division/parts/plan.html" if request.htmx else "division/option.html"
    return render(request, template, context, status=status)


def _rows(face: faces.Face, number: int, chosen: Iterable[str]) -> list[tuple[Any, bool, bool]]:
    """Return building, is it locked, is it chosen, for the grid whose list is open."""
    found = screens.buildings_in(face, number) if number else []
    return [(one, one.pk in face.locks, str(one.pk) in chosen) for one in found]


@page("division.look")
@gzip_page
def map_data(request: Any, option_id: int) -> HttpResponse:
    """Return an option as GeoJSON, for other programs."""
    return JsonResponse(queries.geojson(seen_option(request, option_id)))
