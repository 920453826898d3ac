"""Joining after the fact and undoing it; filing as another kind."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.duties.matters import actions, forms, queries, rules
from sanzhang.duties.matters.pages.lists import show_matter, visible
from sanzhang.duties.matters.pages.receipt import _bearer, _matter
from sanzhang.duties.matters.pages.receipt import _show as show_receipt
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory

Refused = (actions.SomebodyWasFaster, rules.NotPossible)


@page("matter.join", methods="GET POST")
def join(request: Any, matter_id: int) -> HttpResponse:
    """Offer open matters of the community, the most similar first, or by words; join to the chosen one."""
    matter = visible(request, matter_id)
    words = request.GET.get("q", "")[:60]
    if request.method == "POST":
        return _joined(request, matter, request.POST.get("to", ""))
    found = queries.leads_for(matter, request.user, request.at, words=words)
    shown = {"matter": matter, "place": territory.full_name(matter.place), "found": found, "words": words}
    return render(request, "matters/join.html", shown)


def _joined(request: Any, matter: Any, to: str) -> HttpResponse:
    lead = visible(request, int(to)) if to.isdigit() else None
    if lead is None:
        raise Http404
    version = forms.VersionForm(request.POST)
    read = version.cleaned_data["version"] if version.is_valid() else None

    def act() -> HttpResponse:
        actions.join(matter, to=lead, version=read, by=request.user, at=request.at)
        return redirect("matter", lead.pk)

    try:
        return once(request, act)
    except Refused as fault:
        return show_matter(request, visible(request, matter.pk), status=409, alert=fault.words)


@page("matter.part", methods="POST")
def part(request: Any, matter_id: int) -> HttpResponse:
    """Undo a joining within a day."""
    matter = visible(request, matter_id)

    def act() -> HttpResponse:
        actions.part(matter, by=request.user, at=request.at)
        return redirect("matter", matter.pk)

    try:
        return once(request, act)
    except Refused as fault:
        return show_matter(request, visible(request, matter_id), status=409, alert=fault.words)


@page("matter.part", methods="POST")
def part_by_receipt(request: Any, receipt: str) -> HttpResponse:
    """Let one's own go its own way."""
    matter = _matter(receipt)
    words = rules.clean_words(request.POST.get("words", ""))

    def act() -> HttpResponse:
        actions.part(matter, words=words, by=_bearer(matter), at=request.at)
        return redirect("receipt", matter.receipt)

    try:
        return once(request, act)
    except Refused as fault:
        return show_receipt(request, _matter(receipt), status=409, alert=fault.words)


@page("matter.file", methods="GET POST")
def file_as(request: Any, matter_id: int) -> HttpResponse:
    """Offer kinds as a report does: suggested, by words, by group; file as the chosen one."""
    matter = visible(request, matter_id)
    if request.method == "POST":
        return _filed(request, matter)
    words, group = request.GET.get("q", "")[:20], request.GET.get("group", "")
    offered = queries.kinds_found(words, request.at) + queries.kinds_of_group(group, request.at)
    shown = {
        "matter": matter,
        "place": territory.full_name(matter.place),
        "offered": offered
        or ([] if words else queries.offered_kinds(matter.place, matter.words, request.at)),
        "groups": queries.groups_of_kinds(request.at),
        "words": words,
        "group": group,
    }
    return render(request, "matters/file_as.html", shown)


def _filed(request: Any, matter: Any) -> HttpResponse:
    kind = queries.open_kind(request.POST.get("kind", ""), request.at)
    if kind is None:
        raise Http404
    version = forms.VersionForm(request.POST)
    read = version.cleaned_data["version"] if version.is_valid() else None

    def act() -> HttpResponse:
        actions.file_as(matter, kind, version=read, by=request.user, at=request.at)
        return redirect("matter", matter.pk)

    try:
        return once(request, act)
    except Refused as fault:
        return show_matter(request, visible(request, matter.pk), status=409, alert=fault.words)
