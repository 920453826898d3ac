"""One's own page: what the platform knows about oneself, who looked at it, what one consents to."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import answered_before, once
from sanzhang.foundation.journal import queries as entries
from sanzhang.foundation.journal import sentences
from sanzhang.foundation.people import actions, office_keys, queries
from sanzhang.foundation.people.forms import PasswordForm
from sanzhang.foundation.people.network import network_of
from sanzhang.foundation.people.signing_in import Refused
from sanzhang.foundation.permission.pages import page

A_PAGE, IN_A_COPY = 20, 5000


@page("people.my_data")
def me(request: Any) -> HttpResponse:
    """Show what the platform knows about oneself, and who looked at it."""
    shown = Paginator(entries.entries_about(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "seats": permission.seats_of(request.user, request.at),
        "roles": queries.roles_of(request.user, request.at),
        "consents": queries.consents_asked(request.user),
        "page": shown,
        "looks": sentences.told(shown, reader=request.user),
        "asleep": not request.user.has_live_powers(request.at),
    }
    return render(request, "people/me.html", context)


@page("people.consent", methods="POST")
def settle_consent(request: Any) -> HttpResponse:
    """Give or withdraw a consent, as easily the one as the other."""
    purpose = request.POST.get("purpose", "")
    act = actions.consent if request.POST.get("given") == "1" else actions.withdraw_consent

    def settle() -> HttpResponse:
        act(request.user, purpose=purpose, by=request.user, at=request.at)
        return redirect("/me/#consent")

    return once(request, settle)


@page("people.my_data")
def my_data(request: Any) -> HttpResponse:
    """Hand out one's own data (PIPL 45): to read and print, or as JSON."""
    person = request.user
    found = entries.entries_about(person)[:IN_A_COPY]
    context = {
        "seats": permission.seats_of(person, request.at),
        "roles": queries.roles_of(person, request.at),
        "consents": queries.consents_with_times(person),
        "looks": sentences.told(found, reader=person),
        "at": request.at,
    }
    if request.GET.get("as") != "json":
        return render(request, "people/my_data.html", context)
    answer = JsonResponse(_as_json(person, context), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="sanzhang-{request.at:%Y%m%d}.json"'
    return answer


def _as_json(person: Any, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": person.name,
        "phone": person.phone,
        "login": person.login,
        "enrolled_at": person.enrolled_at.isoformat(),
        "phone_verified_at": person.phone_verified_at.isoformat() if person.phone_verified_at else None,
        "last_used_at": person.last_used_at.isoformat() if person.last_used_at else None,
        "large_type": person.large_type,
        "posts": [seat.title for seat in context["seats"]],
        "roles": context["roles"],
        "consents": [
            {
                "purpose": consent.purpose,
                "wording": consent.wording,
                "given_at": consent.given_at.isoformat(),
                "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
            }
            for consent in context["consents"]
        ],
        "journal": [
            {"at": line.at.isoformat(), "who": line.who, "what": line.what, "details": line.details}
            for line in context["looks"]
        ],
    }


@page("people.my_data", methods="GET POST")
def password(request: Any) -> HttpResponse:
    """Change one's own office password; every other session ends (T03)."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST":
        if again := answered_before(request):
            return again
        if form.is_valid() and _is_allowed(request, form):
            return once(request, lambda: _change_password(request, form.cleaned_data["new"]))
    return render(request, "people/password.html", {"form": form}, status=422 if form.is_bound else 200)


def _is_allowed(request: Any, form: PasswordForm) -> bool:
    try:
        office_keys.check_password_again(
            request.user, form.cleaned_data["old"], network=network_of(request), at=request.at
        )
    except Refused as fault:
        form.add_error("old", fault.words)
        return False
    return True


def _change_password(request: Any, new: str) -> HttpResponse:
    actions.set_password(request.user, password=new, by=request.user, at=request.at)
    update_session_auth_hash(request, request.user)
    return redirect("me")
