"""Optional columns of a buildings sheet: who lives there in numbers, the block between main roads, the work it makes.

Numbers may stand in each row of a building (a row a unit, or a row a household with 1 and 0): then they are added up.
A merged cell counts once.
"""

import re
from collections.abc import Callable
from typing import Any

from sanzhang.foundation.paper.headers import Column, HeaderMatch
from sanzhang.foundation.paper.tables import Row
from sanzhang.foundation.records.text import half_width

COLUMNS = (
    Column("elderly", "老年人户数", ("老年户数", "老人户数", "有老年人的户数")),
    Column("renters", "出租户数", ("租户数", "出租房户数", "租房户数")),
    Column("block", "地块", ("地块编号", "地块名称", "街坊")),
    Column("load", "管理负担", ("管理负荷", "工作量")),
)
NUMBERS = {"elderly": "户", "renters": "户", "load": ""}
MOST_LOAD = 100_000.0
Tell = Callable[[str, str], None]


def read_profile(head: HeaderMatch, row: Row, known: dict[str, Any], tell: Tell) -> None:
    """Add what a row says to what is known of its building; `tell(column, words)` notes a wrong cell."""
    for name in NUMBERS:
        text = re.sub(r"[户个]$", "", half_width(_own_text(head, row, name)).replace(" ", ""))
        if not text:
            continue
        value = _number(name, text)
        if value is None:
            tell(name, "要写数字,0 或更大。" if name == "load" else "要写整数,0 或更大。")
        else:
            known[name] = known.get(name, 0) + value
    block = head.text(row, "block").strip()[:40]
    if block and known.setdefault("block", block) != block:
        tell("block", f"这栋楼前面写的是“{known['block']}”。一栋楼只能在一个地块里。")


def _own_text(head: HeaderMatch, row: Row, name: str) -> str:
    return "" if head.columns.get(name) in row.spread else head.text(row, name)


def _number(name: str, text: str) -> float | int | None:
    if name == "load":
        found = re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,4})?", text)
        return float(text) if found and float(text) <= MOST_LOAD else None
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else None


def too_many(known: dict[str, Any], households: int) -> list[tuple[str, str]]:
    """Return (column, words) for numbers of households beyond those that the building has."""
    return [
        (name, f"比这栋楼的户数({households})还多。请核对:每行的数会加起来。")
        for name, unit in NUMBERS.items()
        if unit and known.get(name, 0) > households
    ]
