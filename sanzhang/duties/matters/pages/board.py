"""Figures of matters for each level, and down to what lies below it; every figure opens its list."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.queries.board import Share
from sanzhang.foundation import permission
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.paths import in_area
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

SPANS = {30: "30 天", 90: "90 天", 365: "一年"}
COLUMNS: list[downloads.Column] = [
    ("哪里", lambda line: territory.full_name(line.place)),
    ("反映", lambda line: line.counts["reported"]),
    ("答复", lambda line: line.counts["answered"]),
    ("办结", lambda line: line.counts["confirmed"]),
    ("要求重办", lambda line: line.counts["reopened"]),
    ("超期自动上报", lambda line: line.counts["climbed"]),
    ("现在没办完", lambda line: line.open_now),
]


@page("matter.list")
def board(request: Any) -> HttpResponse:
    """Show what was reported and settled in an area, by topic and by level, and the same for each place below."""
    place, days = _asked(request)
    since, until = queries.days_before(request.at, days)
    below = _below(place)
    whole, *parts = queries.board_lines([place, *below], since, until)
    if downloads.is_wanted(request):
        return downloads.handed_out("事项统计", COLUMNS, [whole, *parts], at=request.at)
    areas = permission.areas(request.user, "matter.list", at=request.at)
    above = place.parent if place.parent and _is_within(place.parent, areas) else None
    shown = {
        "place": place,
        "title": territory.full_name(place),
        "above": above,
        "whole": whole,
        "parts": parts,
        "late": queries.late_in(place, request.at),
        "topics": whole.shares("reported:topic", rules.TOPICS),
        "rungs": _percent(whole.shares("settled", rules.RUNGS)),
        "endings": whole.shares("ending", rules.ENDINGS),
        "spans": SPANS,
        "days": days,
        "span": SPANS[days],
        "others": [] if len(areas) < 2 else Place.objects.filter(path__in=areas),
    }
    return render(request, "matters/board.html", shown)


def _asked(request: Any) -> tuple[Place, int]:
    """Return the place that was asked for, or one's own, and the days; what is out of scope is not there."""
    areas = permission.areas(request.user, "matter.list", at=request.at)
    path = request.GET.get("area") or min(areas, key=len, default="")
    place = territory.at_path(path) if "\x00" not in path else None
    if place is None or not _is_within(place, areas):
        raise Http404
    days = request.GET.get("days", "")
    return place, int(days) if days.isdecimal() and int(days) in SPANS else min(SPANS)


def _is_within(place: Place, areas: list[str]) -> bool:
    return any(in_area(place.path, area) for area in areas)


def _below(place: Place) -> list[Place]:
    found = Place.objects.filter(parent=place, closed_on=None).exclude(kind__in=("estate", "household"))
    return list(found.select_related("parent__estate", "estate").order_by("path")[:400])


def _percent(shares: list[Share]) -> list[tuple[str, str, int, int]]:
    whole = sum(count for _, _, count in shares)
    return [(code, words, count, round(100 * count / whole)) for code, words, count in shares]
