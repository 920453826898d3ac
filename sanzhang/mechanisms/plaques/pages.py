"""The page behind the code, and the office's side: what to print, what hangs."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.notices import queries as notices
from sanzhang.foundation import permission
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files import queries as stored_files
from sanzhang.foundation.files import rules as photos
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.jobs.models import Job
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.plaques import actions, queries
from sanzhang.mechanisms.plaques.forms import PrintForm, PutUpForm
from sanzhang.mechanisms.plaques.jobs import start_printing
from sanzhang.mechanisms.plaques.models import Hanging, PrintRun
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.territory.models import Place

CODED = ("unit", "building", "grid")
SHOW = {"all": "全部", "changed": "要重印", "not_up": "还没挂"}
COLUMNS: list[downloads.Column] = [
    ("公示牌", lambda state: state.face.area),
    ("代码", lambda state: state.place.path),
    ("挂没挂", lambda state: "挂着" if state.hanging else "还没挂"),
    ("要重印的", lambda state: "、".join(state.changed)),
    ("上次印", lambda state: state.printed_at),
]


@page("plaque.open_unit")
def unit_page(request: Any, token: str) -> HttpResponse:
    """Show what a scan opens: leaders as consented, report, whom to call, newest notices (§11, 1.4)."""
    found = Place.objects.filter(token=read_code(token), kind__in=CODED, closed_on=None)
    place = get_object_or_404(found.select_related("estate", "community"))
    face = queries.faces_of([place], request.at)[place.id]
    context = {
        "place": place,
        "face": face,
        "calls": posts.whom_to_call(place, request.at),
        "openings": posts.openings_of(place, request.at),
        "notices": notices.newest_for(place, request.at),
    }
    return render(request, "plaques/unit.html", context)


@page("plaque.open_unit")
def find_unit(request: Any) -> HttpResponse:
    """Let somebody type the code of a plaque that can't be scanned."""
    code = read_code(request.GET.get("code", ""))
    if code and Place.objects.filter(token=code, kind__in=CODED, closed_on=None).exists():
        return redirect("unit_page", token=code)
    return render(request, "plaques/find.html", {"code": code}, status=404 if code else 200)


@page("plaque.look")
def plaques(request: Any) -> HttpResponse:
    """List the plaques of an area: what changed since the last print, what hangs."""
    area = _area(request)
    show = request.GET.get("show", "all")
    states = queries.states_of(queries.places_with_plaques(area.path), request.at)
    figures = {
        "all": len(states),
        "changed": sum(bool(state.changed) for state in states),
        "not_up": sum(state.hanging is None for state in states),
    }
    chosen = [state for state in states if _wanted(state, show)]
    if downloads.is_wanted(request):
        return downloads.handed_out("公示牌", COLUMNS, chosen, at=request.at)
    shown = Paginator(chosen, 50).get_page(request.GET.get("page"))
    context = {
        "area": area,
        "areas": queries.visible_places(request.user, request.at),
        "page": shown,
        "show": show,
        "page_query": f"area={area.pk}&show={show}&",
        "tabs": [(key, words, figures[key]) for key, words in SHOW.items()],
        "runs": queries.runs_of(request.user, request.at),
        "may_print": permission.may(request.user, "plaque.print", area, at=request.at),
    }
    return render(request, "plaques/list.html", context)


def _wanted(state: queries.State, show: str) -> bool:
    return (
        show == "all"
        or (show == "changed" and bool(state.changed))
        or (show == "not_up" and state.hanging is None)
    )


def _area(request: Any) -> Place:
    areas = queries.areas_with_plaques(request.user, request.at)
    mine = Place.objects.filter(area_filter(areas), closed_on=None)
    if asked := request.GET.get("area"):
        return get_object_or_404(mine, pk=asked if asked.isdigit() else 0, kind__in=(*CODED, "community"))
    first = mine.filter(kind="community").order_by("path").first() or mine.order_by("path").first()
    if first is None:
        raise Http404
    return first


@page("plaque.print", methods="GET POST")
def ask_print(request: Any) -> HttpResponse:
    """Choose what to print; the worker does it, and its page tells how far it is."""
    areas = permission.areas(request.user, "plaque.print", at=request.at)
    places = Place.objects.filter(
        area_filter(areas), kind__in=("community", *CODED), closed_on=None
    ).order_by("path")
    first = {"kinds": ["grid", "building", "unit"], "place": request.GET.get("area"), "which": "changed"}
    form = PrintForm(request.POST or None, areas=places, initial=first)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: redirect("print_run", _asked(request, form.cleaned_data).pk))
    return render(request, "plaques/print.html", {"form": form}, status=422 if form.is_bound else 200)


def _asked(request: Any, given: dict[str, Any]) -> PrintRun:
    run = actions.ask_print(
        place=given["place"],
        paper=given["paper"],
        kinds=given["kinds"],
        only_changed=given["which"] == "changed",
        by=request.user,
        at=request.at,
    )
    return start_printing(run, by=request.user, at=request.at)


def _run(request: Any, run_id: int) -> PrintRun:
    areas = permission.areas(request.user, "plaque.print", at=request.at)
    found = PrintRun.objects.filter(area_filter(areas, "place__path")).select_related(
        "place", "stored", "asked_by"
    )
    return get_object_or_404(found, pk=run_id)


@page("plaque.print")
def run(request: Any, run_id: int) -> HttpResponse:
    """Show how far a run is, then its PDF and the names that the font lacks."""
    asked = _run(request, run_id)
    job = Job.objects.filter(pk=asked.job_id or 0).first()
    return render(request, "plaques/run.html", {"run": asked, "job": job})


@page("plaque.print")
def pdf(request: Any, run_id: int) -> HttpResponse:
    """Hand out the PDF of a run."""
    asked = _run(request, run_id)
    if asked.stored is None:
        raise Http404
    return stored_files.file_response(asked.stored)


def _place(request: Any, place_id: int, action: str) -> Place:
    areas = permission.areas(request.user, action, at=request.at)
    return get_object_or_404(Place, area_filter(areas), pk=place_id, kind__in=CODED, closed_on=None)


@page("plaque.put_up", methods="GET POST")
def put_up(request: Any, place_id: int) -> HttpResponse:
    """Note that a plaque hangs, with a photo, or was taken down."""
    place = _place(request, place_id, "plaque.put_up")
    form = PutUpForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            photo = photos.reencode(form.cleaned_data["photo"]) if form.cleaned_data["photo"] else None
        except photos.UnreadablePhoto as fault:
            form.add_error("photo", fault.words)
        else:
            return once(request, lambda: _noted(request, place, form.cleaned_data["what"], photo))
    state = queries.states_of([place], request.at)[0]
    return render(
        request, "plaques/put_up.html", {"state": state, "form": form}, status=422 if form.is_bound else 200
    )


def _noted(request: Any, place: Place, what: str, photo: Any) -> HttpResponse:
    if what == "down":
        actions.take_down(place, by=request.user, at=request.at)
    else:
        kept = (
            files.keep_photo(photo, community_id=place.community_id, by=request.user, at=request.at)
            if photo
            else None
        )
        actions.put_up(place, photo=kept, by=request.user, at=request.at)
    return redirect("put_up_plaque", place_id=place.id)


@page("plaque.look")
def photo(request: Any, place_id: int) -> HttpResponse:
    """Show the photo of a plaque that hangs."""
    place = _place(request, place_id, "plaque.look")
    found = Hanging.objects.filter(community_id=place.community_id, place=place, taken_down_at=None)
    hanging = get_object_or_404(found.exclude(photo=None).select_related("photo"))
    assert hanging.photo is not None  # noqa: S101 — those without were left out
    return stored_files.file_response(hanging.photo, size="small")
