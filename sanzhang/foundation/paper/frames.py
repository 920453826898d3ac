"""The frame of every list that is read in: header found, each row taken, each wrong cell told with what to write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sanzhang.foundation.paper.headers import Column, HeaderMatch, match_headers
from sanzhang.foundation.paper.tables import Row, Sheet, letter
from sanzhang.foundation.paper.workbooks import Fault


@dataclass(frozen=True)
class Line:
    """One row of a sheet under its header; a wrong cell is told here."""

    sheet: Sheet
    head: HeaderMatch
    row: Row
    columns: Sequence[Column]
    faults: list[Fault]

    def text(self, name: str) -> str:
        """Return what stands in a column, empty where there is none."""
        return self.head.text(self.row, name).strip()

    def tell(self, name: str, words: str) -> None:
        """Note what is wrong in a column and what to write instead."""
        column = letter(self.head.columns[name]) if name in self.head.columns else ""
        label = next(one.label for one in self.columns if one.field == name)
        self.faults.append(Fault(self.sheet.name, self.row.number, column, label, self.text(name), words))


@dataclass
class Reading:
    """What came of a list: how many rows were looked at, and every fault."""

    lines: int = 0
    faults: list[Fault] = field(default_factory=list)


def read_lines(sheets: Sequence[Sheet], columns: Sequence[Column], take: Callable[[Line], None]) -> Reading:
    """Give each row below the header of each sheet to `take`; say what is wrong with headers if there is nothing."""
    reading = Reading()
    matched = [(sheet, match_headers(sheet, columns)) for sheet in sheets]
    for sheet, head in matched:
        if head.problems:
            continue
        for row in sheet.rows:
            if row.number > head.last_row and any(row.texts):
                reading.lines += 1
                take(Line(sheet, head, row, columns, reading.faults))
    if not reading.lines:
        problems = next((head.problems for _, head in matched if head.problems), ())
        name = sheets[0].name if sheets else ""
        for words in problems or ("表里没有数据。请填好再传。",):
            reading.faults.append(Fault(name, 0, "", "表头", "", words))
    return reading
