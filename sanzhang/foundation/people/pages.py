"""Pages of signing in, and of what the platform knows about oneself."""

import secrets
from typing import Any

from django.contrib.auth import login as open_session
from django.contrib.auth import logout as close_session
from django.core.paginator import Paginator
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal import queries as entries
from sanzhang.foundation.journal.sentences import sentence
from sanzhang.foundation.people import actions, queries, rules, signing_in
from sanzhang.foundation.people.forms import CodeForm, LookForm, NewPhoneForm, OfficeForm, PhoneForm
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page

BROWSER = "sz_code"  # secret of the browser that asked, and which asking
BACKEND = "sanzhang.foundation.people.backends.PersonBackend"
LEADERS_STAY, OFFICES_STAY = 60 * 60 * 24 * 30, 60 * 30


def _network(request: Any) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _next(request: Any) -> str:
    wished = request.GET.get("next") or request.POST.get("next") or "/desk/"
    return wished if url_has_allowed_host_and_scheme(wished, allowed_hosts=None) else "/desk/"


def _kept(request: Any) -> tuple[str, str, str]:
    """Return (browser's secret, id of the asking, persons proved) out of the signed cookie."""
    try:
        secret, asked, proved = Signer(salt=BROWSER).unsign(request.COOKIES.get(BROWSER, "")).split(".")
    except (BadSignature, ValueError):
        return secrets.token_urlsafe(24).replace(".", "-"), "", ""
    return secret, asked, proved


def _keep(answer: HttpResponse, secret: str, asked: str, proved: str = "") -> HttpResponse:
    value = Signer(salt=BROWSER).sign(f"{secret}.{asked}.{proved}")
    answer.set_cookie(BROWSER, value, max_age=600, httponly=True, samesite="Lax")
    return answer


@page("people.sign_in", methods="GET POST")
def sign_in(request: Any) -> HttpResponse:
    """Ask for the number and send a code; known or not, the page goes on the same way."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret, _, _ = _kept(request)
        try:
            asked = signing_in.ask_code(
                form.cleaned_data["phone"], browser=secret, network=_network(request), at=request.at
            )
        except signing_in.Refused as fault:
            form.add_error("phone", fault.words)
        else:
            return _keep(once(request, lambda: redirect(f"/sign-in/code/?next={_next(request)}")), secret, str(asked))
    context = {"form": form, "next": _next(request)}
    return render(request, "people/sign_in.html", context, status=422 if form.is_bound else 200)


@page("people.sign_in", methods="GET POST")
def code(request: Any) -> HttpResponse:
    """Take the code; if several persons share the number, ask who it is."""
    secret, asked, _ = _kept(request)
    if not asked:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = signing_in.check_code(int(asked), form.cleaned_data["code"], browser=secret, at=request.at)
        except signing_in.Refused as fault:
            form.add_error("code", fault.words)
        else:
            if len(found) == 1:
                return once(request, lambda: _open(request, found[0], "code"))
            proved = "-".join(str(person.pk) for person in found)
            answer = once(request, lambda: redirect(f"/sign-in/who/?next={_next(request)}"))
            return _keep(answer, secret, asked, proved)
    context = {"form": form, "next": _next(request)}
    return render(request, "people/code.html", context, status=422 if form.is_bound else 200)


@page("people.sign_in", methods="GET POST")
def who(request: Any) -> HttpResponse:
    """Let one of those who share a number say who it is."""
    _, _, proved = _kept(request)
    ids = [int(one) for one in proved.split("-") if one]
    found = list(Person.objects.filter(pk__in=ids, disabled_at=None).order_by("id"))
    if not found:
        return redirect("sign_in")
    chosen = next((one for one in found if str(one.pk) == request.POST.get("person")), None)
    if request.method == "POST" and chosen:
        return once(request, lambda: _open(request, chosen, "code"))
    return render(request, "people/who.html", {"persons": found, "next": _next(request)})


@page("people.sign_in", methods="GET POST")
def office(request: Any) -> HttpResponse:
    """Sign an office in by password and second factor."""
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = signing_in.check_office(
                given["login"], given["password"], given["code"], network=_network(request), at=request.at
            )
        except signing_in.Refused as fault:
            form.add_error(None, fault.words)
        else:
            return once(request, lambda: _open(request, person, "office"))
    context = {"form": form, "next": _next(request)}
    return render(request, "people/office.html", context, status=422 if form.is_bound else 200)


def _open(request: Any, person: Person, way: str) -> HttpResponse:
    open_session(request, person, backend=BACKEND)
    request.session.set_expiry(OFFICES_STAY if way == "office" else LEADERS_STAY)
    signing_in.note_sign_in(person, way=way, at=request.at)
    answer = redirect(_next(request))
    answer.delete_cookie(BROWSER)
    return answer


@page("people.sign_out", methods="POST")
def sign_out(request: Any) -> HttpResponse:
    """End the session on the server; the old cookie is worth nothing."""

    def leave() -> HttpResponse:
        close_session(request)
        return redirect("home")

    return once(request, leave)


@page("people.my_data")
def me(request: Any) -> HttpResponse:
    """Show what the platform knows about oneself, and who looked at it."""
    shown = Paginator(entries.entries_about(request.user), 20).get_page(request.GET.get("page"))
    given = queries.consents_of(request.user)
    context = {
        "seats": permission.seats_of(request.user, request.at),
        "consents": [(key, *words, key in given) for key, words in rules.CONSENTS.items()],
        "page": shown,
        "looks": [(entry, sentence(entry)) for entry in shown],
        "asleep": not request.user.has_live_powers(request.at),
    }
    return render(request, "people/me.html", context)


@page("people.consent", methods="POST")
def settle_consent(request: Any) -> HttpResponse:
    """Give or withdraw a consent, as easily the one as the other."""
    purpose = request.POST.get("purpose", "")
    if purpose not in rules.CONSENTS or not request.user.is_authenticated:
        return redirect("me")
    act = actions.consent if request.POST.get("given") == "1" else actions.withdraw_consent

    def settle() -> HttpResponse:
        act(request.user, purpose=purpose, by=request.user, at=request.at)
        return redirect("me")

    return once(request, settle)


@page("people.my_data")
def my_data(request: Any) -> HttpResponse:
    """Hand out one's own data as JSON (PIPL 45)."""
    person = request.user
    about = [
        {"at": entry.at.isoformat(), "what": sentence(entry), "facts": entry.facts}
        for entry in entries.entries_about(person)[:5000]
    ]
    kept = {
        "name": person.name,
        "phone": person.phone,
        "login": person.login,
        "enrolled_at": person.enrolled_at.isoformat(),
        "posts": [seat.title for seat in permission.seats_of(person, request.at)],
        "consents": sorted(queries.consents_of(person)),
        "journal": about,
    }
    answer = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = "attachment; filename=my-data.json"
    return answer


@page("people.look", methods="GET POST")
def person(request: Any, person_id: int) -> HttpResponse:
    """Show a person masked; the phone in full only for a named purpose, noted before it is shown (R8)."""
    shown = get_object_or_404(queries.visible_to(request.user, request.at), pk=person_id)
    form = LookForm(request.POST or None)
    context = {"person": shown, "form": form, "seats": permission.seats_of(shown, request.at)}
    context |= {"asleep": not shown.has_live_powers(request.at), "consents": queries.consents_of(shown)}
    if request.method == "POST" and form.is_valid():
        seat = next(iter(permission.seats_of(request.user, request.at)), None)
        purpose = form.cleaned_data["purpose"]

        def reveal() -> HttpResponse:
            journal.look(
                request.user, about=shown, fields="name phone", purpose=purpose, seat=seat, at=request.at, on=shown
            )
            return redirect("person", person_id=shown.pk)

        once(request, reveal)
        return render(request, "people/person.html", {**context, "phone": shown.phone, "purpose": purpose})
    return render(request, "people/person.html", context)


@page("people.verify_phone", methods="POST")
def verify(request: Any, person_id: int) -> HttpResponse:
    """Confirm that a number is the person's, checked face to face (R25)."""
    shown = get_object_or_404(queries.visible_to(request.user, request.at), pk=person_id)

    def confirm() -> HttpResponse:
        actions.verify_phone(shown, by=request.user, at=request.at)
        return redirect("person", person_id=shown.pk)

    return once(request, confirm)


@page("people.change_phone", methods="GET POST")
def change_phone(request: Any, person_id: int) -> HttpResponse:
    """Change a person's number; powers sleep until another person verifies it."""
    shown = get_object_or_404(queries.visible_to(request.user, request.at), pk=person_id)
    form = NewPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def change() -> HttpResponse:
            actions.change_phone(shown, phone=form.cleaned_data["phone"], by=request.user, at=request.at)
            return redirect("person", person_id=shown.pk)

        return once(request, change)
    context = {"person": shown, "form": form}
    return render(request, "people/change_phone.html", context, status=422 if form.is_bound else 200)
