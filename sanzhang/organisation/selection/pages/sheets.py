"""Printed sheets: the call, the publication, the result, each with room for the seal; and the sheet to sign."""

from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from sanzhang.foundation.paper.typesetting import qr_svg, typeset
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.models import Procedure
from sanzhang.organisation.selection.pages.run import sheets_of
from sanzhang.organisation.selection.pages.seen import seen_procedure

SHEET = Path(__file__).parents[1] / "papers" / "notice.typ"


@page("selection.look")
def sheet(request: Any, procedure_id: int, which: str) -> HttpResponse:
    """Hand out one sheet as A4."""
    one = seen_procedure(request, procedure_id)
    face = queries.face_of(one, request.at)
    if which not in dict(sheets_of(one, face.stage)):
        raise Http404
    values = _common(request, one, face) | WRITERS[which](one, face)
    answer = HttpResponse(typeset(SHEET, values), content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename=selection-{which}-{one.pk}.pdf"
    return answer


def _common(request: Any, one: Procedure, face: queries.Face) -> dict[str, Any]:
    address = request.build_absolute_uri(f"/selection/{one.token}/")
    return {
        "issuer": one.community.name,
        "phone": one.community.duty_phone,
        "address": address,
        "qr": qr_svg(address),
        "made_on": _day(request.at),
        "printed_on": f"{timezone.localtime(request.at):%Y-%m-%d %H:%M}",
        "columns": [],
        "rows": [],
        "is_notice": True,
    }


def _call(one: Procedure, face: queries.Face) -> dict[str, Any]:
    first = one.stages.filter(key=rules.CALL).order_by("-number").first()
    until = _day(first.due_at) if first and first.due_at else ""
    hows = {
        rules.BY_HIMSELF: "自荐:扫下面的码填写,或者到社区报名",
        rules.BY_RESIDENTS: "推荐邻居:告诉社区,由社区登记",
        rules.BY_ORGANISATION: "社区党组织也可以提名",
    }
    ways = [hows[source] for source in reversed(rules.SOURCES_OF[one.way])]
    return {
        "heading": "征集公告",
        "paragraphs": [
            f"现按“{face.way}”的方式产生{face.title},请邻居们积极参加。",
            *([f"对人选的要求:{one.words}"] if one.words else []),
            f"截止:{until}零点。" if until else "",
            ";".join(ways) + "。",
            "征集以后审核、公示 5 个工作日,公示期可以提异议;之后确定人选,报社区党组织备案。",
        ],
    }


def _publication(one: Procedure, face: queries.Face) -> dict[str, Any]:
    until = _day(one.published_until)
    rows = [
        [f"{shown.candidate.number} 号", shown.name, "、".join(shown.kinds), shown.statement]
        for shown in face.candidates
    ]
    return {
        "heading": "候选人公示",
        "paragraphs": [
            f"{face.title}的候选人现予公示,公示期从{_day(one.published_at)}到{until}零点。",
            "有不同意见的,请在公示期内扫下面的码、打电话或到社区提出,可以不留姓名。每一条都会答复。",
        ],
        "columns": ["编号", "姓名", "背景", "本人的话"],
        "rows": rows,
    }


def _result(one: Procedure, face: queries.Face) -> dict[str, Any]:
    name = queries.shown_names([one.chosen] if one.chosen else [])
    who = next(iter(name.values()), "(本人没有同意公开姓名)")
    starts = _day(one.tenure.starts_at) if one.tenure else ""
    until = _day(one.tenure.ends_at) if one.tenure and one.tenure.ends_at else ""
    votes = [words for words in (_counted(found) for found in face.votes) if words]
    return {
        "heading": "结果公告",
        "paragraphs": [
            f"经{face.way}、公示,并报社区党组织备案,由{who}担任{face.title}。",
            f"任期从{starts}零点到{until}零点。" if starts else "",
            *votes,
        ],
    }


def _counted(vote: Any) -> str:
    result = vote.poll.result or {}
    if not result:
        return ""
    words = dict(vote.poll.options)
    counts = "、".join(f"{words[key]} {votes} 票" for key, votes in result["counts"].items())
    return f"第 {vote.number} 次投票:{result['roll']} 户,投票 {result['turnout']} 户" + (
        f";{counts}。" if counts else ",不到半数,没有开票。"
    )


def _support(one: Procedure, face: queries.Face) -> dict[str, Any]:
    doors = [[label, "", ""] for _, label in queries.roll_of(one)]
    return {
        "heading": "支持签名表",
        "paragraphs": [f"我们支持(姓名)________________担任{face.title}。一户签一次,只能支持一位。"],
        "columns": ["住户", "签名", "日期"],
        "rows": doors,
        "is_notice": False,
    }


WRITERS = {"call": _call, "publication": _publication, "result": _result, "support": _support}


def _day(at: Any) -> str:
    here = timezone.localtime(at) if at else None
    return f"{here.year}年{here.month}月{here.day}日" if here else ""
