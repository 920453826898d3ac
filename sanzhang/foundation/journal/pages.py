"""The auditor's page: entries newest first, by filters, paged by cursor."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sanzhang.foundation.journal import queries
from sanzhang.foundation.journal.sentences import WORDS, actor_words, sentence
from sanzhang.foundation.permission.pages import page

A_PAGE = 50


@page("journal.audit")
def journal(request: Any) -> HttpResponse:
    """Show what was done: filter by action, person's key, day."""
    filters = {name: request.GET.get(name, "").strip() for name in ("action", "key", "day", "before")}
    found = list(queries.audited(**filters)[: A_PAGE + 1])
    rows = [(entry, sentence(entry), actor_words(entry)) for entry in found[:A_PAGE]]
    older = found[A_PAGE - 1].pk if len(found) > A_PAGE else None
    context = {"rows": rows, "older": older, "filters": filters, "actions": sorted(WORDS.items())}
    return render(request, "journal/list.html", context)
