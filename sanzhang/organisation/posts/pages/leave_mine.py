"""My posts: what I hold, until when, and what I may ask for; on the leader's own phone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, queries, rules
from sanzhang.organisation.posts.forms.leaving import LeaveForm, RemovalForm, ResignForm
from sanzhang.organisation.posts.models import Leaving, Tenure
from sanzhang.organisation.posts.pages.leave_seen import (
    name_of_post,
    seen_tenure,
    silent_at,
    state_words,
)
from sanzhang.organisation.posts.rules import leaving as ways


@page("posts.mine")
def mine(request: Any) -> HttpResponse:
    """Show my posts, what waits about them, and what has been."""
    sittings = queries.sittings_of(request.user, request.at)
    leavings = queries.leavings_of(request.user)
    lines = [_line(request, group, leavings) for group in _by_post(sittings)]
    shown = {one.pk for line in lines for one in (line["open"], line["leave"]) if one}
    past = [(one, name_of_post(one.tenure), *state_words(one, request.at)) for one in leavings]
    context = {
        "lines": lines,
        "past": [row for row in past if row[0].pk not in shown],
        "bodies": queries.bodies_of(request.user, request.at),
    }
    return render(request, "posts/mine.html", context)


def _by_post(sittings: list[Tenure]) -> list[list[Tenure]]:
    groups: dict[int, list[Tenure]] = {}
    for one in sittings:
        groups.setdefault(one.post_id, []).append(one)
    return list(groups.values())


def _line(request: Any, group: list[Tenure], leavings: list[Leaving]) -> dict[str, Any]:
    at, post_id = request.at, group[0].post_id
    own = [one for one in leavings if one.tenure.post_id == post_id]
    waits = next((one for one in own if one.is_open and not queries.is_in_force(one, at)), None)
    granted = [one for one in own if one.kind == ways.LEAVE and one.state == ways.DONE and one.returning]
    leave = next((one for one in granted if one.returns_at and one.returns_at > at), None)
    now = next((one for one in group if one.starts_at <= at), None)
    last = group[-1]
    return {
        "tenure": now or group[0],
        "where": name_of_post(group[0]),
        "runs": now,
        "until": last.ends_at,
        "ends": rules.END_REASONS.get(last.end_reason, "") if last.end_reason else "",
        "open": waits,
        "silent_at": silent_at(waits) if waits else None,
        "leave": leave,
        "is_away": leave is not None and now is None,
        "may_ask": waits is None and not (now or group[0]).is_acting,
    }


@page("posts.ask_leaving", methods="GET POST")
def resign(request: Any, tenure_id: int) -> HttpResponse:
    """Ask to leave: the leader himself, or a worker for him."""
    tenure = seen_tenure(request, tenure_id)
    form = ResignForm(request.POST or None, at=request.at)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            leaving = actions.ask_to_resign(tenure, by=request.user, at=request.at, **form.cleaned_data)
            return redirect("leaving", leaving_id=leaving.pk)

        return once(request, act)
    return _asking(request, tenure, form, "posts/resign.html")


@page("posts.ask_leaving", methods="GET POST")
def leave(request: Any, tenure_id: int) -> HttpResponse:
    """Ask for leave: the leader himself, or a worker for him, who goes on to who acts."""
    tenure = seen_tenure(request, tenure_id)
    form = LeaveForm(request.POST or None, at=request.at)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            leaving = actions.ask_for_leave(tenure, by=request.user, at=request.at, **form.cleaned_data)
            is_own = tenure.person_id == request.user.pk
            return redirect("leaving" if is_own else "grant_leave", leaving_id=leaving.pk)

        return once(request, act)
    return _asking(request, tenure, form, "posts/leave.html")


@page("posts.propose_removal", methods="GET POST")
def remove(request: Any, tenure_id: int) -> HttpResponse:
    """Propose to remove a leader, with grounds."""
    tenure = seen_tenure(request, tenure_id)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            leaving = actions.propose_removal(tenure, by=request.user, at=request.at, **form.cleaned_data)
            return redirect("leaving", leaving_id=leaving.pk)

        return once(request, act)
    return _asking(request, tenure, form, "posts/remove.html")


def _asking(request: Any, tenure: Tenure, form: Any, template: str) -> HttpResponse:
    waits = queries.open_leaving(tenure.post)
    context = {
        "tenure": tenure,
        "where": name_of_post(tenure),
        "form": form,
        "is_own": tenure.person_id == request.user.pk,
        "waits": waits if waits and waits.person_id == tenure.person_id else None,
        "silent_at": ways.silent_end(request.at, request.at),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
