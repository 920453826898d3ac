"""My months: swapped, skipped, stopped, taken; by the household itself, or by the worker who visited it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.mechanisms.rotation import actions, queries, rules
from sanzhang.mechanisms.rotation.forms import GiveUpForm, StopForm, SwapForm, TakeForm
from sanzhang.mechanisms.rotation.models import Member, Turn
from sanzhang.mechanisms.rotation.pages.seen import (
    back_to,
    may_edit,
    own_turn,
    seen_swap,
    seen_turn,
    where_of,
)


@page("rotation.mine")
def mine(request: Any) -> HttpResponse:
    """Show the months of one's own household, what waits for an answer, and what can be taken."""
    memberships = queries.memberships_of(request.user)
    context = {
        "lines": [_line(request, member) for member in memberships],
        "swaps": queries.swaps_for(request.user),
        "asked": queries.swaps_of(request.user),
        "past": queries.past_memberships(request.user),
    }
    return render(request, "rotation/mine.html", context)


def _line(request: Any, member: Member) -> dict[str, Any]:
    this_month = rules.first_of(rules.day_of(request.at))
    turns = queries.turns_of(member.rota, since=this_month)
    own = [turn for turn in turns if turn.member_id == member.pk and turn.state == rules.PLANNED]
    return {
        "member": member,
        "where": where_of(member.rota),
        "running": next((turn for turn in own if turn.month == this_month), None),
        "coming": [turn for turn in own if turn.month > this_month],
        "turns": turns,
        "this_month": this_month,
        "sleeps": not member.person.has_live_powers(request.at),
    }


def _context(request: Any, turn: Turn, form: Any) -> dict[str, Any]:
    return {
        "turn": turn,
        "month": rules.spoken_month(turn.month),
        "where": where_of(turn.rota),
        "form": form,
        "back": back_to(request, turn.rota),
        "is_own": turn.member is not None and turn.member.person_id == request.user.pk,
    }


@page("rotation.act", methods="GET POST")
def swap(request: Any, turn_id: int) -> HttpResponse:
    """Ask another household to change months."""
    turn = own_turn(request, turn_id)
    coming = queries.turns_of(turn.rota, since=queries.next_month(request.at))
    others = [one for one in coming if one.state == rules.PLANNED and one.member_id != turn.member_id]
    form = SwapForm(request.POST or None, turns=others)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            actions.ask_swap(turn, given["theirs"], words=given["words"], by=request.user, at=request.at)
            return redirect(back_to(request, turn.rota))

        return once(request, act)
    context = _context(request, turn, form) | {"others": others}
    return render(request, "rotation/swap.html", context, status=422 if form.is_bound else 200)


@page("rotation.act", methods="POST")
def answer(request: Any, swap_id: int) -> HttpResponse:
    """Agree to change months, or not."""
    one = seen_swap(request, swap_id)
    agreed = request.POST.get("agreed") == "yes"

    def act() -> HttpResponse:
        actions.answer_swap(one, agreed=agreed, by=request.user, at=request.at)
        return redirect(back_to(request, one.mine.rota))

    return once(request, act)


@page("rotation.act", methods="POST")
def withdraw(request: Any, swap_id: int) -> HttpResponse:
    """Take back what was asked."""
    one = seen_swap(request, swap_id)

    def act() -> HttpResponse:
        actions.withdraw_swap(one, by=request.user, at=request.at)
        return redirect(back_to(request, one.mine.rota))

    return once(request, act)


@page("rotation.act", methods="GET POST")
def skip(request: Any, turn_id: int) -> HttpResponse:
    """Pass over a month; who moves up is shown before it is done."""
    turn, form = own_turn(request, turn_id), GiveUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            move_up = given["instead"] == "up"
            actions.skip(turn, words=given["words"], move_up=move_up, by=request.user, at=request.at)
            return redirect(back_to(request, turn.rota))

        return once(request, act)
    moves = queries.moves(turn.rota, queries.after_skip(turn, request.at)) if turn.member else []
    context = _context(request, turn, form) | {"moves": moves}
    return render(request, "rotation/skip.html", context, status=422 if form.is_bound else 200)


@page("rotation.act", methods="GET POST")
def stop(request: Any, turn_id: int) -> HttpResponse:
    """Stop in the middle of a month; from that instant on the post is vacant."""
    turn, form = own_turn(request, turn_id), StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]

        def act() -> HttpResponse:
            actions.stop(turn, words=words, by=request.user, at=request.at)
            return redirect(back_to(request, turn.rota))

        return once(request, act)
    context = _context(request, turn, form)
    return render(request, "rotation/stop.html", context, status=422 if form.is_bound else 200)


@page("rotation.act", methods="GET POST")
def take(request: Any, turn_id: int) -> HttpResponse:
    """Take a month that nobody has, or what is left of it."""
    turn = seen_turn(request, turn_id)
    members = _takers(request, turn)
    form = TakeForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        member = form.cleaned_data["member"]

        def act() -> HttpResponse:
            actions.take(turn, member, by=request.user, at=request.at)
            return redirect(back_to(request, turn.rota))

        return once(request, act)
    begins = max(rules.midnight(turn.month), request.at)
    context = _context(request, turn, form) | {"members": members, "begins": begins, "at": request.at}
    return render(request, "rotation/take.html", context, status=422 if form.is_bound else 200)


def _takers(request: Any, turn: Turn) -> list[Member]:
    able = list(queries.able_members(turn.rota))
    if may_edit(request, turn.rota):
        return able
    may = permission.may
    return [one for one in able if may(request.user, "rotation.act", one, at=request.at)]
