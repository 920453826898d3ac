"""The rotas of an area: who takes turns, where nobody does this month, who waits for a word."""

from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from sanzhang.foundation import permission
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.models import Rota, Turn
from sanzhang.organisation.territory import queries as territory

SIZE = 40
STATES = (
    ("", "全部"),
    ("running", "正在轮值"),
    ("vacant", "这个月没人"),
    ("to_check", "有人等确认"),
    ("ended", "已结束"),
)
UNITS: list[downloads.Column] = [
    ("单元", lambda chair: territory.full_name(chair.place)),
    ("代码", lambda chair: chair.place.path),
    ("户数", lambda chair: chair.place.households),
]
HEADS = ("序号", "社区", "单元", "次序", "开始", "参加户数", "能胜任户数", "这个月", "状态")


def _found(request: Any) -> tuple[dict[str, str], Any]:
    given = {name: request.GET.get(name, "")[:40] for name in ("q", "state", "area")}
    state = given["state"] if given["state"] in dict(STATES) else ""
    area = given["area"] if given["area"].isdigit() else ""
    return given, queries.rotas(request.user, request.at, state=state, words=given["q"], area=area)


@page("rotation.look")
def rotas(request: Any) -> HttpResponse:
    """List the rotas of one's area, filtered and paged."""
    filters, found = _found(request)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    now = queries.turns_now(list(shown), request.at)
    context = {
        "page": shown,
        "lines": [
            (rota, territory.full_name(rota.post.place), *_state(rota, now, request)) for rota in shown
        ],
        "filters": filters,
        "may_start": bool(permission.areas(request.user, "rotation.edit", at=request.at)),
        "states": STATES,
        "query": query.urlencode(),
    }
    return render(request, "rotation/list.html", context)


def _state(rota: Rota, now: dict[int, Turn], request: Any) -> tuple[str, str]:
    """Return words and look of the tag of a rota."""
    turn = now.get(rota.pk)
    if rota.ended_at:
        return "已结束", "plain"
    if rota.drawn_at is None:
        return "等报名、排次序", "waiting"
    if turn is None:
        return f"{rules.spoken_month(rota.starts_on)}开始", "waiting"
    return ("这个月有人", "done") if turn.state == rules.PLANNED else ("这个月没人", "late")


@page("rotation.edit")
def choose(request: Any) -> HttpResponse:
    """Let the worker choose the unit that begins to take turns; those that do already are left out."""
    words = request.GET.get("q", "").strip()[:40]
    found = queries.units_without(request.user, request.at, words=words)
    if downloads.is_wanted(request):
        return downloads.handed_out("还没有轮值的单元", UNITS, found, at=request.at)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": shown,
        "lines": [(chair, territory.full_name(chair.place)) for chair in shown],
        "words": words,
        "query": query.urlencode(),
    }
    return render(request, "rotation/choose.html", context)


@page("rotation.look")
def export(request: Any) -> HttpResponse:
    """Hand out the list as a workbook; it names no person."""
    _, found = _found(request)
    columns: list[downloads.Column] = [(head, itemgetter(place)) for place, head in enumerate(HEADS)]
    return downloads.handed_out("轮值", columns, _rows(request, found), at=request.at)


def _rows(request: Any, found: Any) -> Iterator[list[Any]]:
    read, number = downloads.in_portions(found), 0
    while portion := list(islice(read, downloads.PORTION)):
        now = queries.turns_now(portion, request.at)
        for rota in portion:
            number += 1
            yield [number, *_row(rota, now, request)]


def _row(rota: Any, now: dict[int, Turn], request: Any) -> list[Any]:
    turn = now.get(rota.pk)
    door = f"{turn.member.household.number}室" if turn and turn.member else "没人"
    return [
        rota.community.name,
        territory.full_name(rota.post.place),
        rules.ORDERS[rota.order],
        rules.spoken_month(rota.starts_on),
        rota.joined,
        rota.able,
        door if rota.drawn_at and not rota.ended_at else "",
        _state(rota, now, request)[0],
    ]
