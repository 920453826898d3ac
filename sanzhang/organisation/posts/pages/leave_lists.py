"""Leavings as a list, as a workbook, and one as a sheet with place for the seal."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.typesetting import typeset
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries, rules
from sanzhang.organisation.posts.models import Leaving
from sanzhang.organisation.posts.pages.leave_page import note_look
from sanzhang.organisation.posts.pages.leave_seen import name_of_post, seen_leaving, state_words
from sanzhang.organisation.posts.pages.members import seen_area
from sanzhang.organisation.posts.pages.names import note_names
from sanzhang.organisation.posts.rules import leaving as ways

SIZE, MOST = 40, 2000
STATES = (("", "全部"), ("open", "等处理"), ("away", "请假中"), ("done", "已办"), ("refused", "不同意"))
HEADS = ("岗位", "姓名", "事项", "状态", "提出", "办理", "离岗", "返岗", "代理人")
SHEET = Path(__file__).parent.parent / "papers" / "leaving.typ"
SHEETS = {  # (kind, state): heading, who signs
    ("resignation", "done"): "辞任决定书",
    ("resignation", "refused"): "辞任答复书",
    ("removal", "done"): "免任决定书",
    ("removal", "refused"): "不予免任决定书",
}


def _found(request: Any) -> tuple[dict[str, Any], Any]:
    area = seen_area(request, "posts.list_leavings")
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    filters = {
        "kind": kind if kind in rules.LEAVING_KINDS else "",
        "state": state if state in dict(STATES) else "",
    }
    found = queries.leavings_listed(
        request.user, request.at, area=area.path if area else "", **filters
    ).annotate(order=Case(When(state__in=ways.OPEN, then=Value(0)), default=Value(1)))
    return {"area": area, "filters": filters}, found.order_by("order", "-asked_at", "-pk")


@page("posts.list_leavings")
def leavings(request: Any) -> HttpResponse:
    """Show what waits, who is away, and what has been, newest first."""
    context, found = _found(request)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context |= {
        "page": shown,
        "lines": [(one, name_of_post(one.tenure), *state_words(one, request.at)) for one in shown],
        "kinds": list(rules.LEAVING_KINDS.items()),
        "states": STATES,
        "query": query.urlencode(),
    }
    return render(request, "posts/leavings.html", context)


@page("posts.list_leavings")
def export(request: Any) -> HttpResponse:
    """Hand out the list as a workbook; never the words."""
    _, found = _found(request)
    chosen = list(found[:MOST])
    note_names(request, [one.tenure.post for one in chosen], "下载离岗清单")
    table = Table("离岗", HEADS, [_row(one, request.at) for one in chosen])
    day = timezone.localdate(request.at)
    return workbook(write_workbook([table]), f"leavings-{day:%Y%m%d}.xlsx")


def _row(one: Leaving, at: Any) -> list[str]:
    is_leave, is_done = one.kind == ways.LEAVE, one.state == ways.DONE
    return [
        name_of_post(one.tenure),
        one.tenure.person.name,
        rules.LEAVING_KINDS[one.kind],
        state_words(one, at)[0],
        _date(one.asked_at),
        _date(one.decided_at),
        _date(one.leaves_at if is_done or is_leave else None),
        _date(one.returns_at),
        one.acting.person.name if one.acting else "",
    ]


def _date(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""


@page("posts.look_leaving")
def paper(request: Any, leaving_id: int) -> HttpResponse:
    """Hand out the decision, or before it the notice of a removal, as a sheet with place for the seal."""
    one = seen_leaving(request, leaving_id)
    heading = SHEETS.get((one.kind, one.state), "")
    if one.kind == ways.REMOVAL and one.is_open:
        heading = "免任事先告知书"
    if not heading:
        raise Http404
    note_look(request, one, f"打印{heading}")
    answer = HttpResponse(typeset(SHEET, _sheet(one, heading, request.at)), content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename=leaving-{one.pk}.pdf"
    return answer


def _sheet(one: Leaving, heading: str, at: Any) -> dict[str, Any]:
    community = one.tenure.post.community
    return {
        "heading": heading,
        "issuer": community.name if community else "",
        "name": one.tenure.person.name,
        "paragraphs": _paragraphs(one),
        "facts": [[label, value] for label, value in _facts(one) if value],
        "made_on": _spoken(one.decided_at or at),
        "printed_on": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
    }


def _paragraphs(one: Leaving) -> list[str]:
    where, name = name_of_post(one.tenure), one.tenure.person.name
    if one.kind == ways.RESIGNATION and one.state == ways.DONE:
        return [
            f"{name}同志提出辞去“{where}”。经研究,同意辞任,到{_spoken(one.leaves_at)}离岗。",
            "感谢您为邻里付出的时间和心力。",
        ]
    if one.kind == ways.RESIGNATION:
        return [f"{name}同志提出辞去“{where}”。经研究,请您继续担任。"]
    if one.is_open:
        until = ways.spoken_day(one.hear_until) if one.hear_until else ""
        return [
            f"现拟免去{name}同志的“{where}”,理由见下。",
            f"请您在{until}以前说明意见:可以在“我的岗位”里写,可以告诉社区或街道的工作人员记下来,"
            "也可以写在下面。在听取您的意见以前,不会作决定。",
        ]
    if one.state == ways.DONE:
        return [
            f"经研究,决定免去{name}同志的“{where}”,从{ways.spoken_day(one.leaves_at or one.asked_at)}起离岗。"
        ]
    return [f"经研究,不免去{name}同志的“{where}”,岗位不变。"]


def _facts(one: Leaving) -> list[tuple[str, str]]:
    decision = ("决定的理由" if one.kind == ways.REMOVAL else "说明", one.decision_words)
    if one.kind == ways.RESIGNATION:
        return [("提出的日子", _spoken(one.asked_at)), decision]
    heard = f"{_spoken(one.said_at)}已听取" if one.said_at else "" if one.is_open else "到期没有提出意见"
    return [
        ("理由", "、".join(rules.GROUNDS.get(code, code) for code in one.grounds)),
        ("具体情况", one.words),
        ("本人意见", "\n".join(part for part in (heard, one.said) if part)),
        decision,
    ]


def _spoken(at: Any) -> str:
    here = timezone.localtime(at) if at else None
    return f"{here.year}年{here.month}月{here.day}日" if here else ""
