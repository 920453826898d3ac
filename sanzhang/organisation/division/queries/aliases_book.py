"""The table of codes, and the sheet that a department fills in, as workbooks (§1.3)."""

from collections.abc import Iterable

from sanzhang.foundation.paper.workbooks import Table, write_workbook
from sanzhang.organisation.division.queries.merging import Alias
from sanzhang.organisation.division.rules.department_table import COLUMNS
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

HEADS = (
    *("部门", "部门网格编号", "部门网格名称", "网格编码", "网格名称"),
    *("共有户数", "共有楼栋", "占部门网格(%)", "从哪天起", "到哪天止"),
)
EXPLAINED = (
    ("楼栋", "一行一栋,例如 12栋;也可以一格写几栋:1-4栋、7栋。写 20 位楼栋编码也行。"),
    ("小区", "几个小区有同号的楼时要写。"),
    ("部门网格编号", "部门自己的编号,照原样写。"),
    ("网格名称", "可以不写。"),
    ("网格员", "可以不写;几位写几行,或者用顿号隔开。"),
    ("电话", "和网格员一一对应。"),
    ("职责", "可以不写,最多 120 个字。"),
)


def workbook_of(community: Place, aliases: Iterable[Alias]) -> bytes:
    """Return which codes of departments mean which of our grids; no person in it."""
    rows = [
        (
            one.department,
            one.code,
            one.name,
            one.grid_code,
            one.grid_name,
            one.households,
            one.buildings,
            "" if one.share is None else round(one.share * 100, 1),
            one.since.isoformat(),
            one.until.isoformat() if one.until else "",
        )
        for one in aliases
    ]
    note = f"{community.name}({community.code}):一个部门网格对几个网格的,每个一行。"
    return write_workbook([Table("编号对照", HEADS, rows, note=note)])


def template_of(community: Place) -> bytes:
    """Return the sheet that a department fills in: every building of the community, one row each."""
    found = territory.below(community, "building").select_related("estate").order_by("path")
    heads = [column.label for column in COLUMNS]
    rows = [(one.name, one.estate.name if one.estate else "", "", "", "", "", "") for one in found]
    explained = Table("怎么填", ("列", "说明"), EXPLAINED, widths=(16, 70))
    return write_workbook([Table("部门网格", heads, rows), explained])
