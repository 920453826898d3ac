"""今天要办的事: what waits for this person, by the posts held now."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sanzhang.duties.matters import queries as matters
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.jobs import queries as jobs
from sanzhang.foundation.permission import Seat
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.permission.table import TABLE
from sanzhang.organisation.division import queries as division
from sanzhang.organisation.division.queries import screens
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.territory.models import Place
from sanzhang.web.to_do import WORK, waiting_for

MOST, NEWEST = 50, 5


@page("web.desk")
def desk(request: Any) -> HttpResponse:
    """Show what waits, the most urgent first, and the figures of one's area."""
    seats = permission.seats_of(request.user, request.at)
    context = {
        "seats": seats,
        "waiting": list(matters.waiting_for(request.user, request.at)[:MOST]),
        "asleep": not request.user.has_live_powers(request.at),
        "figures": _figures(request, seats),
        "warning": _warning(request, seats),
        "plans": _plans(request, seats),
        **_own_page(seats),
    }
    return render(request, "desk.html", context)


@page("web.desk")
def on_posts(request: Any) -> HttpResponse:
    """Show what of the life of posts waits: a part of the desk that comes after it, or a page of its own."""
    is_awake = request.user.has_live_powers(request.at)
    context = {"to_do": waiting_for(request.user, request.at) if is_awake else []}
    return render(request, "parts/on_posts.html" if request.htmx else "desk_posts.html", context)


@page("web.desk")
def on_work(request: Any) -> HttpResponse:
    """Show what waits of orders, decisions, alarms, inspections, suggestions and mediation: the other part."""
    is_awake = request.user.has_live_powers(request.at)
    context = {"to_do": waiting_for(request.user, request.at, WORK) if is_awake else []}
    return render(request, "parts/on_work.html" if request.htmx else "desk_work.html", context)


def _figures(request: Any, seats: list[Seat]) -> list[tuple[str, int, str]]:
    if not any(seat.kind in TABLE["matter.look"].seats for seat in seats):
        return []
    counted = matters.figures(request.user, request.at)
    found = [
        ("正在办", counted["waiting"] + counted["accepted"], "/matters/?state=open"),
        ("超过时限", counted["late"], "/matters/?state=late"),
        ("等居民确认", counted["answered"], "/matters/?state=answered"),
    ]
    if any(seat.kind in permission.table.STEERERS for seat in seats):
        vacant = sum(empty for empty, _ in posts.counts(request.user, request.at).values())
        found.append(("岗位空缺", vacant, "/posts/?state=vacant"))
    if any(seat.kind in TABLE["posts.edit_members"].seats for seat in seats):
        doubtful = posts.count_to_check(request.user, request.at)
        found += [("网格成员要核对", doubtful, "/posts/members/")] if doubtful else []
    return found


def _warning(request: Any, seats: list[Seat]) -> str:
    if not any(seat.kind in post_rules.OFFICES for seat in seats):
        return ""
    return calendar.warning(request.at) or jobs.warning(request.at) or ""


def _plans(request: Any, seats: list[Seat]) -> list[tuple[Any, str, str]]:
    """Return the plans of a division that wait for this person: draft, address, what is to do."""
    found: list[tuple[Any, str, str]] = []
    kinds = {seat.kind for seat in seats}
    if kinds & set(TABLE["division.approve"].seats):
        waiting = division.waiting_for(request.user, request.at)[:MOST]
        found += [(draft, f"/division/draft/{draft.pk}/approve/", "等您审批") for draft in waiting]
    if kinds & set(TABLE["division.draft"].seats):
        open_ones = screens.open_for(request.user, request.at)[:NEWEST]
        found += [(draft, f"/division/draft/{draft.pk}/", draft.get_state_display()) for draft in open_ones]
    return found


def _own_page(seats: list[Seat]) -> dict[str, str]:
    mine = next((seat for seat in seats if seat.kind in post_rules.LEADERS), None)
    place = Place.objects.filter(path=mine.path).first() if mine else None
    return {"plaque_code": place.token, "place_name": mine.title} if place and mine else {}
