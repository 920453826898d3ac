"""Lists to take away: every door below a place, in the shape that the import reads back."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries
from sanzhang.organisation.territory.models import Household, Place
from sanzhang.organisation.territory.pages.places import seen_place
from sanzhang.organisation.territory.rules.buildings_table import generic_grid_name

HEADS: tuple[str, ...] = (
    *("编码", "网格", "小区", "楼栋", "单元", "门牌号", "户数", "楼层数"),
    *("建成年份", "地址", "经度", "纬度"),
)
WIDTHS = (28, 12, 16, 10, 10, 10, 8, 8, 10, 24, 12, 12)


@page("territory.look")
def export(request: Any, place_id: int) -> HttpResponse:
    """Hand out all doors below a place as a workbook; read in again, it changes nothing."""
    shown = seen_place(request, place_id)
    content = write_workbook([Table("楼栋", HEADS, rows_of(shown), widths=WIDTHS)])
    day = timezone.localdate(request.at)
    return workbook(content, f"{shown.code}-{day:%Y%m%d}.xlsx")


def rows_of(place: Place) -> Iterator[tuple[str | int | float, ...]]:
    """Yield one row a household, and one for each unit that has none."""
    doors: dict[int, list[Household]] = {}
    for door in queries.doors_below(place):
        doors.setdefault(door.unit_id, []).append(door)
    for unit in [place] if place.kind == "unit" else _units(place):
        for door in doors.get(unit.pk, []):
            yield (door.path, *_where(unit), door.number, "", *_details(unit))
        if unit.pk not in doors:
            yield (unit.path, *_where(unit), "", 0, *_details(unit))


def _units(place: Place) -> list[Place]:
    return list(queries.below(place, "unit").select_related("parent__parent", "parent__estate"))


def _where(unit: Place) -> tuple[str, ...]:
    building = unit.parent
    grid = building.parent if building else None
    assert building is not None  # noqa: S101 — a unit lies in a building
    assert grid is not None  # noqa: S101 — a building lies in a grid
    estate = building.estate.name if building.estate else ""
    told = re.findall(r"[0-9]+", grid.name)[:1] == [str(grid.number)]
    return (grid.name if told else generic_grid_name(grid.number), estate, building.name, unit.name)


def _details(unit: Place) -> tuple[str | int | float, ...]:
    building = unit.parent
    assert building is not None  # noqa: S101 — a unit lies in a building
    values = (
        building.floors,
        building.built_year,
        building.address,
        building.longitude,
        building.latitude,
    )
    return tuple(value if value is not None and value != 0 else "" for value in values)
