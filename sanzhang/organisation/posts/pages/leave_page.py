"""One leaving: where it stands, the words behind it, and the small steps: withdraw, come back, take back."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal import limits
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import actions, rules
from sanzhang.organisation.posts.forms.leaving import HearForm, ReturnForm
from sanzhang.organisation.posts.models import Leaving
from sanzhang.organisation.posts.pages.leave_seen import context_of, seen_leaving


@page("posts.look_leaving")
def leaving(request: Any, leaving_id: int) -> HttpResponse:
    """Show a leaving; the words only to the person."""
    one = seen_leaving(request, leaving_id)
    return render(request, "posts/leaving.html", context_of(request, one))


@page("posts.look_leaving", methods="POST")
def words(request: Any, leaving_id: int) -> HttpResponse:
    """Show reason, grounds and what the person said; noted before a byte leaves (R8)."""
    one = seen_leaving(request, leaving_id)
    note_look(request, one, f"办理{rules.LEAVING_KINDS[one.kind]}")
    grounds = [rules.GROUNDS.get(code, code) for code in one.grounds]
    context = context_of(request, one) | {"is_open_to": True, "grounds": grounds}
    return render(request, "posts/leaving.html", context)


# Each showing is an entry of its own: an answer kept and shown again would be a look that nobody noted.
words.read_only_post = True  # type: ignore[attr-defined]


def note_look(request: Any, one: Leaving, purpose: str) -> None:
    """Note that the words of a leaving are about to be seen by somebody else than the person."""
    if one.person_id == request.user.pk:
        return
    with transaction.atomic():
        seat = permission.require(request.user, "posts.look_leaving", one, at=request.at)
        journal.look(
            request.user,
            about=one.tenure.person,
            fields="leaving_words",
            purpose=purpose,
            seat=seat,
            at=request.at,
            community_id=one.community_id,
            on=one,
            data_class=limits.CONDITION,
        )


@page("posts.hear_removal", methods="GET POST")
def hear(request: Any, leaving_id: int) -> HttpResponse:
    """Take down what the person says about the removal."""
    one = seen_leaving(request, leaving_id)
    is_own = one.person_id == request.user.pk
    form = HearForm(request.POST or None, at=request.at, is_own=is_own, asked_at=one.asked_at)
    if request.method == "POST" and form.is_valid():
        given = {"words": form.cleaned_data["words"], "said_at": form.cleaned_data.get("said_on")}

        def act() -> HttpResponse:
            actions.hear(one, by=request.user, at=request.at, **given)
            return redirect("leaving", leaving_id=one.pk)

        return once(request, act)
    context = context_of(request, one) | {"form": form}
    return render(request, "posts/hear.html", context, status=422 if form.is_bound else 200)


@page("posts.end_leave", methods="GET POST")
def come_back(request: Any, leaving_id: int) -> HttpResponse:
    """Come back from a leave earlier."""
    one = seen_leaving(request, leaving_id)
    form = ReturnForm(request.POST or None, at=request.at)
    if request.method == "POST" and form.is_valid():
        returns_at = form.cleaned_data["returns_at"]

        def act() -> HttpResponse:
            actions.come_back(one, returns_at=returns_at, by=request.user, at=request.at)
            return redirect("leaving", leaving_id=one.pk)

        return once(request, act)
    context = context_of(request, one) | {"form": form}
    return render(request, "posts/come_back.html", context, status=422 if form.is_bound else 200)


@page("posts.withdraw_leaving", methods="POST")
def withdraw(request: Any, leaving_id: int) -> HttpResponse:
    """Take back what was asked."""
    return _step(request, leaving_id, actions.withdraw)


@page("posts.end_leave", methods="POST")
def cancel(request: Any, leaving_id: int) -> HttpResponse:
    """Cancel a leave before it begins."""
    return _step(request, leaving_id, actions.cancel_leave)


@page("posts.decide_removal", methods="POST")
def revoke(request: Any, leaving_id: int) -> HttpResponse:
    """Take back a decision within a day."""
    return _step(request, leaving_id, actions.revoke)


def _step(request: Any, leaving_id: int, step: Callable[..., None]) -> HttpResponse:
    one = seen_leaving(request, leaving_id)

    def act() -> HttpResponse:
        step(one, by=request.user, at=request.at)
        return redirect("leaving", leaving_id=one.pk)

    return once(request, act)
