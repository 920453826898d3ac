"""A plan on paper and as a table."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from sanzhang.foundation.paper.workbooks import XLSX, Table, write_workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.division import queries
from sanzhang.organisation.division.pages.seen import LOOKS, crumb_of, crumbs, seen_option
from sanzhang.organisation.division.queries import faces, screens

HEADS = ("楼栋代码", "小区", "楼栋", "户数", "现在的网格", "方案的网格", "换不换网格", "锁定")
WIDTHS = (24, 18, 12, 8, 14, 14, 12, 8)
GRID_HEADS = ("网格", "现有网格的代码", "楼栋", "户数", "老年户", "出租户", "管理负担", "情况")
RULE_HEADS = ("规定", "情况", "数目", "单位")


@page("division.look")
@gzip_page
def printed(request: Any, option_id: int) -> HttpResponse:
    """Show a plan as it is printed: drawing, rules, grids with all their buildings."""
    option = seen_option(request, option_id)
    face = faces.face_of(option)
    context = {
        "option": option,
        "draft": option.draft,
        "place": option.draft.community,
        "look": LOOKS[option.draft.state],
        "crumbs": crumbs(option.draft.community, crumb_of(option.draft), (f"打印{option.name}", "")),
        "face": face,
        "drawing": faces.drawing_of(face),
        "proof": screens.proof_words(option),
        "has": screens.has_of(face),
        "grids": screens.all_buildings(face),
        "printed_at": request.at,
    }
    return render(request, "division/print.html", context)


@page("division.look")
def export(request: Any, option_id: int) -> HttpResponse:
    """Hand out a plan as a workbook: building → grid, the grids, the rules."""
    option = seen_option(request, option_id)
    face = faces.face_of(option)
    tables = [
        Table("楼栋", HEADS, _buildings(face), widths=WIDTHS),
        Table("网格", GRID_HEADS, _grids(face)),
        Table("规定", RULE_HEADS, _rules(face), widths=(30, 10, 10, 16)),
    ]
    answer = HttpResponse(write_workbook(tables), content_type=XLSX)
    day = timezone.localdate(request.at)
    name = f"{option.draft.community.code}-division-{option.draft.number}-{option.order}-{day:%Y%m%d}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _buildings(face: faces.Face) -> Iterator[tuple[str | int, ...]]:
    before = {move.building.pk: move.before for move in queries.moves_of(face.option)}
    for shown, buildings in screens.all_buildings(face):
        for one in buildings:
            moved = one.pk in before
            was = before[one.pk] if moved else shown.grid.keeps
            yield (
                one.path,
                one.estate.name if one.estate else "",
                one.name,
                one.households,
                was.name if was else "",
                shown.grid.name,
                "换" if moved else "不换",
                "锁定" if one.pk in face.locks else "",
            )


def _grids(face: faces.Face) -> Iterator[tuple[Any, ...]]:
    has = screens.has_of(face)
    for shown in face.grids:
        if line := shown.line:
            extra = [
                round(getattr(line, name), 1) if name in has else ""
                for name in ("elderly", "renters", "load")
            ]
            code = shown.grid.keeps.path if shown.grid.keeps else "新设"
            yield (
                shown.grid.name,
                code,
                line.buildings,
                line.households,
                *extra,
                line.words or "符合",
            )


def _rules(face: faces.Face) -> Iterator[tuple[Any, ...]]:
    for one in face.state.rules:
        yield (one.words, "符合" if one.holds else "不符合", one.number, one.unit)
