"""The door for leaders and residents: number, code, and who it is if several share the number."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from sanzhang.foundation.idempotency.requests import answered_before, once
from sanzhang.foundation.people import signing_in, staying
from sanzhang.foundation.people.forms import CodeForm, PhoneForm
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.people.network import network_of
from sanzhang.foundation.permission.pages import page

BROWSER = "sz_code"  # cookie: the secret of the browser that asks for a code
BACKEND = "sanzhang.foundation.people.backends.PersonBackend"


@page("people.sign_in", methods="GET POST")
def sign_in(request: Any) -> HttpResponse:
    """Ask for the number and send a code; known or not, the page goes on the same way."""
    form, secret = PhoneForm(request.POST or None), browser_of(request)
    if request.method == "POST" and form.is_valid():

        def ask() -> HttpResponse:
            phone, network = form.cleaned_data["phone"], network_of(request)
            signing_in.ask_code(phone, browser=secret, network=network, at=request.at)
            return redirect(with_next("/sign-in/code/", request))

        try:
            return _keep(once(request, ask), secret)
        except signing_in.Refused as fault:
            form.add_error("phone", fault.words)
    context = {"form": form, "next": next_of(request)}
    shown = render(request, "people/sign_in.html", context, status=422 if form.is_bound else 200)
    return _keep(shown, secret)


@page("people.sign_in", methods="GET POST")
def code(request: Any) -> HttpResponse:
    """Take the code; if several persons share the number, ask who it is."""
    form, secret = CodeForm(request.POST or None), browser_of(request)
    if request.method == "POST":
        if again := answered_before(request):
            return again
        if form.is_valid():
            try:
                found = signing_in.check_code(form.cleaned_data["code"], browser=secret, at=request.at)
            except signing_in.Refused as fault:
                form.add_error("code", fault.words)
            else:
                return once(request, lambda: _go_on(request, found, secret))
    context = {"form": form, "next": next_of(request)}
    return render(request, "people/code.html", context, status=422 if form.is_bound else 200)


def _go_on(request: Any, found: list[Person], secret: str) -> HttpResponse:
    if len(found) > 1:
        return redirect(with_next("/sign-in/who/", request))
    signing_in.forget_browser(secret)
    return enter(request, found[0], way="code")


@page("people.sign_in", methods="GET POST")
def who(request: Any) -> HttpResponse:
    """Let one of those who share a number say who it is."""
    if request.method == "POST" and (again := answered_before(request)):
        return again
    secret = browser_of(request)
    found = signing_in.proved(browser=secret, at=request.at)
    if not found:
        return redirect(with_next("/sign-in/", request)) if request.method == "GET" else _start_over(request)
    chosen = [one for one in found if str(one.pk) == request.POST.get("person")]
    if request.method == "POST" and chosen:
        return once(request, lambda: _go_on(request, chosen, secret))
    context = {"persons": found, "next": next_of(request)}
    return render(request, "people/who.html", context, status=422 if request.method == "POST" else 200)


def _start_over(request: Any) -> HttpResponse:
    context = {"form": PhoneForm(), "next": next_of(request), "is_late": True}
    return render(request, "people/sign_in.html", context, status=422)


def enter(request: Any, person: Person, *, way: str) -> HttpResponse:
    """Open a session with a new id, note it, and go where the visitor wanted to."""
    open_session(request, person, backend=BACKEND)
    request.session["way"] = way
    staying.stay(request.session, request.at)
    signing_in.note_sign_in(person, way=way, at=request.at)
    answer = redirect(next_of(request))
    answer.delete_cookie(BROWSER)
    return answer


@page("people.sign_out", methods="POST")
def sign_out(request: Any) -> HttpResponse:
    """End the session on the server; the old cookie is worth nothing."""

    def leave() -> HttpResponse:
        close_session(request)
        return redirect("home")

    return once(request, leave)


def next_of(request: Any) -> str:
    """Return where to go afterwards: a path of our own, or the desk (T04)."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    is_path = wished.startswith("/") and "\\" not in wished and wished.isprintable()
    return wished if is_path and url_has_allowed_host_and_scheme(wished, allowed_hosts=None) else "/desk/"


def with_next(path: str, request: Any) -> str:
    """Return `path` with the wish to go on somewhere."""
    return f"{path}?{urlencode({'next': next_of(request)})}"


def browser_of(request: Any) -> str:
    """Return the secret of this browser, a new one if it has none."""
    try:
        return str(Signer(salt=BROWSER).unsign(request.COOKIES.get(BROWSER, "")))
    except BadSignature:
        return secrets.token_urlsafe(24)


def _keep(answer: HttpResponse, secret: str) -> HttpResponse:
    answer.set_cookie(
        BROWSER,
        Signer(salt=BROWSER).sign(secret),
        max_age=1800,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer
