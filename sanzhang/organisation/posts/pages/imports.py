"""Bulk seating on screen: list → dry run → confirmation."""

from typing import Any

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
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.actions.import_leaders import (
    LeadersTable,
    import_leaders,
    plan_leaders,
    read_leaders,
    template_workbook,
)
from sanzhang.organisation.posts.forms import LeadersForm
from sanzhang.organisation.posts.pages.names import note_names
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place


def _communities(request: Any) -> Any:
    mine = territory.visible_to(request.user, request.at, "posts.bulk_seat")
    return mine.filter(kind="community").order_by("path")


@page("posts.bulk_seat", methods="GET POST")
def upload(request: Any) -> HttpResponse:
    """Take a list and go to its dry run; nothing is changed yet."""
    form = LeadersForm(request.POST or None, request.FILES or None, communities=_communities(request))
    if request.method == "POST" and form.is_valid():
        return once(
            request, lambda: _kept(request, form.cleaned_data["community"], form.cleaned_data["file"])
        )
    context = {"form": form, "communities": _communities(request)}
    return render(request, "posts/import.html", context, status=422 if form.is_bound else 200)


def _kept(request: Any, community: Place, table: Handed) -> HttpResponse:
    stored = files.keep_bytes(
        table.content,
        **table.as_file,
        community_id=community.pk,
        by=request.user,
        at=request.at,
    )
    return redirect("leaders_dry_run", file_id=stored.pk)


@page("posts.bulk_seat")
def template(request: Any, community_id: int) -> HttpResponse:
    """Hand out the list of all leaders' posts to fill in; whose names stand in it is noted first (R8)."""
    community = get_object_or_404(_communities(request), pk=community_id)
    note_names(request, queries.listed(request.user, request.at, area=community.path), "下载名单模板")
    return workbook(template_workbook(community, request.at), f"leaders-{community.code}.xlsx")


def _opened(request: Any, file_id: int) -> tuple[Place, StoredFile, list[Sheet]]:
    stored = get_object_or_404(StoredFile, pk=file_id, kind="table")
    community = get_object_or_404(_communities(request), pk=stored.community_id)
    return community, stored, read_tables(stored_files.read(stored), stored.shown_name)


@page("posts.bulk_seat", methods="GET POST")
def dry_run(request: Any, file_id: int) -> HttpResponse:
    """Show what the list would change, or what is wrong with it; confirm."""
    community, stored, sheets = _opened(request, file_id)
    table = read_leaders(sheets, community, at=request.at)
    if request.method == "POST" and not table.faults:
        return once(request, lambda: _applied(request, community, table))
    plan = None if table.faults else plan_leaders(community, table, at=request.at)
    context = {
        "community": community,
        "stored": stored,
        "table": table,
        "faults": table.faults[:100],
        "plan": plan,
    }
    return render(request, "posts/dry_run.html", context, status=422 if table.faults else 200)


def _applied(request: Any, community: Place, table: LeadersTable) -> HttpResponse:
    expected = request.POST.get("digest", "-")
    import_leaders(community, table, by=request.user, at=request.at, expected=expected)
    return redirect(f"/posts/?area={community.pk}")


@page("posts.bulk_seat")
def faults(request: Any, file_id: int) -> HttpResponse:
    """Hand out the list with its faults marked."""
    community, stored, sheets = _opened(request, file_id)
    table = read_leaders(sheets, community, at=request.at)
    if not table.faults:
        raise Http404
    return workbook(mark_faults(sheets, table.faults), f"faults-{stored.pk}.xlsx")
