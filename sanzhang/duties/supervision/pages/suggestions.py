"""Suggestions as residents make and follow them, and as the community answers them."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sanzhang.duties.supervision import actions, forms, queries, rules
from sanzhang.duties.supervision.actions.suggesting import Reply
from sanzhang.duties.supervision.models import Suggestion
from sanzhang.duties.supervision.pages.bodies import tried
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

A_PAGE = 30
COLUMNS: list[downloads.Column] = [
    ("编号", lambda one: one.reference),
    ("社区", lambda one: one.community.name),
    ("哪里", lambda one: territory.full_name(one.place)),
    ("类别", lambda one: one.get_topic_display()),
    ("建议", lambda one: one.words),
    ("谁提的", lambda one: "三长" if one.author_post_id else "居民"),
    ("支持", lambda one: one.supports),
    ("状态", lambda one: one.get_state_display()),
    ("提出时间", lambda one: one.made_at),
    ("答复期限", lambda one: one.due_at),
    ("答复时间", lambda one: one.answered_at),
    ("答复和理由", lambda one: one.answer),
    ("由谁办", lambda one: one.done_by),
    ("满意", lambda one: one.get_satisfied_display() if one.satisfied else ""),
]
PUBLIC_COLUMNS: list[downloads.Column] = [
    ("编号", lambda one: one.reference),
    ("类别", lambda one: one.get_topic_display()),
    ("建议", lambda one: "(文字由社区隐去)" if one.hidden_at else rules.for_all(one.words)),
    ("支持", lambda one: one.supports),
    ("答复", lambda one: one.get_state_display()),
    ("答复和理由", lambda one: rules.for_all(one.answer)),
    ("由谁办", lambda one: one.done_by),
    ("哪一天", lambda one: one.planned_on),
]


def _place(token: str) -> Place:
    place = territory.by_token(token)
    if place is None or place.community_id is None:
        raise Http404
    return place


def _paged(request: Any, found: Any) -> dict[str, Any]:
    page_of = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in request.GET.items() if name not in ("page", "as") and value}
    return {"page": page_of, "query": urlencode(kept), "is_narrowed": bool(kept)}


@page("suggestion.read")
def public(request: Any, token: str) -> HttpResponse:
    """Show the answered suggestions of a community, without names; and those one may support."""
    place = _place(token)
    community = place.community or place
    form = forms.PublicListForm(request.GET)
    found = queries.answered_publicly(community, form.wishes(), request.at)
    if downloads.is_wanted(request):
        return downloads.handed_out("答复了的建议", PUBLIC_COLUMNS, found, at=request.at, widths=(12, 12, 60))
    shown: dict[str, Any] = {
        "place": place,
        "community": community,
        "form": form,
        "open": queries.alike(place, request.at),
    }
    for one in shown["open"]:
        one.words = rules.for_all(one.words)
    shown |= _paged(request, found)
    for one in shown["page"]:
        one.words, one.answer = rules.for_all(one.words), rules.for_all(one.answer)
    return render(request, "supervision/suggestions_public.html", shown)


@page("suggestion.make", methods="GET POST")
def make(request: Any, token: str) -> HttpResponse:
    """Take a suggestion; no account is needed, the receipt leads to the answer."""
    place = _place(token)
    form = forms.SuggestForm(request.POST or None)
    by = request.user if request.user.is_authenticated else Bearer.anyone()
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            given = dict(form.cleaned_data)
            made = actions.suggest(place, given.pop("words"), by=by, at=request.at, **given)
            return redirect(reverse("suggestion_receipt", args=[made.receipt]) + "?new=1")

        if answer := tried(form, lambda: once(request, act)):
            return answer
    shown = {"place": place, "title": territory.full_name(place), "form": form}
    return render(request, "supervision/suggest.html", shown, status=422 if form.is_bound else 200)


@page("suggestion.support", methods="POST")
def support(request: Any, token: str, suggestion_id: int) -> HttpResponse:
    """Support a suggestion of the community, once a household."""
    place = _place(token)
    waiting = Suggestion.objects.filter(community_id=place.community_id, due_at__isnull=False, hidden_at=None)
    one = get_object_or_404(waiting.select_related("community"), pk=suggestion_id)

    def act() -> HttpResponse:
        actions.support(one, by=request.user, at=request.at)
        return redirect("suggestions_public", token)

    return once(request, act)


def _by_receipt(receipt: str) -> Suggestion:
    one = queries.suggestion_by_receipt(read_code(receipt))
    if one is None:
        raise Http404
    return one


@page("suggestion.look")
def receipt(request: Any, receipt: str) -> HttpResponse:
    """Show a suggestion to its author: state, reasons, what becomes of it."""
    return _receipt(request, _by_receipt(receipt))


def _receipt(request: Any, one: Suggestion, *, judge: Any = None, again: Any = None) -> HttpResponse:
    answered = not one.is_open
    shown = {
        "suggestion": one,
        "steps": one.steps.order_by("seq"),
        "is_new": "new" in request.GET,
        "place": territory.full_name(one.place),
        "address": request.build_absolute_uri(reverse("suggestion_receipt", args=[one.receipt])),
        "judge": judge or (forms.JudgeForm() if answered and one.satisfied is None else None),
        "again": again or (forms.AgainForm() if answered and one.again_at is None else None),
    }
    return render(
        request, "supervision/suggestion_receipt.html", shown, status=422 if judge or again else 200
    )


@page("suggestion.judge", methods="POST")
def judge(request: Any, receipt: str) -> HttpResponse:
    """Say whether the answer is satisfying."""
    one = _by_receipt(receipt)
    form = forms.JudgeForm(request.POST)
    if form.is_valid():

        def act() -> HttpResponse:
            bearer = Bearer.of("suggestion", one.pk)
            actions.judge(one, satisfied=form.cleaned_data["satisfied"], by=bearer, at=request.at)
            return redirect("suggestion_receipt", one.receipt)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    return _receipt(request, one, judge=form)


@page("suggestion.judge", methods="POST")
def again(request: Any, receipt: str) -> HttpResponse:
    """Ask once more for an answer."""
    one = _by_receipt(receipt)
    form = forms.AgainForm(request.POST)
    if form.is_valid():

        def act() -> HttpResponse:
            bearer = Bearer.of("suggestion", one.pk)
            actions.ask_again(one, words=form.cleaned_data["words"], by=bearer, at=request.at)
            return redirect("suggestion_receipt", one.receipt)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    return _receipt(request, one, again=form)


@page("suggestion.list")
def suggestions(request: Any) -> HttpResponse:
    """List the suggestions of one's area; as a workbook, too, without names and numbers."""
    form = forms.SuggestionListForm(request.GET)
    found = queries.suggestions_listed(request.user, request.at, form.wishes())
    if downloads.is_wanted(request):
        return downloads.handed_out("居民建议", COLUMNS, found, at=request.at, widths=(12, 16, 24, 12, 60))
    return render(request, "supervision/suggestions.html", {"form": form} | _paged(request, found))


@page("suggestion.list", methods="GET POST")
def suggestion(request: Any, suggestion_id: int) -> HttpResponse:
    """Show a suggestion; the community answers it here."""
    one = seen(request, suggestion_id)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.answer_suggestion(one, Reply(**form.cleaned_data), by=request.user, at=request.at)
            return redirect("suggestion", one.pk)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    return _show(request, one, form)


def seen(request: Any, suggestion_id: int, action: str = "suggestion.list") -> Suggestion:
    """Return the suggestion if one may see it; else it is not there."""
    found = queries.suggestions_visible_to(request.user, request.at, action)
    related = found.select_related("place__parent__estate", "place__estate", "community", "matter")
    one: Suggestion = get_object_or_404(related, pk=suggestion_id)
    return one


def _show(request: Any, one: Suggestion, form: Any, *, hide: Any = None) -> HttpResponse:
    by, at = request.user, request.at
    shown = {
        "suggestion": one,
        "form": form,
        "place": territory.full_name(one.place),
        "steps": one.steps.select_related("person").order_by("seq"),
        "may_answer": one.is_open and permission.may(by, "suggestion.answer", one, at=at),
        "may_hide": one.hidden_at is None and permission.may(by, "suggestion.hide", one, at=at),
        "may_reveal": permission.may(by, "suggestion.reveal", one, at=at),
        "has_contact": bool(one.contact_name or one.contact_phone),
        "hide": hide or forms.ReasonForm(),
        "tells_numbers": rules.tells_numbers(one.words),
    }
    status = 422 if form.is_bound or hide else 200
    return render(request, "supervision/suggestion.html", shown, status=status)


@page("suggestion.hide", methods="POST")
def hide(request: Any, suggestion_id: int) -> HttpResponse:
    """Keep the words of a suggestion from the public page."""
    one = seen(request, suggestion_id, "suggestion.hide")
    form = forms.ReasonForm(request.POST)
    if form.is_valid():

        def act() -> HttpResponse:
            actions.hide_suggestion(one, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
            return redirect("suggestion", one.pk)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    return _show(request, one, forms.AnswerForm(), hide=form)
