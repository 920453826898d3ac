"""Reporting, one question a page: where, what, how to reach you, check. Drafts lie on the server."""

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.forms import LEADERS_ASKED, ReachForm, SortForm, WhatForm, WhereForm
from sanzhang.duties.matters.models import DraftPhoto, ReportDraft
from sanzhang.duties.matters.pages.cookies import draft_secret, keep_draft_secret, remember_receipt
from sanzhang.duties.matters.pages.uploads import taken_photos
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.rules import UnreadablePhoto
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

ANYONE = Bearer.anyone()


@page("matter.report", methods="GET POST")
def where(request: Any, token: str) -> HttpResponse:
    """Ask where exactly; the place is known from the scan."""
    place = _place(token)
    form = WhereForm(request.POST or None, initial=_answers(_draft(request, place)))
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _kept(request, place, form.cleaned_data, "report_what"))
    answer = _show(request, "where", place, form)
    return keep_draft_secret(answer, draft_secret(request))


@page("matter.report", methods="GET POST")
def what(request: Any, token: str) -> HttpResponse:
    """Ask what it is, with up to six photos."""
    place = _place(token)
    draft = _draft(request, place)
    if request.method == "GET":
        typed = _answers(draft) if "mend" in request.GET else None
        return _show(request, "what", place, WhatForm(typed, initial=_answers(draft)), draft)
    form = WhatForm(request.POST)
    try:
        photos = taken_photos(request, kept=draft.photos.count() if draft else 0)
    except UnreadablePhoto as fault:
        form.add_error(None, fault.words)
        return _show(request, "what", place, form, draft)
    if {"remove", "add"} & set(request.POST) or photos or form.is_valid():
        return once(request, lambda: _keep_what(request, place, form, photos))
    return _show(request, "what", place, form, draft)


def _keep_what(request: Any, place: Place, form: WhatForm, photos: list[Any]) -> HttpResponse:
    """Keep words and photos, right or not, and go where the button says."""
    typed = {"words": rules.clean_words(request.POST.get("words", ""))}
    draft = actions.save_draft(
        secret=draft_secret(request), place=place, answers=typed, by=ANYONE, at=request.at
    )
    for photo in photos:
        actions.add_photo(draft, photo=photo, by=ANYONE, at=request.at)
    if (unwanted := request.POST.get("remove", "")).isdigit():
        actions.remove_photo(draft, photo_id=int(unwanted), by=ANYONE, at=request.at)
    if {"remove", "add"} & set(request.POST):
        return redirect(reverse("report_what", args=[place.token]) + "#photos")
    if not form.is_valid():
        return redirect(reverse("report_what", args=[place.token]) + "?mend=1")
    return redirect("report_sort", place.token)


@page("matter.report", methods="GET POST")
def sort(request: Any, token: str) -> HttpResponse:
    """Ask how urgent it is, which kind it is, and whom it is about."""
    place = _place(token)
    draft = _draft(request, place)
    form = SortForm(request.POST or None, place=place, initial=_answers(draft))
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _kept(request, place, form.answers(), "report_reach"))
    return _show(request, "sort", place, form, draft)


@page("matter.report", methods="GET POST")
def reach(request: Any, token: str) -> HttpResponse:
    """Ask how to reach the reporter: optional, and who will see it."""
    place = _place(token)
    draft = _draft(request, place)
    form = ReachForm(request.POST or None, initial=_answers(draft))
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _kept(request, place, form.cleaned_data, "report_check"))
    return _show(request, "reach", place, form, draft)


@page("matter.report", methods="GET POST")
def check(request: Any, token: str) -> HttpResponse:
    """Show the answers, each to be changed, and send them once."""
    place = _place(token)
    if request.method == "POST":
        answer = once(request, lambda: _sent(request, place))
        return remember_receipt(request, answer)
    draft = _draft(request, place)
    if draft is None or not _answers(draft).get("words"):
        return redirect("report", token)
    rows = _rows(draft, _answers(draft))
    photos = draft.photos.order_by("id")
    return render(request, "matters/report_check.html", {"place": place, "rows": rows, "photos": photos})


def _sent(request: Any, place: Place) -> HttpResponse:
    draft = _draft(request, place)
    if draft is None:
        return redirect("report", place.token)
    matter = actions.send_draft(draft, by=ANYONE, at=request.at)
    return redirect(reverse("receipt", args=[matter.receipt]) + "?new=1")


@page("matter.report")
def draft_photo(request: Any, token: str, photo_id: int) -> HttpResponse:
    """Show a small photo of one's own draft."""
    draft = _draft(request, _place(token))
    photo = DraftPhoto.objects.filter(draft=draft, pk=photo_id).select_related("stored").first()
    if draft is None or photo is None:
        raise Http404
    return files.file_response(photo.stored, "small")


def _place(token: str) -> Place:
    place = territory.by_token(token.upper())
    if place is None or place.community_id is None:
        raise Http404
    return place


def _draft(request: Any, place: Place) -> ReportDraft | None:
    """Return the phone's draft, if it is about this place."""
    draft = queries.draft_of(draft_secret(request))
    return draft if draft and draft.place_id == place.pk else None


def _answers(draft: ReportDraft | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(draft.answers or "{}") if draft else {}
    return found


def _kept(request: Any, place: Place, answers: dict[str, Any], next_page: str) -> HttpResponse:
    actions.save_draft(secret=draft_secret(request), place=place, answers=answers, by=ANYONE, at=request.at)
    return redirect(next_page, place.token)


def _show(request: Any, step: str, place: Place, form: Any, draft: ReportDraft | None = None) -> HttpResponse:
    shown = {
        "place": place,
        "title": territory.full_name(place),
        "form": form,
        "photos": draft.photos.order_by("id") if draft else [],
        "most": rules.PHOTOS_MAX,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, f"matters/report_{step}.html", shown, status=status)


def _rows(draft: ReportDraft, answers: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return label, answer and where to change it."""
    names = ("report", "report_what", "report_sort", "report_reach")
    where, what, sort, reach = (reverse(name, args=[draft.place.token]) for name in names)
    leaders = dict(LEADERS_ASKED)
    about = [leaders[rung] for rung in answers.get("about") or () if rung in leaders]
    if number := answers.get("household_number"):
        about.append(f"本单元 {number} 室")
    contact = " ".join(filter(None, (answers.get("contact_name"), answers.get("contact_phone"))))
    return [
        ("地点", " ".join(filter(None, (territory.full_name(draft.place), answers.get("spot")))), where),
        ("什么事", answers["words"], what),
        ("急不急", rules.KINDS.get(answers.get("kind") or "", ""), sort),
        ("哪一类", rules.TOPICS.get(answers.get("topic") or "", ""), sort),
        ("和谁有关", "、".join(about) or "没有选", sort),
        ("怎么联系您", contact or "没有留", reach),
    ]
