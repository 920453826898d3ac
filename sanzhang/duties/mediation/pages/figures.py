"""At which level disputes were settled: shares by area and fixed period, never by person (§6.3)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sanzhang.duties.mediation import queries, rules
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page

HIDDEN = "少于 5 件"
NAMES = [(rung, f"在{rules.RUNGS[rung]}调解好的") for rung in rules.LADDER] + [("unsettled", "没有调解成的")]


def _column(key: str) -> Any:
    return lambda one: HIDDEN if one.counts[key] is None else one.counts[key]


COLUMNS: list[downloads.Column] = [
    ("哪里", lambda one: one.place.name),
    *((words, _column(key)) for key, words in NAMES),
]


@page("dispute.figures")
def figures(request: Any) -> HttpResponse:
    """Show the shares of an area and of the areas below it; small numbers stay hidden."""
    areas = queries.figure_areas(request.user, request.at)
    wished = areas.filter(path=request.GET.get("area", "")).first()
    place = wished or areas.order_by("path").first()
    spans = rules.periods(timezone.localdate(request.at))
    key = request.GET.get("span", "")
    key = key if key in spans else next(iter(spans))
    words, since, until = spans[key]
    if place is None:
        return HttpResponse(status=404)
    whole = queries.shares_of(place, since, until)
    parts = queries.shares_below(place, since, until)
    if downloads.is_wanted(request):
        return downloads.handed_out("调解统计", COLUMNS, [whole, *parts], at=request.at)
    shown = {
        "place": place,
        "whole": whole,
        "parts": parts,
        "spans": [(one, spans[one][0], one == key) for one in spans],
        "span": words,
        "key": key,
        "names": NAMES,
    }
    return render(request, "mediation/figures.html", shown)
