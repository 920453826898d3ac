"""Workbooks out: text stays text, nothing in a cell can run (ASVS 1.2.10), and faults are marked where they stand."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from sanzhang.foundation.paper.tables import Sheet, letter

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: sheet, true row (from 1), column letter, its value, and what to write instead."""

    sheet: str
    row: int
    column: str
    label: str
    value: str
    words: str

    def sentence(self) -> str:
        """Return 第 17 行“户数”写的是“约30”,要写整数。"""
        if not self.row:
            return self.words
        said = f"写的是“{self.value[:40]}”," if self.value else "是空的,"
        return f"第 {self.row} 行“{self.label}”{said}{self.words}"


@dataclass(frozen=True)
class Table:
    """A sheet to write: its name, column titles and rows of texts or numbers."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()
    note: str = ""


def safe_text(text: str) -> str:
    """Return text that a spreadsheet shows and never runs: a leading = + - @ tab is set behind an apostrophe.

    Cells are written as strings, so this matters where a file is saved on as CSV; +86… stays readable.
    """
    return f"'{text}" if text.startswith(RISKY) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text[1:].replace(" ", "").replace(".", "", 1).isdigit()


def write_workbook(tables: Sequence[Table]) -> bytes:
    """Return an .xlsx with one sheet a table: head frozen, numbers as numbers, everything else as text."""
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "in_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        head, text = _formats(book)
        for table in tables:
            _write_table(book, table, head, text)
    return out.getvalue()


def write_rows(
    book: Any, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, widths: Sequence[int] = ()
) -> None:
    """Write one sheet into an open workbook, by the same rules."""
    _write_table(book, Table(name, columns, rows, widths), *_formats(book))


def _formats(book: Any) -> tuple[Any, Any]:
    head = {"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True, "valign": "vcenter"}
    return book.add_format(head), book.add_format({"num_format": "@"})


def _write_table(book: Any, table: Table, head: Any, text: Any) -> None:
    sheet = book.add_worksheet(_sheet_name(table.name))
    for column, title in enumerate(table.columns):
        width = table.widths[column] if column < len(table.widths) else max(10, min(40, len(title) * 2 + 4))
        sheet.set_column(column, column, width, text)
    line = 0
    if table.note:
        sheet.write_string(0, 0, table.note)
        line = 1
    sheet.write_row(line, 0, list(table.columns), head)
    sheet.freeze_panes(line + 1, 0)
    for number, row in enumerate(table.rows, start=line + 1):
        for column, value in enumerate(row):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            elif value not in (None, ""):
                sheet.write_string(number, column, safe_text(str(value)), text)


def _sheet_name(name: str) -> str:
    for sign in "[]:*?/\\'":
        name = name.replace(sign, " ")
    return name[:31] or "表"


def mark_faults(sheets: Sequence[Sheet], faults: Sequence[Fault]) -> bytes:
    """Return the rows as read, faulty cells in colour with words beside them, and a first sheet with all faults."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bad = book.add_format({"bg_color": "#FDECEA", "font_color": "#B3261E", "num_format": "@"})
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        listed = book.add_worksheet("要改的地方")
        listed.write_row(0, 0, ["工作表", "行", "列", "现在写的", "怎么改"], bold)
        listed.set_column(3, 4, 44)
        for number, fault in enumerate(faults, start=1):
            place = [fault.sheet, str(fault.row or ""), f"{fault.column} {fault.label}".strip()]
            for column, words in enumerate([*place, fault.value, fault.words]):
                listed.write_string(number, column, safe_text(words))
        for sheet in sheets:
            _write_marked(book, sheet, [fault for fault in faults if fault.sheet == sheet.name], bad, text)
    return out.getvalue()


def _write_marked(book: Any, sheet: Sheet, faults: Sequence[Fault], bad: Any, text: Any) -> None:
    shown = book.add_worksheet(_sheet_name(sheet.name))
    cells = {(fault.row, fault.column) for fault in faults}
    words: dict[int, list[str]] = {}
    for fault in faults:
        words.setdefault(fault.row, []).append(f"{fault.label}:{fault.words}")
    width = max((len(row.texts) for row in sheet.rows), default=0)
    shown.set_column(0, max(width - 1, 0), 14, text)
    shown.set_column(width, width, 60)
    for row in sheet.rows:
        for column, value in enumerate(row.texts):
            style = bad if (row.number, letter(column)) in cells else text
            shown.write_string(row.number - 1, column, safe_text(value), style)
        if row.number in words:
            shown.write_string(row.number - 1, width, ";".join(words[row.number]), bad)
