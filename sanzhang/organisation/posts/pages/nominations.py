"""Leaders put forward for a body in one step, and what another person decides (§3.1)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.forms import AnswerForm, DecideForm, NominateForm
from sanzhang.organisation.posts.models import Body, Nomination
from sanzhang.organisation.posts.pages.bodies import may_decide, seen_body
from sanzhang.organisation.posts.pages.body_lists import note_party
from sanzhang.organisation.posts.rules import bodies as rules

SIZE = 60  # names a page, each of them noted


@page("posts.nominate", methods="GET POST")
def nominate(request: Any, body_id: int) -> HttpResponse:
    """Show the leaders in the party without a seat, and put all who are ticked forward in one step."""
    body = seen_body(request, body_id, "posts.nominate")
    form = NominateForm(request.POST or None, body=body)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _nominated(request, body, form))
    leaders = queries.leaders_in(body.community, request.at)
    found = queries.candidates_for(body, request.at, leaders=leaders)
    start = _start(request, len(found))
    shown = found[start : start + SIZE]
    ticked = set(request.POST.getlist("persons")) if form.is_bound else set()
    asked = _ids(request.GET.get("left", ""))
    left = queries.why_not(body, asked, request.at, by=request.user) if asked else []
    told = [*(one.leader.person for one in shown), *(person for person, _ in left)]
    note_party(request, told, rules.PURPOSE, on=body)
    context = {
        "body": body,
        "form": form,
        "is_party": body.kind == rules.COMMUNITY_PARTY,
        "candidates": [(one, _is_ticked(one, body, form, ticked)) for one in shown],
        "unknown": queries.unknown_of(body, leaders=leaders),
        "whole": len(found),
        "start": start,
        "before": max(0, start - SIZE) if start else None,
        "after": start + SIZE if start + SIZE < len(found) else None,
        "done": _number(request.GET.get("done", "")),
        "left": left,
    }
    return render(request, "posts/body_nominate.html", context, status=422 if form.is_bound else 200)


def _start(request: Any, whole: int) -> int:
    start = _number(request.GET.get("from", "")) or 0
    return start - start % SIZE if start < whole else 0


def _is_ticked(one: queries.Candidate, body: Body, form: NominateForm, ticked: set[str]) -> bool:
    """Tick everybody for a branch but who said no or was refused before; for the community organisation nobody."""
    if form.is_bound:
        return str(one.leader.person.pk) in ticked
    return body.kind == rules.ESTATE_BRANCH and one.last is None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _ids(text: str) -> list[int]:
    return [int(one) for one in text.split(",")[:200] if one.isascii() and one.isdigit() and len(one) < 19]


def _nominated(request: Any, body: Body, form: NominateForm) -> HttpResponse:
    result = actions.propose_for_body(
        body,
        persons=form.cleaned_data["persons"],
        role=form.cleaned_data["role"],
        words=form.cleaned_data["words"],
        by=request.user,
        at=request.at,
    )
    left = ",".join(str(pk) for pk in result.left)
    told = f"?done={len(result.made)}" + (f"&left={left}" if left else "")
    return redirect(reverse("nominate", args=[body.pk]) + told)


@page("posts.decide_nomination", methods="GET POST")
def decide(request: Any, body_id: int) -> HttpResponse:
    """Decide on the nominations that wait for a body, all that are ticked in one step."""
    body = seen_body(request, body_id, "posts.decide_nomination")
    waiting = queries.waiting_nominations(body.community, body)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _decided(request, body, form))
    mine = [one for one in waiting if may_decide(request, one)]
    ticked = set(request.POST.getlist("nominations")) if form.is_bound else {str(one.pk) for one in mine}
    note_party(request, [one.person for one in waiting], rules.PURPOSE, on=body)
    titles = queries.titles_of({one.tenure.post_id for one in waiting})
    context = {
        "body": body,
        "form": form,
        "waiting": [(one, titles[one.tenure.post_id], str(one.pk) in ticked) for one in mine],
        "others": [one for one in waiting if one not in mine],
    }
    return render(request, "posts/body_decide.html", context, status=422 if form.is_bound else 200)


def _decided(request: Any, body: Body, form: DecideForm) -> HttpResponse:
    actions.decide_nominations(
        body,
        nominations=form.cleaned_data["nominations"],
        accepted=form.cleaned_data["answer"] == "accepted",
        words=form.cleaned_data["words"],
        by=request.user,
        at=request.at,
    )
    return redirect("body", body_id=body.pk)


def _words(request: Any) -> str:
    form = AnswerForm(request.POST)
    return str(form.cleaned_data["words"]) if form.is_valid() else request.POST.get("words", "")[:200]


def _seen(request: Any, nomination_id: int, action: str) -> Nomination:
    found = queries.nominations_visible_to(request.user, request.at, action)
    return get_object_or_404(found, pk=nomination_id)


@page("posts.nominate", methods="POST")
def withdraw(request: Any, nomination_id: int) -> HttpResponse:
    """Take a nomination back before it is decided."""
    shown = _seen(request, nomination_id, "posts.nominate")

    def act() -> HttpResponse:
        actions.withdraw_nomination(shown, words=_words(request), by=request.user, at=request.at)
        return redirect("body", body_id=shown.body_id)

    return once(request, act)


@page("posts.decide_nomination", methods="POST")
def take_back(request: Any, nomination_id: int) -> HttpResponse:
    """Take one's own decision back within a day."""
    shown = _seen(request, nomination_id, "posts.decide_nomination")

    def act() -> HttpResponse:
        actions.take_back_decision(shown, by=request.user, at=request.at)
        return redirect("body", body_id=shown.body_id)

    return once(request, act)


@page("posts.decline_nomination", methods="POST")
def decline(request: Any, nomination_id: int) -> HttpResponse:
    """Say oneself that one does not want to."""
    own = Nomination.objects.filter(person=request.user).select_related("body__community")
    shown = get_object_or_404(own, pk=nomination_id)

    def act() -> HttpResponse:
        actions.decline_nomination(shown, words=_words(request), by=request.user, at=request.at)
        return redirect("my_bodies")

    return once(request, act)
