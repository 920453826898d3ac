"""The door's own pages: size of type, and what is kept of people."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records import inventory

YEAR = 60 * 60 * 24 * 365


@page("web.settle_type", methods="POST")
def settle_type(request: Any) -> HttpResponse:
    """Switch between 标准 and 大字; remembered by the browser, and by the person if signed in."""
    large = request.POST.get("type") == "large"
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"

    def settle() -> HttpResponse:
        if isinstance(request.user, Person):
            people.set_type(request.user, large=large, by=request.user, at=request.at)
        return redirect(back)

    answer = once(request, settle)
    answer.set_cookie(
        "sz_type", "large" if large else "standard", max_age=YEAR, samesite="Lax", httponly=True
    )
    return answer


@page("web.open")
def privacy(request: Any) -> HttpResponse:
    """Show the rules page, made from the data inventory: list form, as the law asks (网数条例 21)."""
    files = inventory.all_files()
    kept = [
        (apps.get_app_config(room.rpartition(".")[2]).verbose_name, _personal(fields | files.get(room, {})))
        for room, fields in inventory.all_fields().items()
    ]
    groups = [(title, rows) for title, rows in kept if rows]
    return render(request, "privacy.html", {"groups": groups, "officer": settings.PRIVACY_OFFICER})


def _personal(fields: inventory.Fields) -> list[tuple[str, str, inventory.Entry]]:
    """Return label, class in words and entry of each personal field; entries that say the same come once."""
    found = {
        (entry.label or name, entry.purpose): (
            entry.label or name,
            inventory.CLASS_WORDS[entry.data_class],
            entry,
        )
        for name, entry in fields.items()
        if entry.data_class in (inventory.PERSONAL, inventory.SENSITIVE)
    }
    return list(found.values())


urlpatterns = [path("type/", settle_type, name="settle_type"), path("privacy/", privacy, name="privacy")]
