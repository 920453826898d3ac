"""Households: found able, declined, leaving; and the page on which a resident joins."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.ids import read_code
from sanzhang.mechanisms.rotation import actions, queries, rules
from sanzhang.mechanisms.rotation.forms import DeclineForm, GiveUpForm, JoinForm
from sanzhang.mechanisms.rotation.models import Member, Rota
from sanzhang.mechanisms.rotation.pages.seen import back_to, may_edit, seen_member, where_of
from sanzhang.organisation.territory.models import Place


@page("rotation.edit", methods="POST")
def able(request: Any, member_id: int) -> HttpResponse:
    """Note that somebody who asked can serve."""
    member = seen_member(request, member_id)

    def act() -> HttpResponse:
        actions.confirm_able(member, by=request.user, at=request.at)
        return redirect("rota", rota_id=member.rota_id)

    return once(request, act)


@page("rotation.edit", methods="GET POST")
def decline(request: Any, member_id: int) -> HttpResponse:
    """Say why somebody who asked does not take part."""
    member, form = seen_member(request, member_id), DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]

        def act() -> HttpResponse:
            actions.decline(member, words=words, by=request.user, at=request.at)
            return redirect("rota", rota_id=member.rota_id)

        return once(request, act)
    context = {"member": member, "where": where_of(member.rota), "form": form}
    return render(request, "rotation/decline.html", context, status=422 if form.is_bound else 200)


@page("rotation.act", methods="GET POST")
def leave(request: Any, member_id: int) -> HttpResponse:
    """Leave a rota; what becomes of the months is shown before it is done."""
    member, form = seen_member(request, member_id), GiveUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            move_up = given["instead"] == "up"
            actions.leave(member, words=given["words"], move_up=move_up, by=request.user, at=request.at)
            return redirect(back_to(request, member.rota))

        return once(request, act)
    context = {
        "member": member,
        "where": where_of(member.rota),
        "form": form,
        "back": back_to(request, member.rota),
        "is_own": member.person_id == request.user.pk,
        "moves": queries.moves(member.rota, queries.after_leaving(member, request.at)),
    }
    return render(request, "rotation/leave.html", context, status=422 if form.is_bound else 200)


def _unit(token: str) -> Place:
    found = Place.objects.filter(token=read_code(token), kind="unit", closed_on=None)
    return get_object_or_404(found.select_related("parent__estate", "estate", "community"))


@page("rotation.read")
def unit(request: Any, token: str) -> HttpResponse:
    """Show everybody that a unit takes turns, and whose the months are, as far as they agreed to be named."""
    place = _unit(token)
    one = queries.of_unit(place, request.at)
    this_month = rules.first_of(rules.day_of(request.at))
    turns = queries.turns_of(one, since=this_month) if one else []
    mine = _membership(request, one) if one else None
    context = {
        "place": place,
        "rota": one,
        "turns": turns,
        "names": queries.public_names(turn.member for turn in turns),
        "mine": mine,
        "this_month": this_month,
        "staff": bool(one and may_edit(request, one)),
    }
    return render(request, "rotation/unit.html", context)


def _membership(request: Any, one: Rota) -> Member | None:
    if not request.user.is_authenticated:
        return None
    return next((found for found in queries.memberships_of(request.user) if found.rota_id == one.pk), None)


@page("rotation.join", methods="GET POST")
def join(request: Any, token: str) -> HttpResponse:
    """Join with one's own household."""
    place = _unit(token)
    one = queries.of_unit(place, request.at)
    if one is None:
        raise actions.NotPossible("这个单元现在没有轮值。想轮流当单元长的,请和邻居商量后告诉社区。")
    homes = queries.own_homes(one, request.user, request.at)
    form = JoinForm(request.POST or None, homes=homes)
    if len(homes) == 1:
        form.fields["home"].initial = homes[0].pk
    if request.method == "POST" and form.is_valid():
        door = form.cleaned_data["home"].household

        def act() -> HttpResponse:
            actions.join(one, household=door, person=request.user, by=request.user, at=request.at)
            return redirect("my_rotation")

        return once(request, act)
    context = {
        "place": place,
        "rota": one,
        "where": where_of(one),
        "form": form,
        "homes": homes,
        "mine": _membership(request, one),
    }
    return render(request, "rotation/join.html", context, status=422 if form.is_bound else 200)
