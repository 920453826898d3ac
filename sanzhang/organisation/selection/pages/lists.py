"""All selections of an area: by stage, way and lateness; and as a workbook."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.pages.seen import seen_area
from sanzhang.organisation.selection.queries.lists import LATE, RUNS, STATES
from sanzhang.organisation.territory.models import Place

SIZE = 40
HEADS = (
    "岗位",
    "社区",
    "产生方式",
    "阶段",
    "到期",
    "逾期",
    "人选",
    "未答复异议",
    "负责人",
    "发起",
    "结束",
    "说明",
)


def _found(request: Any) -> tuple[dict[str, Any], Any]:
    area = seen_area(request)
    asked = {key: request.GET.get(key, "") for key in ("stage", "way", "state")}
    filters = {
        "stage": asked["stage"] if asked["stage"] in rules.STATES else "",
        "way": asked["way"] if asked["way"] in rules.WAYS else "",
        "state": asked["state"] if asked["state"] in STATES else RUNS,
    }
    found = queries.listed(request.user, request.at, area=area.path if area else "", **filters)
    return {"area": area, "filters": filters}, found


@page("selection.look")
def selections(request: Any) -> HttpResponse:
    """Show what runs, what is late, what has ended."""
    context, found = _found(request)
    area = context["area"]
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    counted = queries.counts(request.user, request.at, area=area.path if area else "")
    base = f"?area={area.pk}&" if area else "?"
    context |= {
        "page": shown,
        "lines": queries.lines_of(list(shown), request.at),
        "stages": list(rules.STATES.items()),
        "ways": list(rules.WAYS.items()),
        "states": list(STATES.items()),
        "figures": [
            (words, counted.get(key, 0), f"{base}stage={key}") for key, words in rules.RUNNING.items()
        ]
        + [("逾期", counted[LATE], f"{base}state={LATE}")],
        "query": query.urlencode(),
        "may_call": bool(permission.areas(request.user, "selection.call", at=request.at)),
        "bulk": _bulk_place(request, area),
    }
    return render(request, "selection/list.html", context)


def _bulk_place(request: Any, area: Place | None) -> Place | None:
    """Return where calls can be begun in one step: the grid or community shown, or one's own community."""
    if area is not None:
        may = permission.may(request.user, "selection.call", area, at=request.at)
        return area if may and area.kind in ("grid", "community") else None
    paths = permission.areas(request.user, "selection.call", at=request.at)
    return Place.objects.filter(path__in=paths, kind="community", closed_on=None).first() if paths else None


@page("selection.look")
def export(request: Any) -> HttpResponse:
    """Hand out the list as filtered; no candidate is named in it."""
    _, found = _found(request)
    columns: list[downloads.Column] = [(head, itemgetter(place)) for place, head in enumerate(HEADS)]
    return downloads.handed_out("选任", columns, _rows(found, request.at), at=request.at)


def _rows(found: Any, at: datetime) -> Iterator[list[Any]]:
    read = downloads.in_portions(found)
    while portion := list(islice(read, downloads.PORTION)):
        yield from map(_row, queries.lines_of(portion, at))


def _row(line: queries.Line) -> list[Any]:
    one = line.procedure
    return [
        line.title,
        one.community.name,
        rules.WAYS[one.way],
        line.stage,
        _day(one.due_at),
        "逾期" if line.is_late else "",
        line.candidates,
        line.objections,
        one.owner.name if one.owner else "",
        _day(one.begun_at),
        _day(one.ended_at),
        one.end_words,
    ]


def _day(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""
