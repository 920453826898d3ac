"""Asking for mediation: from a unit's page without an account, by a leader, out of a matter."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.matters import queries as matters
from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.mediation import actions, forms, queries, rules
from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

TOLD_A_DAY = 20  # from one network: a guard against floods
Refused = (rules.NotPossible, matter_rules.NotPossible)


def sides_of(given: dict[str, Any], person: Any = None) -> list[actions.Side]:
    """Return both sides out of a form, everybody of a side in the order written."""
    sides = []
    for side in (rules.APPLICANT, rules.RESPONDENT):
        first = actions.Side(
            side,
            given[side],
            phone=given[f"{side}_phone"],
            representative=given[f"{side}_by"],
            person=person if side == rules.APPLICANT else None,
        )
        more = [actions.Side(side, name, phone=phone) for name, phone in given[f"{side}_more"]]
        sides += [first, *more]
    return sides


@page("dispute.tell", methods="GET POST")
def tell(request: Any, token: str) -> HttpResponse:
    """Ask for mediation; a receipt is all one needs afterwards."""
    place = territory.by_token(token)
    if place is None or place.kind not in ("unit", "building"):
        raise Http404
    person = request.user if request.user.is_authenticated else None
    form = forms.TellForm(request.POST or None, initial={"applicant": person.name if person else ""})
    shown = {"form": form, "place": territory.full_name(place), "token": token}
    if request.method == "POST" and form.is_valid():
        network = request.META.get("REMOTE_ADDR", "")
        if not channels.spend("mediation.tell", network, TOLD_A_DAY, timedelta(days=1), request.at):
            shown["alert"] = "这个网络今天申请得太多了。请直接打电话给社区。"
            return render(request, "mediation/tell.html", shown, status=429)

        def act() -> HttpResponse:
            given = form.cleaned_data
            dispute = actions.tell(
                place,
                words=given["words"],
                kind=given["kind"],
                scale=given["scale"],
                sides=sides_of(given, person),
                by=person or Bearer.anyone(),
                at=request.at,
            )
            own = queries.parties_of(dispute)[0]
            return redirect("dispute_own", own.pk) if person else redirect("dispute_receipt", own.receipt)

        return once(request, act)
    return render(request, "mediation/tell.html", shown, status=422 if form.is_bound else 200)


@page("dispute.tell_for", methods="GET POST")
def tell_for(request: Any) -> HttpResponse:
    """Note a dispute that was found, or that came on paper."""
    areas = permission.areas(request.user, "dispute.tell_for", at=request.at)
    places = Place.objects.filter(area_filter(areas), kind__in=("unit", "building"), closed_on=None)
    related = places.select_related("parent__estate", "estate").order_by("path")
    form = forms.TellForForm(request.POST or None, places=related)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            actions.tell_for(
                given["place"],
                words=given["words"],
                kind=given["kind"],
                scale=given["scale"],
                source=given["source"],
                sides=sides_of(given),
                by=request.user,
                at=request.at,
            )
            return redirect("disputes")

        return once(request, act)
    shown = {"form": form, "title": "登记纠纷", "button": "登记"}
    return render(request, "mediation/new.html", shown, status=422 if form.is_bound else 200)


@page("dispute.turn", methods="GET POST")
def turn(request: Any, matter_id: int) -> HttpResponse:
    """Make a dispute of a matter one has."""
    matter = get_object_or_404(matters.visible_to(request.user, request.at), pk=matter_id)
    form = forms.TurnForm(request.POST or None)
    shown = {"form": form, "title": "转入调解", "button": "转入调解", "matter": matter}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            actions.turn_matter(
                matter,
                kind=given["kind"],
                scale=given["scale"],
                sides=sides_of(given),
                by=request.user,
                at=request.at,
            )
            return redirect("disputes")

        try:
            return once(request, act)
        except Refused as fault:
            return render(request, "mediation/new.html", shown | {"alert": fault.words}, status=409)
    return render(request, "mediation/new.html", shown, status=422 if form.is_bound else 200)
