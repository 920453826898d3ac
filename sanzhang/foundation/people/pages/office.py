"""The door for offices: login, password, second factor; whoever has none yet gets one here."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation.idempotency.requests import answered_before, once
from sanzhang.foundation.people import actions, office_keys
from sanzhang.foundation.people.forms import FactorForm, OfficeForm
from sanzhang.foundation.people.models import NOT_CONFIRMED, Person
from sanzhang.foundation.people.network import network_of
from sanzhang.foundation.people.pages.doors import enter, next_of, with_next
from sanzhang.foundation.people.signing_in import Refused
from sanzhang.foundation.permission.pages import page

ENROLLING = "enrolling"  # in the session: who showed a right password, and until when that counts
ENROLLING_LASTS = timedelta(minutes=10)


@page("people.sign_in", methods="GET POST")
def office(request: Any) -> HttpResponse:
    """Sign an office in; at the first time, after the password, go on to get a second factor."""
    form = OfficeForm(request.POST or None)
    if request.method == "POST":
        if again := answered_before(request):
            return again
        if form.is_valid():
            given = form.cleaned_data
            try:
                person, is_done = office_keys.check_office(
                    given["login"],
                    given["password"],
                    given["code"],
                    network=network_of(request),
                    at=request.at,
                )
            except Refused as fault:
                form.add_error(None, fault.words)
            else:
                act = _enter if is_done else _begin_enrolling
                return once(request, lambda: act(request, person))
    context = {"form": form, "next": next_of(request)}
    return render(request, "people/office.html", context, status=422 if form.is_bound else 200)


def _enter(request: Any, person: Person) -> HttpResponse:
    return enter(request, person, way="office")


def _begin_enrolling(request: Any, person: Person) -> HttpResponse:
    actions.set_totp(person, by=person, at=request.at)
    request.session.cycle_key()
    request.session[ENROLLING] = [person.pk, (request.at + ENROLLING_LASTS).isoformat()]
    return redirect(with_next("/sign-in/office/second/", request))


@page("people.sign_in", methods="GET POST")
def second(request: Any) -> HttpResponse:
    """Show the new second factor once, and take its first code."""
    if request.method == "POST" and (again := answered_before(request)):
        return again
    person = _enrolling(request)
    if person is None:
        return (
            redirect(with_next("/sign-in/office/", request))
            if request.method == "GET"
            else _too_late(request)
        )
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            office_keys.confirm_factor(person, form.cleaned_data["code"], at=request.at)
        except Refused as fault:
            form.add_error("code", fault.words)
        else:
            request.session.pop(ENROLLING, None)
            return once(request, lambda: _enter(request, person))
    context = {
        "form": form,
        "secret": _in_fours(person.totp_secret),
        "login": person.login,
        "next": next_of(request),
    }
    return render(request, "people/second.html", context, status=422 if form.is_bound else 200)


@page("people.sign_in")
def second_picture(request: Any) -> HttpResponse:
    """Answer the second factor as a QR picture, to whoever is getting it just now."""
    person = _enrolling(request)
    if person is None:
        raise Http404
    return HttpResponse(office_keys.picture_of(person), content_type="image/svg+xml")


def _enrolling(request: Any) -> Person | None:
    person_id, until = request.session.get(ENROLLING) or (0, "")
    if not until or datetime.fromisoformat(until) < request.at:
        return None
    return Person.objects.filter(pk=person_id, disabled_at=None, totp_last_step=NOT_CONFIRMED).first()


def _too_late(request: Any) -> HttpResponse:
    form = OfficeForm()
    context = {"form": form, "next": next_of(request), "is_late": True}
    return render(request, "people/office.html", context, status=422)


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
