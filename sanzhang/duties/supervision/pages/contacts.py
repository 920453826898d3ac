"""How to reach who answers for a body and who suggested: shown once the purpose is told, noted before."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sanzhang.duties.supervision import actions, forms
from sanzhang.duties.supervision.pages import bodies, suggestions
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page


@page("supervision.reveal", methods="GET POST")
def of_body(request: Any, body_id: int) -> HttpResponse:
    """Show who answers for a body."""
    one = bodies.seen(request, body_id, "supervision.reveal")

    def reveal(purpose: str) -> tuple[str, str]:
        return actions.reveal_contact(one, purpose=purpose, by=request.user, at=request.at)

    return _revealed(request, reveal, title=f"{one.name}的负责人", back=f"/supervision/{one.pk}/")


@page("suggestion.reveal", methods="GET POST")
def of_suggestion(request: Any, suggestion_id: int) -> HttpResponse:
    """Show who suggested."""
    one = suggestions.seen(request, suggestion_id, "suggestion.reveal")

    def reveal(purpose: str) -> tuple[str, str]:
        return actions.reveal_author(one, purpose=purpose, by=request.user, at=request.at)

    return _revealed(request, reveal, title="提建议的人", back=f"/suggestions/{one.pk}/")


def _revealed(
    request: Any, reveal: Callable[[str], tuple[str, str]], *, title: str, back: str
) -> HttpResponse:
    form = forms.PurposeForm(request.POST or None)
    shown: dict[str, Any] = {"form": form, "title": title, "back": back}
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            name, phone = reveal(form.cleaned_data["purpose"])
            told = shown | {"name": name, "phone": phone, "told": True}
            return render(request, "supervision/contact.html", told)

        if answer := bodies.tried(form, lambda: once(request, act)):
            return answer
    return render(request, "supervision/contact.html", shown, status=422 if form.is_bound else 200)
