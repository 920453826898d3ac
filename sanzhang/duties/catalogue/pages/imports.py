"""A workbook of kinds: taken, looked at, entered; its faults handed out where they stand."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.catalogue.actions import NotPossible
from sanzhang.duties.catalogue.forms import KindFileForm
from sanzhang.duties.catalogue.pages.table import CatalogueChanged, import_kinds, read_kinds
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files import queries as stored_files
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.fields import Handed
from sanzhang.foundation.paper.tables import Sheet, read_tables
from sanzhang.foundation.paper.workbooks import mark_faults
from sanzhang.foundation.permission.pages import page

SHOWN = 200


@page("kind.edit", methods="GET POST")
def upload(request: Any) -> HttpResponse:
    """Take a workbook and go to its preview; nothing is changed yet."""
    form = KindFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _kept(request, form.cleaned_data["file"]))
    return render(request, "catalogue/import.html", {"form": form}, status=422 if form.is_bound else 200)


def _kept(request: Any, table: Handed) -> HttpResponse:
    stored = files.keep_bytes(
        table.content,
        **table.as_file,
        community_id=None,
        by=request.user,
        at=request.at,
    )
    return redirect("preview_kinds", stored.pk)


def _opened(file_id: int) -> tuple[StoredFile, list[Sheet]]:
    stored = get_object_or_404(StoredFile, pk=file_id, kind="table", community_id=None)
    return stored, read_tables(stored_files.read(stored), stored.shown_name)


@page("kind.edit", methods="GET POST")
def preview(request: Any, file_id: int) -> HttpResponse:
    """Show what would be new, what would change and what is wrong; confirm."""
    stored, sheets = _opened(file_id)
    alert = ""
    if request.method == "POST":
        try:
            return once(request, lambda: _entered(request, sheets))
        except (NotPossible, CatalogueChanged) as fault:
            alert = fault.words
    table = read_kinds(sheets)
    shown = {
        "stored": stored,
        "table": table,
        "changes": table.changes[:SHOWN],
        "faults": table.faults[:SHOWN],
        "alert": alert,
        "may_enter": bool(table.changes) and not table.faults,
    }
    return render(request, "catalogue/import_preview.html", shown, status=409 if alert else 200)


def _entered(request: Any, sheets: list[Sheet]) -> HttpResponse:
    import_kinds(sheets, expected=request.POST.get("digest", ""), by=request.user, at=request.at)
    return redirect("kinds")


@page("kind.edit")
def faults(request: Any, file_id: int) -> HttpResponse:
    """Hand out the workbook with its faults marked where they stand."""
    _, sheets = _opened(file_id)
    return workbook(mark_faults(sheets, read_kinds(sheets).faults), "kind-faults.xlsx")
