"""Turns on paper, in a workbook, and in the calendar of a phone."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.icalendar import ICS, Day, write_calendar
from sanzhang.foundation.paper.typesetting import qr_svg, typeset
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.models import Rota, Turn
from sanzhang.mechanisms.rotation.pages.seen import seen_rota, where_of

SHEET = Path(__file__).parent.parent / "papers" / "turns.typ"
HEADS = ("月份", "门牌", "姓名", "状态", "说明")


@page("rotation.look")
def print_list(request: Any, rota_id: int) -> HttpResponse:
    """Hand out the year's list for the stairwell: names only of who agreed to be named in public."""
    one = seen_rota(request, rota_id)
    turns = _year(one, request)
    names = queries.public_names(turn.member for turn in turns)
    link = f"{settings.PUBLIC_URL}/rotation/unit/{one.post.place.token}/"
    day = timezone.localdate(request.at)
    pdf = typeset(
        SHEET,
        {
            "community": one.community.name,
            "title": f"{where_of(one)}轮值表",
            "how": f"{spoken_day(one.chosen_on)}{rules.CHOSEN[one.chosen_how]}商定,{rules.ORDERS[one.order]}。",
            "rows": [
                [rules.spoken_month(turn.month), names.get(turn.member_id or 0, "还没有人,欢迎报名")]
                for turn in turns
            ],
            "qr": qr_svg(link),
            "link": link.split("://", 1)[-1],
            "made_on": spoken_day(day),
        },
    )
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename=rotation-{day:%Y%m%d}.pdf"
    return answer


def _year(one: Rota, request: Any) -> list[Turn]:
    return queries.turns_of(one, since=rules.first_of(rules.day_of(request.at)))[:12]


def spoken_day(day: date) -> str:
    """Return 2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


@page("rotation.edit")
def export(request: Any, rota_id: int) -> HttpResponse:
    """Hand out all months of a rota as a workbook; whose names leave is noted before (R8)."""
    one = seen_rota(request, rota_id)
    permission.require(request.user, "rotation.edit", one, at=request.at)
    turns = queries.turns_of(one)
    _note_names(request, one, turns)
    rows = [
        [
            rules.spoken_month(turn.month),
            turn.member.household.number if turn.member else "",
            turn.member.person.name if turn.member else "",
            turn.get_state_display(),
            turn.get_why_display() if turn.why else "",
        ]
        for turn in turns
    ]
    day = timezone.localdate(request.at)
    return workbook(write_workbook([Table("轮值表", HEADS, rows)]), f"turns-{day:%Y%m%d}.xlsx")


def _note_names(request: Any, one: Rota, turns: list[Turn]) -> None:
    seat = permission.require(request.user, "rotation.edit", one, at=request.at)
    people = {turn.member.person_id: turn.member.person for turn in turns if turn.member}
    with transaction.atomic():
        journal.look_all(
            request.user,
            about=people.values(),
            fields="name address",
            purpose="下载轮值表",
            seat=seat,
            at=request.at,
            on=one.post,
        )


@page("rotation.mine")
def calendar(request: Any) -> HttpResponse:
    """Hand out one's own months to come for the calendar of a phone."""
    days = []
    for member in queries.memberships_of(request.user):
        where = where_of(member.rota)
        for turn in queries.turns_of(member.rota, since=queries.next_month(request.at)):
            if turn.member_id == member.pk:
                days.append(
                    Day(
                        uid=f"turn-{turn.pk}@{settings.PUBLIC_URL.split('://', 1)[-1]}",
                        on=turn.month,
                        words=f"轮值开始:{where}单元长",
                        url=f"{settings.PUBLIC_URL}/rotation/mine/",
                        note=f"{rules.spoken_month(turn.month)}轮到您家,1日零点起。",
                    )
                )
    answer = HttpResponse(write_calendar("我的轮值", days, made_at=request.at), content_type=ICS)
    answer["Content-Disposition"] = "attachment; filename=rotation.ics"
    return answer
