"""A department's file on screen: upload → dry run → confirmation (§1.3)."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.gzip import gzip_page

from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files import queries as stored_files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.fields import Handed
from sanzhang.foundation.paper.tables import Sheet, read_tables
from sanzhang.foundation.paper.workbooks import mark_faults
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.division import actions
from sanzhang.organisation.division.actions.department_import import clean_department, plan_department
from sanzhang.organisation.division.merge_forms import DepartmentForm
from sanzhang.organisation.division.pages.merging import merge_crumbs, seen_merging
from sanzhang.organisation.division.queries import aliases_book, merging
from sanzhang.organisation.division.rules.building_names import shortened
from sanzhang.organisation.division.rules.department_table import DepartmentTable, read_department
from sanzhang.organisation.territory.models import Place

ACTION = "division.merge_import"
SHOWN = 100
Opened = tuple[Place, StoredFile, list[Sheet], DepartmentTable]


@page("division.merge_import", methods="GET POST")
def upload(request: Any, community_id: int) -> HttpResponse:
    """Take a department's file and go to its dry run; nothing is changed yet."""
    community = seen_merging(request, community_id, ACTION)
    known = merging.scene_of(community).departments
    form = DepartmentForm(request.POST or None, request.FILES or None, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            department = clean_department(form.cleaned_data["department"])
        except actions.NotPossible as fault:
            form.add_error("other", fault.words)
        else:
            return once(request, lambda: _kept(request, community, department, form.cleaned_data["file"]))
    context = {"place": community, "form": form, "crumbs": merge_crumbs(community, ("导入部门网格", ""))}
    return render(request, "division/merge_import.html", context, status=422 if form.is_bound else 200)


def _kept(request: Any, community: Place, department: str, table: Handed) -> HttpResponse:
    stored = files.keep_bytes(
        table.content,
        **table.as_file,
        community_id=community.pk,
        by=request.user,
        at=request.at,
    )
    way = redirect("merge_dry_run", community_id=community.pk, file_id=stored.pk)
    way["Location"] += f"?{_query(department)}"
    return way


def _query(department: str) -> str:
    return urlencode({"department": department})


def _opened(request: Any, community_id: int, file_id: int) -> Opened:
    community = seen_merging(request, community_id, ACTION)
    stored = get_object_or_404(StoredFile, pk=file_id, kind="table", community_id=community.pk)
    sheets = read_tables(stored_files.read(stored), stored.shown_name)
    return community, stored, sheets, read_department(sheets, merging.known_buildings(community))


def _department(request: Any) -> str:
    try:
        return clean_department(request.POST.get("department") or request.GET.get("department", ""))
    except actions.NotPossible as fault:
        raise Http404 from fault


@page("division.merge_import", methods="GET POST")
@gzip_page
def dry_run(request: Any, community_id: int, file_id: int) -> HttpResponse:
    """Show what the file would change, what is wrong with it, what it leaves out; confirm."""
    community, stored, _, table = _opened(request, community_id, file_id)
    department, trouble = _department(request), ""
    if request.method == "POST" and not table.faults:
        try:
            return once(request, lambda: _applied(request, community, department, table))
        except (actions.NotPossible, actions.ChangedMeanwhile) as refused:
            trouble = refused.words
    context = {
        "place": community,
        "crumbs": merge_crumbs(community, ("试导入", "")),
        "stored": stored,
        "department": department,
        "query": _query(department),
        "table": table,
        "faults": table.faults[:SHOWN],
        "unknown": table.unknown[:SHOWN],
        "missing": shortened((one.estate, one.name) for one in table.missing),
        "plan": None if table.faults else plan_department(community, department, table),
        "trouble": trouble,
    }
    wrong = bool(table.faults or trouble)
    return render(request, "division/merge_dry_run.html", context, status=422 if wrong else 200)


def _applied(request: Any, community: Place, department: str, table: DepartmentTable) -> HttpResponse:
    actions.import_department(
        community,
        department,
        table,
        by=request.user,
        at=request.at,
        by_halves=request.POST.get("by_halves") == "yes",
        expected=request.POST.get("digest", "-"),
    )
    return redirect("merging", community_id=community.pk)


@page("division.merge_import")
def faults(request: Any, community_id: int, file_id: int) -> HttpResponse:
    """Hand out the file with its faults marked."""
    _, stored, sheets, table = _opened(request, community_id, file_id)
    if not table.faults and not table.unknown:
        raise Http404
    return workbook(mark_faults(sheets, [*table.faults, *table.unknown]), f"faults-{stored.pk}.xlsx")


@page("division.merge_import")
def template(request: Any, community_id: int) -> HttpResponse:
    """Hand out the sheet that a department fills in."""
    community = seen_merging(request, community_id, ACTION)
    return workbook(aliases_book.template_of(community), f"department-{community.code}.xlsx")


@page("division.merge_import", methods="GET POST")
def drop(request: Any, community_id: int) -> HttpResponse:
    """Ask once more, then let a department's grids end."""
    community = seen_merging(request, community_id, ACTION)
    scene = merging.scene_of(community)
    department = _department(request)
    line = next((one for one in merging.departments_of(scene) if one.name == department), None)
    if line is None:
        raise Http404
    if request.method == "POST":
        return once(request, lambda: _dropped(request, community, department))
    context = {"place": community, "line": line, "crumbs": merge_crumbs(community, (f"删掉{department}", ""))}
    return render(request, "division/merge_drop.html", context)


def _dropped(request: Any, community: Place, department: str) -> HttpResponse:
    actions.end_department(community, department, by=request.user, at=request.at)
    return redirect("merging", community_id=community.pk)
