"""Reporting, one question a page: where, what, how to reach you, check. Drafts lie on the server."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sanzhang.duties.matters import actions, asking, queries, rules
from sanzhang.duties.matters.forms import (
    LEADERS_ASKED,
    KindAnswersForm,
    ReachForm,
    SortForm,
    WhatForm,
    WhereForm,
)
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
    place = place_of(token)
    form = WhereForm(request.POST or None, initial=_answers(_draft(request, place)))
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _kept(request, place, form.cleaned_data, "report_what"))
    answer = _show(request, "where", place, form)
    return keep_draft_secret(answer, draft_secret(request))


@page("matter.report", methods="GET POST")
def what(request: Any, token: str) -> HttpResponse:
    """Ask what it is, with up to six photos."""
    place = place_of(token)
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
    shown = similar(request, place, typed["words"])
    return redirect("report_alike" if any(shown) else "report_sort", place.token)


@page("matter.report", methods="GET POST")
def sort(request: Any, token: str) -> HttpResponse:
    """Ask which kind it is, how urgent, and whom it is about; kinds are offered, found by words, or by group."""
    place = place_of(token)
    draft = _draft(request, place)
    known = _answers(draft)
    if request.method == "POST" and "find" in request.POST:
        return once(request, lambda: _look_for_kinds(request, place))
    offered = _offered(request, place, known)
    form = SortForm(request.POST or None, place=place, offered=offered, initial=known)
    if request.method == "POST" and form.is_valid():
        kind = queries.open_kind(form.cleaned_data.get("filed_as") or "", request.at)
        asks = kind is not None and bool(kind.questions.all())
        return once(
            request,
            lambda: _kept(request, place, form.answers(), "report_details" if asks else "report_reach"),
        )
    more = {"groups": queries.groups_of_kinds(request.at), "sought": request.GET.get("q", "")}
    more |= {"group": request.GET.get("group", ""), "has_found": bool(offered)}
    return _show(request, "sort", place, form, draft, **more)


def _offered(request: Any, place: Place, known: dict[str, Any]) -> list[queries.Offered]:
    """Return the kinds to choose from: what the words speak for, what was looked for, what was chosen before."""
    found = queries.offered_kinds(place, known.get("words") or "", request.at)
    if words := request.GET.get("q", ""):
        found = queries.kinds_found(words, request.at) + found
    if group := request.GET.get("group", ""):
        found = queries.kinds_of_group(group, request.at) + found
    chosen = request.POST.get("filed_as") or known.get("filed_as") or ""
    if chosen and chosen not in {str(one.kind.pk) for one in found}:
        kind = queries.open_kind(chosen, request.at)
        found = [*found, queries.Offered(kind)] if kind else found
    return found


def _look_for_kinds(request: Any, place: Place) -> HttpResponse:
    """Keep what was chosen so far, and show what the words find."""
    names = ("kind", "topic", "filed_as", "household_number")
    typed: dict[str, Any] = {name: request.POST[name] for name in names if name in request.POST}
    typed["about"] = request.POST.getlist("about")
    actions.save_draft(secret=draft_secret(request), place=place, answers=typed, by=ANYONE, at=request.at)
    words = urlencode({"q": request.POST.get("q", "").strip()[:20]})
    return redirect(f"{reverse('report_sort', args=[place.token])}?{words}#kinds")


@page("matter.report", methods="GET POST")
def details(request: Any, token: str) -> HttpResponse:
    """Ask what the chosen kind asks besides."""
    place = place_of(token)
    draft = _draft(request, place)
    known = _answers(draft)
    kind = queries.open_kind(known.get("filed_as") or "", request.at)
    if kind is None or not kind.questions.all():
        return redirect("report_reach", token)
    form = KindAnswersForm(request.POST or None, kind=kind, known=known.get("details"))
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _kept(request, place, {"details": form.answers()}, "report_reach"))
    return _show(request, "details", place, form, draft, kind=kind)


@page("matter.report", methods="GET POST")
def reach(request: Any, token: str) -> HttpResponse:
    """Ask how to reach the reporter: optional, and who will see it."""
    place = place_of(token)
    draft = _draft(request, place)
    form = ReachForm(request.POST or None, initial=_answers(draft))
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _kept(request, place, form.cleaned_data, "report_check"))
    return _show(request, "reach", place, form, draft)


@page("matter.report", methods="GET POST")
def check(request: Any, token: str) -> HttpResponse:
    """Show the answers, each to be changed, and send them once."""
    place = place_of(token)
    if request.method == "POST":
        answer = once(request, lambda: _sent(request, place))
        return remember_receipt(request, answer)
    draft = _draft(request, place)
    if draft is None or not _answers(draft).get("words"):
        return redirect("report", token)
    if _lacks(draft, request.at):
        return redirect("report_details", token)
    rows = _rows(draft, _answers(draft), request.at)
    photos = draft.photos.order_by("id")
    return render(request, "matters/report_check.html", {"place": place, "rows": rows, "photos": photos})


def _sent(request: Any, place: Place) -> HttpResponse:
    draft = _draft(request, place)
    if draft is None:
        return redirect("report", place.token)
    if _answers(draft).get("as") == "question":
        asked = actions.send_question(draft, by=ANYONE, at=request.at)
        return redirect(reverse("enquiry_receipt", args=[asked.receipt]) + "?new=1")
    if _lacks(draft, request.at):
        return redirect("report_details", place.token)
    matter = actions.send_draft(draft, by=ANYONE, at=request.at)
    return redirect(reverse("receipt", args=[matter.receipt]) + "?new=1")


@page("matter.report")
def draft_photo(request: Any, token: str, photo_id: int) -> HttpResponse:
    """Show a small photo of one's own draft."""
    draft = _draft(request, place_of(token))
    photo = DraftPhoto.objects.filter(draft=draft, pk=photo_id).select_related("stored").first()
    if draft is None or photo is None:
        raise Http404
    return files.file_response(photo.stored, "small")


def place_of(token: str) -> Place:
    """Return the place of a scanned code; else it is not there."""
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


def _lacks(draft: ReportDraft, at: datetime) -> bool:
    """Tell whether the chosen kind has to know something that was not answered; asks nothing without a kind."""
    known = _answers(draft)
    kind = queries.open_kind(known["filed_as"], at) if known.get("filed_as") else None
    given = known.get("details") or {}
    return kind is not None and any(one.is_needed and one.words not in given for one in kind.questions.all())


def _show(
    request: Any, step: str, place: Place, form: Any, draft: ReportDraft | None = None, **more: Any
) -> HttpResponse:
    shown = {
        "place": place,
        "title": territory.full_name(place),
        "form": form,
        "photos": draft.photos.order_by("id") if draft else [],
        "most": rules.PHOTOS_MAX,
        "known": _answers(draft),
        **more,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, f"matters/report_{step}.html", shown, status=status)


def _rows(draft: ReportDraft, answers: dict[str, Any], at: datetime) -> list[tuple[str, str, str]]:
    """Return label, answer and where to change it."""
    if answers.get("as") == "question" or answers.get("joined_to"):
        return _rows_in_short(draft, answers)
    names = ("report", "report_what", "report_sort", "report_reach")
    where, what, sort, reach = (reverse(name, args=[draft.place.token]) for name in names)
    leaders = dict(LEADERS_ASKED)
    about = [leaders[rung] for rung in answers.get("about") or () if rung in leaders]
    if number := answers.get("household_number"):
        about.append(f"本单元 {number} 室")
    contact = " ".join(filter(None, (answers.get("contact_name"), answers.get("contact_phone"))))
    kind = queries.open_kind(answers.get("filed_as") or "", at)
    asked = reverse("report_details", args=[draft.place.token])
    said = list((answers.get("details") or {}).items()) if kind else []
    topic = rules.TOPICS.get((kind.topic if kind else answers.get("topic")) or "", "")
    return [
        ("地点", " ".join(filter(None, (territory.full_name(draft.place), answers.get("spot")))), where),
        ("什么事", answers["words"], what),
        ("急不急", rules.KINDS.get(answers.get("kind") or "", ""), sort),
        ("哪一类", f"{kind.name}({topic})" if kind else topic, sort),
        *((words, answer, asked) for words, answer in said),
        ("和谁有关", "、".join(about) or "没有选", sort),
        ("怎么联系您", contact or "没有留", reach),
    ]


def _rows_in_short(draft: ReportDraft, answers: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what is sent of a question, or of what somebody else has reported already."""
    names = ("report_what", "report_alike", "report_reach")
    what, alike, reach = (reverse(name, args=[draft.place.token]) for name in names)
    contact = " ".join(filter(None, (answers.get("contact_name"), answers.get("contact_phone"))))
    how = "只是问一问,请社区回答" if answers.get("as") == "question" else "和邻居反映的是同一件事,并到一起办"
    return [
        ("地点", territory.full_name(draft.place), ""),
        ("怎么办", how, alike),
        ("什么事", answers["words"], what),
        ("怎么联系您", contact or "没有留", reach),
    ]


def similar(request: Any, place: Place, words: str) -> tuple[list[Any], list[Any]]:
    """Return open matters nearby that sound the same, and ready answers to what sounds like a question."""
    by = request.user if request.user.is_authenticated else ANYONE
    matters = queries.alike(place, words, at=request.at, by=by)
    answers = queries.ready_for(place, words, most=3) if asking.sounds_like_a_question(words) else []
    return matters, answers


@page("matter.report", methods="GET POST")
def alike(request: Any, token: str) -> HttpResponse:
    """Show similar open matters nearby and ready answers: joined, asked, or reported all the same."""
    place = place_of(token)
    draft = _draft(request, place)
    words = _answers(draft).get("words") or ""
    if not words:
        return redirect("report_what", token)
    matters, answers = similar(request, place, words)
    if request.method == "POST":
        return remember_receipt(request, once(request, lambda: _chosen(request, place, matters, answers)))
    asks = asking.sounds_like_a_question(words)
    shown = {"place": place, "title": territory.full_name(place), "matters": matters, "answers": answers}
    return render(request, "matters/report_alike.html", shown | {"sounds_like_a_question": asks})


def _chosen(request: Any, place: Place, matters: list[Any], answers: list[Any]) -> HttpResponse:
    same, ready = request.POST.get("same", ""), request.POST.get("ready", "")
    if ready:
        chosen = next((one for one in answers if str(one.pk) == ready), None)
        if chosen is None:
            raise Http404
        words = _answers(_draft(request, place)).get("words") or ""
        made = actions.ask(place, words, ready=chosen, by=ANYONE, at=request.at)
        return redirect(reverse("enquiry_receipt", args=[made.receipt]) + "?new=1")
    if same and same not in {str(one.matter.pk) for one in matters}:
        raise Http404
    how = {"joined_to": same, "as": "question" if "question" in request.POST else ""}
    on = "report_reach" if same or how["as"] else "report_sort"
    return _kept(request, place, how, on)
