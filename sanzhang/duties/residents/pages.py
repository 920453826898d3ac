"""Pages of residents: who is registered behind the doors of a unit, masked; looks are noted (R8)."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sanzhang.duties.residents import actions, queries
from sanzhang.duties.residents.forms import LookForm, SettleForm
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as persons
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place


@page("residents.look")
def units(request: Any) -> HttpResponse:
    """List the units of one's community, with how many doors are known."""
    words = request.GET.get("q", "").strip()[:60]
    found = queries.units_of(request.user, request.at, words=words)
    if downloads.is_wanted(request):
        return _units_as_workbook(request, list(found[: downloads.MOST]))
    shown = Paginator(found, 60).get_page(request.GET.get("page"))
    known = queries.known_in(shown, timezone.localdate(request.at))
    rows = [(unit, territory.full_name(unit), known.get(unit.pk, 0)) for unit in shown]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": shown, "rows": rows, "words": words, "query": query.urlencode()}
    return render(request, "residents/units.html", context)


def _units_as_workbook(request: Any, found: list[Place]) -> HttpResponse:
    known = queries.known_in(found, timezone.localdate(request.at))
    columns: list[downloads.Column] = [
        ("单元", territory.full_name),
        ("代码", lambda unit: unit.path),
        ("户数", lambda unit: unit.households),
        ("登记了几户", lambda unit: known.get(unit.pk, 0)),
    ]
    return downloads.handed_out("住户登记", columns, found, at=request.at)


def _unit(request: Any, unit_id: int) -> Place:
    return get_object_or_404(queries.units_of(request.user, request.at), pk=unit_id)


def _context(request: Any, shown: Place) -> dict[str, Any]:
    return {
        "unit": shown,
        "where": territory.full_name(shown),
        "doors": queries.doors_of(shown, timezone.localdate(request.at)),
        "look": LookForm(),
    }


@page("residents.look")
def unit(request: Any, unit_id: int) -> HttpResponse:
    """Show the doors of a unit, names masked."""
    return render(request, "residents/unit.html", _context(request, _unit(request, unit_id)))


@page("residents.look", methods="POST")
def names(request: Any, unit_id: int) -> HttpResponse:
    """Show the names for a purpose; every person shown is noted before a byte leaves."""
    shown = _unit(request, unit_id)
    form, context = LookForm(request.POST), _context(request, shown)
    if not form.is_valid():
        return render(request, "residents/unit.html", context | {"look": form}, status=422)
    purpose = dict(LookForm.PURPOSES)[form.cleaned_data["purpose"]]
    seat = permission.require(request.user, "residents.look", shown, at=request.at)
    people_here = {home.person_id: home.person for door in context["doors"] for home in door.homes}
    with transaction.atomic():
        journal.look_all(
            request.user,
            about=people_here.values(),
            fields="name address",
            purpose=purpose,
            seat=seat,
            at=request.at,
            on=shown,
        )
    return render(request, "residents/unit.html", context | {"purpose": purpose})


# Each showing is an entry of its own: an answer kept and shown again would be a look that nobody noted.
names.read_only_post = True  # type: ignore[attr-defined]


@page("residents.settle", methods="GET POST")
def settle(request: Any, unit_id: int) -> HttpResponse:
    """Register somebody behind a door."""
    shown = _unit(request, unit_id)
    form = SettleForm(request.POST or None, unit=shown)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            given = form.cleaned_data
            who = {"name": given["name"], "phone": given["phone"]}
            person = persons.same_person(**who) or people.enrol(
                by=request.user, at=request.at, community_id=shown.community_id, **who
            )
            actions.settle(person, household=given["household"], by=request.user, at=request.at)
            return redirect("homes_of_unit", unit_id=shown.pk)

        return once(request, act)
    context = {"unit": shown, "where": territory.full_name(shown), "form": form}
    return render(request, "residents/settle.html", context, status=422 if form.is_bound else 200)


@page("residents.settle", methods="POST")
def move_out(request: Any, home_id: int) -> HttpResponse:
    """Note that somebody no longer lives there."""
    homes = queries.visible_to(request.user, request.at).select_related("household", "person")
    home = get_object_or_404(homes, pk=home_id)

    def act() -> HttpResponse:
        actions.move_out(home, by=request.user, at=request.at)
        return redirect("homes_of_unit", unit_id=home.household.unit_id)

    return once(request, act)
