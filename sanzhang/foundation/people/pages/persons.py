"""Persons whom a community worker looks after: masked, shown for a purpose, verified, given a new number."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries
from sanzhang.foundation.people.forms import LookForm, NewPhoneForm
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page


@page("people.look", methods="GET POST")
def person(request: Any, person_id: int) -> HttpResponse:
    """Show a person masked; the phone in full only for a named purpose, noted before it is shown (R8)."""
    shown = get_object_or_404(queries.visible_to(request.user, request.at), pk=person_id)
    form = LookForm(request.POST or None)
    context = {
        "person": shown,
        "form": form,
        "seats": permission.seats_of(shown, request.at),
        "asleep": not shown.has_live_powers(request.at),
        "consents": [(key, label, given) for key, label, _, given in queries.consents_asked(shown)],
    }
    if request.method == "POST" and form.is_valid():
        _note_look(request, shown, form.cleaned_data["purpose"])
        context |= {"phone": shown.phone, "purpose": form.cleaned_data["purpose"]}
    return render(request, "people/person.html", context, status=422 if form.errors else 200)


# Each showing is an entry of its own: an answer kept and shown again would be a look that nobody noted.
person.read_only_post = True  # type: ignore[attr-defined]


@transaction.atomic
def _note_look(request: Any, shown: Person, purpose: str) -> None:
    """Write the look down before a byte leaves; what can't be written down isn't shown."""
    seat = permission.require(request.user, "people.look", shown, at=request.at)
    journal.look(
        request.user, about=shown, fields="phone", purpose=purpose, seat=seat, at=request.at, on=shown
    )


@page("people.consent", methods="POST")
def consent_for(request: Any, person_id: int) -> HttpResponse:
    """Note what a person said about being named on plaques; the ledger keeps who typed it in."""
    shown = get_object_or_404(queries.visible_to(request.user, request.at), pk=person_id)
    act = people.consent if request.POST.get("given") == "1" else people.withdraw_consent

    def settle() -> HttpResponse:
        act(shown, purpose=request.POST.get("purpose", ""), by=request.user, at=request.at)
        return redirect("person", person_id=shown.pk)

    return once(request, settle)


@page("people.verify_phone", methods="POST")
def verify(request: Any, person_id: int) -> HttpResponse:
    """Confirm that a number is the person's, checked face to face (R25)."""
    shown = get_object_or_404(queries.visible_to(request.user, request.at), pk=person_id)

    def confirm() -> HttpResponse:
        people.verify_phone(shown, by=request.user, at=request.at)
        return redirect("person", person_id=shown.pk)

    return once(request, confirm)


@page("people.change_phone", methods="GET POST")
def change_phone(request: Any, person_id: int) -> HttpResponse:
    """Change a person's number; powers sleep until somebody verifies it."""
    shown = get_object_or_404(queries.visible_to(request.user, request.at), pk=person_id)
    form = NewPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def change() -> HttpResponse:
            people.change_phone(shown, phone=form.cleaned_data["phone"], by=request.user, at=request.at)
            return redirect("person", person_id=shown.pk)

        return once(request, change)
    context = {"person": shown, "form": form}
    return render(request, "people/change_phone.html", context, status=422 if form.is_bound else 200)
