"""Import of buildings on screen: file → dry run → confirmation."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files import queries as stored_files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.fields import Handed
from sanzhang.foundation.paper.tables import Sheet, read_tables
from sanzhang.foundation.paper.workbooks import mark_faults
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries
from sanzhang.organisation.territory.actions import import_buildings, plan_import
from sanzhang.organisation.territory.forms import ImportForm
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules.buildings_table import read_buildings
from sanzhang.organisation.territory.rules.template import template_workbook

SHOWN_FAULTS = 100


@page("territory.import_buildings")
def template(request: Any) -> HttpResponse:
    """Hand out the template."""
    return workbook(template_workbook(), "buildings-template.xlsx")


@page("territory.import_buildings", methods="GET POST")
def upload(request: Any) -> HttpResponse:
    """Take a file and go to its dry run; nothing is changed yet."""
    communities = _communities(request)
    form = ImportForm(request.POST or None, request.FILES or None, communities=communities)
    if request.method == "POST" and form.is_valid():
        return once(
            request, lambda: _kept(request, form.cleaned_data["community"], form.cleaned_data["file"])
        )
    return render(request, "territory/import.html", {"form": form}, status=422 if form.is_bound else 200)


def _communities(request: Any) -> QuerySet[Place]:
    mine = queries.visible_to(request.user, request.at, "territory.import_buildings")
    return mine.filter(kind="community").order_by("path")


def _kept(request: Any, community: Place, table: Handed) -> HttpResponse:
    stored = files.keep_bytes(
        table.content,
        **table.as_file,
        community_id=community.pk,
        by=request.user,
        at=request.at,
    )
    return redirect("import_dry_run", file_id=stored.pk)


def _opened(request: Any, file_id: int) -> tuple[Place, StoredFile, list[Sheet]]:
    stored = get_object_or_404(StoredFile, pk=file_id, kind="table")
    communities = _communities(request)
    community = get_object_or_404(communities, pk=stored.community_id)
    return community, stored, read_tables(stored_files.read(stored), stored.shown_name)


@page("territory.import_buildings", methods="GET POST")
def dry_run(request: Any, file_id: int) -> HttpResponse:
    """Show what the file would change, or what is wrong with it; confirm."""
    community, stored, sheets = _opened(request, file_id)
    table = read_buildings(sheets)
    if request.method == "POST":
        return once(request, lambda: _applied(request, community, table))
    plan = None if table.faults else plan_import(community, table)
    context = {
        "community": community,
        "stored": stored,
        "table": table,
        "faults": table.faults[:SHOWN_FAULTS],
        "plan": plan,
        "figures": [(name, count) for name, count in plan.figures().items() if count] if plan else [],
        "households": sum(
            len(unit.doors) for line in table.buildings.values() for unit in line.units.values()
        ),
    }
    return render(request, "territory/dry_run.html", context, status=422 if table.faults else 200)


def _applied(request: Any, community: Place, table: Any) -> HttpResponse:
    import_buildings(
        community,
        table,
        by=request.user,
        at=request.at,
        expected=request.POST.get("digest", "-"),
        close_missing=request.POST.get("close_missing") == "1",
    )
    return redirect("place", place_id=community.pk)


@page("territory.import_buildings")
def faults(request: Any, file_id: int) -> HttpResponse:
    """Hand out the file with its faults marked."""
    _, stored, sheets = _opened(request, file_id)
    table = read_buildings(sheets)
    if not table.faults:
        raise Http404
    return workbook(mark_faults(sheets, table.faults), f"faults-{stored.pk}.xlsx")
