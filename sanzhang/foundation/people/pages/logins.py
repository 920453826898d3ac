"""Office logins, kept by the system administrator, who sees no more of a person than the login."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.people import actions, queries
from sanzhang.foundation.people.forms import FirstPasswordForm, LoginForm
from sanzhang.foundation.permission.pages import page


@page("people.keep_logins", methods="GET POST")
def logins(request: Any) -> HttpResponse:
    """Show the logins and open a new one; its person gets the second factor at the first sign-in."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.open_login(**form.cleaned_data, by=request.user, at=request.at)
            return redirect("logins")

        try:
            return once(request, act)
        except actions.NotPossible as fault:
            form.add_error("login", fault.words)
    shown = [(one, one.has_second_factor) for one in queries.logins()]
    return render(
        request, "people/logins.html", {"form": form, "logins": shown}, status=422 if form.is_bound else 200
    )


@page("people.keep_logins", methods="GET POST")
def login_keys(request: Any, person_id: int) -> HttpResponse:
    """Give a login a new password."""
    person = get_object_or_404(queries.logins(), pk=person_id)
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.set_password(
                person, password=form.cleaned_data["password"], by=request.user, at=request.at
            )
            return redirect("logins")

        return once(request, act)
    context = {"form": form, "person": person, "has_factor": person.has_second_factor}
    return render(request, "people/login.html", context, status=422 if form.is_bound else 200)


@page("people.keep_logins", methods="POST")
def change_login(request: Any, person_id: int) -> HttpResponse:
    """Take a lost second factor away, disable a login, or let it in again."""
    person = get_object_or_404(queries.logins(), pk=person_id)
    verbs = {"drop_factor": actions.drop_totp, "disable": actions.disable, "enable": actions.enable}

    def act() -> HttpResponse:
        if verb := verbs.get(request.POST.get("verb", "")):
            verb(person, by=request.user, at=request.at)
        return redirect("logins")

    return once(request, act)
