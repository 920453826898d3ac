"""What of bodies may be taken away: a body's own list, and whom to invite; each name is noted before it leaves (R8)."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal import limits
from sanzhang.foundation.paper.typesetting import typeset_register
from sanzhang.foundation.paper.workbooks import XLSX, Table, write_workbook
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.models import Body
from sanzhang.organisation.posts.pages.bodies import seen_body, seen_grid, today
from sanzhang.organisation.posts.rules import bodies as rules

INVITED_HEADS = ("姓名", "为什么请", "签到")
MEMBER_HEADS = ("姓名", "职务", "从哪天起")


@page("posts.body_look")
def export(request: Any, body_id: int) -> HttpResponse:
    """Hand out a body's list and whom to invite as a workbook, or a sheet to sign at the meeting."""
    body = seen_body(request, body_id)
    invited = queries.invited_to(body, request.at)
    if request.GET.get("as") == "pdf":
        return _sheet(request, f"{body.name}开会签到表", invited, name=f"meeting-{body.pk}", on=body)
    seats = queries.members_of_body(body, request.at)
    note_party(
        request, [*(one.person for one in seats), *(one.person for one in invited)], "下载党组织名单", on=body
    )
    members = [[one.person.name, one.get_role_display(), f"{one.starts_on:%Y-%m-%d}"] for one in seats]
    tables = [Table("成员", MEMBER_HEADS, members), Table("开会时请谁", INVITED_HEADS[:2], _rows(invited))]
    return _file(write_workbook(tables), XLSX, f"body-{body.pk}-{today(request)}.xlsx")


@page("posts.body_look")
def export_grid(request: Any, grid_id: int) -> HttpResponse:
    """Hand out whom to invite to a meeting of a grid's leaders."""
    grid = seen_grid(request, grid_id)
    invited = queries.invited_to_grid(grid, request.at)
    if request.GET.get("as") == "pdf":
        return _sheet(request, f"{grid.name}三长会议签到表", invited, name=f"meeting-{grid.code}", on=grid)
    note_party(request, [one.person for one in invited], "下载会议名单", on=grid)
    content = write_workbook([Table("开会时请谁", INVITED_HEADS[:2], _rows(invited))])
    return _file(content, XLSX, f"meeting-{grid.code}-{today(request)}.xlsx")


def _sheet(request: Any, title: str, invited: list[queries.Invited], *, name: str, on: Any) -> HttpResponse:
    note_party(request, [one.person for one in invited], "打印会议签到表", on=on)
    made_on = f"{timezone.localtime(request.at):%Y-%m-%d %H:%M}"
    rows = [[*row, ""] for row in _rows(invited)]
    content = typeset_register(title, list(INVITED_HEADS), rows, made_on=made_on)
    return _file(content, "application/pdf", f"{name}-{today(request)}.pdf")


def _rows(invited: list[queries.Invited]) -> list[list[str]]:
    return [[one.person.name, one.because] for one in invited]


def _file(content: bytes, mime: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def note_party(request: Any, persons: list[Person], purpose: str, *, on: Any) -> None:
    """Note that it is about to be seen who of these persons is in the party; each counts for the limit (R8, R22)."""
    at = request.at
    place = on.community if isinstance(on, Body) else on
    seat = permission.require(request.user, "posts.body_look", on, at=at)
    with transaction.atomic():
        journal.look_all(
            request.user,
            about=persons,
            fields=rules.FIELDS,
            purpose=purpose,
            seat=seat,
            at=at,
            community_id=place.community_id,
            data_class=limits.CONDITION,
        )
