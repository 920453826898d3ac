"""A list of the State's 12-digit division codes, as published or as exported from somewhere."""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from sanzhang.foundation.paper.headers import Column, HeaderMatch, match_headers
from sanzhang.foundation.paper.tables import Row, Sheet
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.records.text import half_width
from sanzhang.organisation.territory.rules.codes import path_of_code

COLUMNS = (
    Column("code", "区划代码", ("code12", "代码", "统计用区划代码", "12位代码"), required=True),
    Column("name", "名称", ("name", "区划名称", "单位名称"), required=True),
    Column("kind", "类别", ("kind", "类型")),
)
NOT_URBAN = ("村委会", "乡")  # the mechanism is one of urban communities; villages stay out unless asked for
ABOVE = (9, 6, 4)  # widths of the paths that may lie above


@dataclass
class DivisionsTable:
    """Codes and names as read, with faults."""

    names: dict[str, str] = field(default_factory=dict)  # path → name
    rows: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_divisions(sheets: list[Sheet], *, villages: bool = False) -> DivisionsTable:
    """Return the codes of a list; each must have 12 digits and occur once."""
    table = DivisionsTable()
    for sheet in sheets:
        head = match_headers(sheet, COLUMNS)
        if head.problems:
            table.faults += [Fault(sheet.name, 0, "", "表头", "", words) for words in head.problems]
            continue
        for row in sheet.rows:
            if row.number > head.last_row and (villages or head.text(row, "kind") not in NOT_URBAN):
                _read_row(table, sheet.name, head, row)
    return table


def _read_row(table: DivisionsTable, sheet: str, head: HeaderMatch, row: Row) -> None:
    code, name = half_width(head.text(row, "code")).replace(" ", ""), head.text(row, "name")
    if not name:
        table.faults.append(Fault(sheet, row.number, head.letter("name"), "名称", "", "不能空,要写名称。"))
    elif words := _wrong(code, table):
        table.faults.append(Fault(sheet, row.number, head.letter("code"), "区划代码", code, words))
    else:
        path = path_of_code(code)
        table.names[path], table.rows[path], table.sheets[path] = name[:60], row.number, sheet


def _wrong(code: str, table: DivisionsTable) -> str:
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", code):
        return "Excel 把代码存成了科学计数,后几位已经丢了。请找原来的代码,把这一列设成“文本”再填。"
    if not re.fullmatch(r"[0-9]{12}", code):
        return f"要写 12 位数字,现在是 {len(code)} 位。前面的 0 可能被 Excel 去掉了,请把这一列设成“文本”。"
    if path_of_code(code) in table.names:
        return f"第 {table.rows[path_of_code(code)]} 行已经有这个代码。"
    return ""


def parent_of(path: str, known: Container[str]) -> str | None:
    """Return the nearest path above that is known; a city has none."""
    return next((path[:width] for width in ABOVE if width < len(path) and path[:width] in known), None)


def orphans(table: DivisionsTable, known: set[str]) -> list[Fault]:
    """Return a fault for each code of which neither the list nor the territory knows what lies above it."""
    everything = known | set(table.names)
    return [
        Fault(
            table.sheets[path],
            table.rows[path],
            "",
            "区划代码",
            path.ljust(12, "0"),
            "表里和系统里都没有它的上级。请把上级(市、区、街道)一起放进表里。",
        )
        for path in table.names
        if len(path) > 4 and not parent_of(path, everything)
    ]
