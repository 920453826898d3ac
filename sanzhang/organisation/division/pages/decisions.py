"""A draft on its way: signed by the community with a day, approved or sent back by the street."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.division import actions, queries, rules
from sanzhang.organisation.division.forms import RefuseForm, SignForm
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.division.pages.seen import LOOKS, REFUSALS, crumb_of, crumbs, seen_draft
from sanzhang.organisation.division.queries import faces, merge_members, screens

USUAL_DAYS = 14


def _facts(request: Any, draft: Draft, here: str) -> dict[str, Any]:
    """Return what whoever decides must see: the map, today beside the plan, and what will happen."""
    option = draft.chosen
    context = {
        "draft": draft,
        "place": draft.community,
        "option": option,
        "look": LOOKS[draft.state],
        "crumbs": crumbs(draft.community, crumb_of(draft), (here, "")),
    }
    if option is None:
        return context
    option.draft = draft
    face = faces.face_of(option)
    pairs = screens.pairs_of(queries.state_before(option, face.community), face.state)
    leaders = queries.leaders_after(option, request.at)
    return context | {
        "face": face,
        "drawing": faces.drawing_of(face),
        "proof": screens.proof_words(option),
        "pairs": pairs,
        "same": [pair for pair in pairs if pair.is_same],
        "has": screens.has_of(face),
        "effect": screens.effect_of(option, request.at),
        "leaders": [one for one in leaders if one.what != "stays"],
        "stays": [one.name for one in leaders if one.what == "stays"],
        "changed": queries.changed_since(draft),
        "members": merge_members.count_of(draft),
    }


@page("division.sign", methods="GET POST")
@gzip_page
def sign(request: Any, draft_id: int) -> HttpResponse:
    """Hand the chosen option to the street, with its day; first shows what will happen."""
    draft = seen_draft(request, draft_id)
    permission.require(request.user, "division.sign", draft, at=request.at)
    if draft.chosen is None or not draft.is_open:
        return redirect("division_draft", draft.pk)
    today = timezone.localdate(request.at)
    first = {"takes_effect_on": today + timedelta(days=USUAL_DAYS)}
    form = SignForm(request.POST or None, today=today, lawful=draft.chosen.is_lawful, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            actions.sign(draft, **given, by=request.user, at=request.at)
            return redirect("division_draft", draft.pk)

        try:
            return once(request, act)
        except REFUSALS as refused:
            form.add_error(None, refused.words)
            draft = seen_draft(request, draft_id)
    context = {"form": form, **_facts(request, draft, "报给街道")}
    return render(request, "division/sign.html", context, status=422 if form.is_bound else 200)


@page("division.approve", methods="GET POST")
@gzip_page
def approve(request: Any, draft_id: int) -> HttpResponse:
    """Show the street what it decides on; approve."""
    return _decided(request, draft_id, "division.approve", Form(request.POST or None), actions.approve)


@page("division.refuse", methods="GET POST")
@gzip_page
def refuse(request: Any, draft_id: int) -> HttpResponse:
    """Send a plan back with words."""
    return _decided(request, draft_id, "division.refuse", RefuseForm(request.POST or None), actions.refuse)


def _decided(
    request: Any, draft_id: int, action: str, form: Form, verb: Callable[..., Draft]
) -> HttpResponse:
    draft = seen_draft(request, draft_id)
    permission.require(request.user, action, draft, at=request.at)
    if request.method == "GET" and draft.state not in rules.ON_ITS_WAY:
        return redirect("division_draft", draft.pk)
    words = ""
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            verb(draft, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("division_draft", draft.pk)

        try:
            return once(request, act)
        except REFUSALS as refused:
            words, draft = refused.words, seen_draft(request, draft_id)
    refusal = form if isinstance(form, RefuseForm) else RefuseForm()
    context = {"form": refusal, "words": words, **_facts(request, draft, "审批")}
    context["is_own"] = draft.signed_by_id == request.user.pk
    return render(request, "division/decide.html", context, status=422 if request.method == "POST" else 200)


@page("division.sign", methods="POST")
def take_back(request: Any, draft_id: int) -> HttpResponse:
    """Take the signature back, so that the plan can be changed."""
    return _ended(request, draft_id, actions.take_back)


@page("division.withdraw", methods="POST")
def withdraw(request: Any, draft_id: int) -> HttpResponse:
    """Give a draft up."""
    return _ended(request, draft_id, actions.withdraw)


def _ended(request: Any, draft_id: int, verb: Callable[..., Draft]) -> HttpResponse:
    draft = seen_draft(request, draft_id)

    def act() -> HttpResponse:
        verb(draft, by=request.user, at=request.at)
        return redirect("division_draft", draft.pk)

    return once(request, act)
