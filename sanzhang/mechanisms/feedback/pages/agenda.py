"""The agenda: what should be talked about next; printable; taken off with a reason."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.duties.matters import queries as matters
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.mechanisms.feedback import actions, forms, queries
from sanzhang.mechanisms.feedback.pages.spots import grid_or_community, seen_spot, show_spot

COLUMNS: list[downloads.Column] = [
    ("议题", lambda line: line.wish.words),
    ("关于什么", lambda line: line.about),
    ("哪里", lambda line: line.wish.place.name),
    ("提出", lambda line: line.wish.at),
]


@page("agenda.look")
def agenda(request: Any) -> HttpResponse:
    """List what waits for the next consultation."""
    if downloads.is_wanted(request):
        lines = queries.agenda(request.user, request.at)
        return downloads.handed_out("下次协商议题", COLUMNS, lines, at=request.at)
    return _list(request)


@page("agenda.look")
def print_agenda(request: Any) -> HttpResponse:
    """Return the list for paper."""
    return render(request, "feedback/agenda_print.html", {"lines": queries.agenda(request.user, request.at)})


@page("agenda.raise", methods="POST")
def put_spot(request: Any, spot_id: int) -> HttpResponse:
    """Put a spot on the agenda of its grid or community."""
    found = seen_spot(request, spot_id)
    form = forms.WishForm(request.POST)
    if not form.is_valid():
        return show_spot(request, found, 422, form)

    def act() -> HttpResponse:
        place, words = grid_or_community(found.place), form.cleaned_data["words"]
        actions.raise_for_agenda(place=place, words=words, spot=found, by=request.user, at=request.at)
        return redirect("agenda")

    try:
        return once(request, act)
    except actions.NotOnAgenda as fault:
        return show_spot(request, found, 409, form, fault.words)


@page("agenda.raise", methods="GET POST")
def put_matter(request: Any, matter_id: int) -> HttpResponse:
    """Put a matter on the agenda of its grid or community."""
    seen = matters.visible_to(request.user, request.at).select_related("place__parent__parent", "community")
    found = seen.filter(pk=matter_id).first()
    if found is None:
        raise Http404
    form = forms.WishForm(request.POST or None)
    shown: dict[str, Any] = {"matter": found, "form": form, "wish": queries.wish_of(matter=found)}
    if request.method == "GET" or not form.is_valid():
        return render(request, "feedback/put_matter.html", shown, status=422 if request.POST else 200)

    def act() -> HttpResponse:
        place, words = grid_or_community(found.place), form.cleaned_data["words"]
        actions.raise_for_agenda(place=place, words=words, matter=found, by=request.user, at=request.at)
        return redirect("agenda")

    try:
        return once(request, act)
    except actions.NotOnAgenda as fault:
        return render(request, "feedback/put_matter.html", shown | {"alert": fault.words}, status=409)


@page("agenda.take_off", methods="POST")
def take_off(request: Any, wish_id: int) -> HttpResponse:
    """Take something off, with the reason."""
    found = queries.open_wishes(request.user, request.at).filter(pk=wish_id).first()
    if found is None:
        raise Http404
    form = forms.OffForm(request.POST)
    if not form.is_valid():
        return _list(request, 422, "请写一写为什么拿下来。")

    def act() -> HttpResponse:
        actions.take_off(found, words=form.cleaned_data["words"], by=request.user, at=request.at)
        return redirect("agenda")

    try:
        return once(request, act)
    except actions.NotOnAgenda as fault:
        return _list(request, 409, fault.words)


def _list(request: Any, status: int = 200, alert: str = "") -> HttpResponse:
    lines = queries.agenda(request.user, request.at)
    areas = permission.areas(request.user, "agenda.take_off", at=request.at)
    shown = [(line, any(line.wish.place.path.startswith(area) for area in areas)) for line in lines]
    return render(request, "feedback/agenda.html", {"lines": shown, "alert": alert}, status=status)
