"""A hotline's list: taken, looked at, mended, entered; the faults handed out as a workbook."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.matters import actions
from sanzhang.duties.matters.actions.hotline import ListChanged, plan_hotline
from sanzhang.duties.matters.actions.hotline_table import HotlineTable, read_hotline
from sanzhang.duties.matters.forms.hotline import HotlineFileForm
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files import queries as stored_files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.fields import Handed
from sanzhang.foundation.paper.tables import Sheet, read_tables
from sanzhang.foundation.paper.workbooks import mark_faults
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

SHOWN, TOLD = 100, "at_"


def _communities(request: Any) -> Any:
    mine = territory.visible_to(request.user, request.at, "matter.import_hotline")
    return mine.filter(kind="community").order_by("path")


@page("matter.import_hotline", methods="GET POST")
def upload(request: Any) -> HttpResponse:
    """Take a list and go to its preview; nothing is entered yet."""
    communities = _communities(request)
    form = HotlineFileForm(request.POST or None, request.FILES or None, communities=communities)
    if request.method == "POST" and form.is_valid():
        return once(
            request, lambda: _kept(request, form.cleaned_data["community"], form.cleaned_data["file"])
        )
    return render(request, "matters/hotline.html", {"form": form}, status=422 if form.is_bound else 200)


def _kept(request: Any, community: Place, table: Handed) -> HttpResponse:
    stored = files.keep_bytes(
        table.content,
        **table.as_file,
        community_id=community.pk,
        by=request.user,
        at=request.at,
    )
    return redirect("hotline_preview", stored.pk)


def _opened(request: Any, file_id: int) -> tuple[Place, StoredFile, list[Sheet]]:
    stored = get_object_or_404(StoredFile, pk=file_id, kind="table")
    community = get_object_or_404(_communities(request), pk=stored.community_id)
    return community, stored, read_tables(stored_files.read(stored), stored.shown_name)


def _read(request: Any, community: Place, sheets: list[Sheet]) -> HotlineTable:
    """Read the list with the places that were told in the address of the page."""
    told = {name.removeprefix(TOLD): words for name, words in request.GET.items() if name.startswith(TOLD)}
    return read_hotline(sheets, community, at=request.at, told=told, whole="whole" in request.GET)


@page("matter.import_hotline", methods="GET POST")
def preview(request: Any, file_id: int) -> HttpResponse:
    """Show what would be entered, what is there already, what is wrong and which places are asked for; confirm."""
    community, stored, sheets = _opened(request, file_id)
    table = _read(request, community, sheets)
    alert, may_enter = "", not table.faults or "rest" in request.GET
    if request.method == "POST" and may_enter:
        try:
            return once(request, lambda: _entered(request, community, table))
        except ListChanged as fault:
            alert = fault.words
    plan = plan_hotline(community, table)
    places = Place.objects.select_related("parent__estate", "estate").in_bulk(
        {row.place_id for row in plan.add[:SHOWN]}
    )
    shown = {
        "community": community,
        "stored": stored,
        "plan": plan,
        "lines": [(row, territory.full_name(places[row.place_id])) for row in plan.add[:SHOWN]],
        "faults": table.faults[:SHOWN],
        "count_faults": len(table.faults),
        "asked": table.asked[:SHOWN],
        "may_enter": may_enter and bool(plan.add),
        "told": request.GET,
        "alert": alert,
    }
    status = 409 if alert else 422 if request.method == "POST" else 200
    return render(request, "matters/hotline_preview.html", shown, status=status)


def _entered(request: Any, community: Place, table: HotlineTable) -> HttpResponse:
    expected = request.POST.get("digest", "-")
    actions.import_hotline(community, table, by=request.user, at=request.at, expected=expected)
    return redirect("matters")


@page("matter.import_hotline")
def faults(request: Any, file_id: int) -> HttpResponse:
    """Hand out the list with its faults marked where they stand."""
    community, _, sheets = _opened(request, file_id)
    table = _read(request, community, sheets)
    return workbook(mark_faults(sheets, table.faults), "hotline-faults.xlsx")
