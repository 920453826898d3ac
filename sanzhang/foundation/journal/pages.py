"""The auditor's page: entries newest first, by filters, paged by cursor."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from sanzhang.foundation.journal import queries, sentences
from sanzhang.foundation.permission.pages import page

A_PAGE = 50
FILTERS = ("action", "key", "day", "post", "before")


@page("journal.audit")
def journal(request: Any) -> HttpResponse:
    """Show what was done: filter by action, person's key, day."""
    filters = {
        name: request.GET.get(name, "").replace("\x00", "").strip()
        for name in ("action", "key", "day", "post", "before")
    }
    found = list(queries.audited(**filters)[: A_PAGE + 1])
    context = {
        "lines": sentences.told(found[:A_PAGE], reader=None),
        "older": found[A_PAGE - 1].pk if len(found) > A_PAGE else None,
        "filters": filters,
        "more": urlencode({name: value for name, value in filters.items() if value and name != "before"}),
        "actions": sorted(sentences.WORDS.items(), key=lambda row: row[1]),
    }
    return render(request, "journal/list.html", context)
