"""The State's division codes: city, districts, streets, communities, from a list of 12-digit codes."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.paper.headers import Column, match_headers
from sanzhang.foundation.paper.tables import Sheet
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.text import half_width
from sanzhang.organisation.territory import edges
from sanzhang.organisation.territory.models import Place, PlaceEdge
from sanzhang.organisation.territory.rules import path_of_code

COLUMNS = (
    Column("code", "区划代码", ("code12", "代码", "统计用区划代码", "12位代码"), required=True),
    Column("name", "名称", ("name", "区划名称", "单位名称"), required=True),
    Column("kind", "类别", ("kind", "类型")),
)
NOT_URBAN = ("村委会", "乡")  # the mechanism is one of urban communities; villages stay out unless asked for
WIDTHS = {"city": 4, "district": 6, "street": 9, "community": 12}


@dataclass
class DivisionsTable:
    """Codes and names as read, with faults."""

    names: dict[str, str] = field(default_factory=dict)  # path → name
    rows: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_divisions(sheets: list[Sheet], *, villages: bool = False) -> DivisionsTable:
    """Return the codes of a list; each must have 12 digits and its parent in the list or the territory."""
    table = DivisionsTable()
    for sheet in sheets:
        head = match_headers(sheet, COLUMNS)
        if head.problems:
            table.faults += [Fault(sheet.name, 0, "", "表头", "", words) for words in head.problems]
            continue
        for row in sheet.rows:
            if row.number <= head.last_row or (not villages and head.text(row, "kind") in NOT_URBAN):
                continue
            code, name = half_width(head.text(row, "code")).replace(" ", ""), head.text(row, "name")
            words = _wrong(code, name, table)
            if words:
                column = head.letter("name" if not name else "code")
                table.faults.append(
                    Fault(sheet.name, row.number, column, "区划代码" if name else "名称", code, words)
                )
                continue
            table.names[path_of_code(code)], table.rows[path_of_code(code)] = name, row.number
    return table


def _wrong(code: str, name: str, table: DivisionsTable) -> str:
    if not name:
        return "不能空,要写名称。"
    if not code.isdigit() or len(code) != 12:
        return f"要写 12 位数字,现在是 {len(code)} 位。前面的 0 可能被 Excel 去掉了,请把这一列设成“文本”。"
    if path_of_code(code) in table.names:
        return f"第 {table.rows[path_of_code(code)]} 行已经有这个代码。"
    return ""


@transaction.atomic
def import_divisions(table: DivisionsTable, *, by: Actor, at: datetime) -> dict[str, int]:
    """Add and rename places by their official codes; nothing is closed, a second import changes nothing (§1.1).

    Returns how many were added and renamed. Raises: ValueError — the table has faults.
    """
    permission.require(by, "territory.import_divisions", at=at)
    if table.faults:
        raise ValueError(f"{len(table.faults)} faults")
    on = timezone.localdate(at)
    known = {place.path: place for place in Place.objects.filter(kind__in=WIDTHS, closed_on=None)}
    added, renamed = [], []
    for path in sorted(table.names):
        name = table.names[path]
        if path in known:
            if known[path].name != name:
                known[path].name = name
                renamed.append(known[path])
            continue
        parent = next(
            (known[path[:width]] for width in (9, 6, 4) if width < len(path) and path[:width] in known), None
        )
        kind = next(kind for kind, width in WIDTHS.items() if width == len(path))
        place = edges.new_place(parent, kind=kind, name=name, path=path, on=on)
        known[path] = place
        added.append(place)
    Place.objects.bulk_create(added, batch_size=500)
    PlaceEdge.objects.bulk_create((edges.edge_of(place) for place in added), batch_size=500)
    Place.objects.bulk_update(renamed, ["name"], batch_size=500)
    edges.redate(renamed, on=on)
    facts = {"added": len(added), "renamed": len(renamed)}
    journal.record("territory.divisions_imported", by=by, at=at, facts=facts)
    return facts
