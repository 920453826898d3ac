"""Opening a stranger's table, in a process of its own: bytes come in by standard input, cells go out as JSON.

`main` is called by `tables.read_tables`; `open_tables` is the same without the process.
"""

import csv
import io
import json
import re
import sys
from typing import Any

from sanzhang.foundation.paper.cells import LONGEST, NO_RESULT, clean_cell, text_of
from sanzhang.foundation.paper.packages import Oddities, odd_cells
from sanzhang.foundation.paper.tables import Row, Sheet, UnreadableTable

MOST_MEMORY = 640 * 1024 * 1024
MOST_CPU = 15  # seconds
MOST_ROWS = 120_000
MOST_COLUMNS = 100
MOST_CELLS = 1_500_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    (b"%PDF", "这是 PDF"),
    (b"\xff\xd8\xff", "这是照片"),
    (b"\x89PNG", "这是图片"),
    (b"GIF8", "这是图片"),
    (b"Rar!", "这是压缩包"),
    (b"7z\xbc\xaf", "这是压缩包"),
    (b"\x1f\x8b", "这是压缩包"),
    (b"MZ", "这是程序"),
    (b"{\\rtf", "这是文档"),
)


def main() -> None:
    """Read standard input; write a line of JSON for each sheet and each of its rows, or the words of a refusal."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        sheets = open_tables(content, sys.argv[1])
    except UnreadableTable as fault:
        sys.stdout.write(json.dumps({"words": fault.words}))
        return
    for sheet in sheets:
        sys.stdout.write(json.dumps({"name": sheet.name, "notes": sheet.notes}) + "\n")
        for row in sheet.rows:
            sys.stdout.write(json.dumps((row.number, row.texts, sorted(row.spread))) + "\n")


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_tables(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a file, told apart by its first bytes. Raises: UnreadableTable."""
    if content[:4] == b"PK\x03\x04":
        return _read_workbook(content, odd_cells(content))
    if content[:8] == OLE:
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableTable("这个表格加了密码。请去掉密码,另存为 .xlsx 再传。")
        return _read_workbook(content, {})
    for sign, words in _OTHER_KINDS:
        if content.startswith(sign):
            raise UnreadableTable(f"{words},不是表格。请传 .xlsx、.xls 或 .csv。")
    return [_read_csv(content, name)]


def _read_workbook(content: bytes, odd: dict[str, Oddities]) -> list[Sheet]:
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [meta for meta in workbook.sheets_metadata if "WorkSheet" in str(meta.typ)]
        shown = [meta.name for meta in sheets if str(meta.visible).endswith(".Visible")]
        hidden = [meta.name for meta in sheets if meta.name not in shown]
        found = [_read_sheet(workbook, name, odd.get(name, Oddities())) for name in shown]
    except UnreadableTable:
        raise
    except BaseException as fault:  # the parser's panics are no Exception
        if isinstance(fault, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        words = "这个表格打不开:可能加了密码或者损坏了。请去掉密码,另存为 .xlsx 再传。"
        raise UnreadableTable(words) from fault
    if hidden and found:
        first = found[0]
        found[0] = Sheet(first.name, first.rows, (*first.notes, f"隐藏的工作表没有读:{'、'.join(hidden)}。"))
    return found


def _read_sheet(workbook: Any, name: str, odd: Oddities) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None and not odd.cells:
        return Sheet(name, ())
    if sheet.total_height > 1 << 20 or sheet.total_width > 1 << 14:  # Excel's own limits
        raise UnreadableTable("这个表格里的行号或列号不对,可能损坏了。请用 Excel 打开,另存一份再传。")
    left = sheet.start[1] if sheet.start else 0
    values: dict[
        int, list[str]
    ] = {}  # by row, from 0; rows come from the top of the sheet, columns from the first used
    for number, cells in enumerate(sheet.iter_rows()):
        if any(cell != "" for cell in cells):
            values[number] = [""] * left + [text_of(cell) for cell in cells[: max(MOST_COLUMNS - left, 0)]]
            _refuse_many(name, len(values), len(values) * len(values[number]))
    for place, words in odd.cells.items():
        _put(values, *place, words or NO_RESULT)
    spread = _spread_merged(values, sheet.merged_cell_ranges or [])
    rows = [
        Row(number + 1, tuple(texts), frozenset(spread.get(number, ())))
        for number, texts in sorted(values.items())
        if any(texts)
    ]
    return Sheet(name, tuple(rows), _notes(odd, {row.number for row in rows}))


def _refuse_many(name: str, rows: int, cells: int) -> None:
    if rows > MOST_ROWS:
        raise UnreadableTable(f"“{name}”超过 {MOST_ROWS} 行,一次导入不了。请分成几个文件。")
    if cells > MOST_CELLS:
        raise UnreadableTable(f"“{name}”的行和列太多。请只留要导入的列,另存一份再传。")


def _put(values: dict[int, list[str]], row: int, column: int, text: str) -> None:
    if column >= MOST_COLUMNS or (row not in values and len(values) >= MOST_ROWS):
        return
    texts = values.setdefault(row, [])
    texts.extend([""] * (column + 1 - len(texts)))
    texts[column] = text


def _spread_merged(values: dict[int, list[str]], ranges: Any) -> dict[int, set[int]]:
    """Write the text of each merged cell into all that it covers; return the columns so filled, by row."""
    spread: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in ranges:
        texts = values.get(top, [])
        if left >= len(texts) or not texts[left]:
            continue
        # Only rows that hold something else: a merge may reach far below the last of them.
        covered = range(top, bottom + 1) if bottom - top < len(values) else sorted(values)
        for row in covered:
            if row not in values or not top <= row <= bottom:
                continue
            for column in range(left, min(right, MOST_COLUMNS - 1) + 1):
                if (row, column) != (top, left):
                    _put(values, row, column, texts[left])
                    spread.setdefault(row, set()).add(column)
    return spread


def _notes(odd: Oddities, kept: set[int]) -> tuple[str, ...]:
    hidden = [number for number in odd.hidden if number in kept]
    if not hidden:
        return ()
    shown = "、".join(str(number) for number in hidden[:10]) + (" 等" if len(hidden) > 10 else "")
    return (f"第 {shown} 行是隐藏的,也读了,共 {len(hidden)} 行。",)


def _read_csv(content: bytes, name: str) -> Sheet:
    text = _decoded(content)
    if re.match(r"\s*<(\?xml|!doctype|html|table|head|meta|style|div|script|svg|!--)", text, re.IGNORECASE):
        raise UnreadableTable("这是网页,不是表格。请用 Excel 或 WPS 打开它,另存为 .xlsx 再传。")
    rows: list[Row] = []
    number, cells = 0, 0
    csv.field_size_limit(LONGEST)
    try:
        # Strict: a quote that is never closed would swallow all rows after it.
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for number, texts in enumerate(lines, 1):
            row = tuple(clean_cell(part) for part in texts[:MOST_COLUMNS])
            if any(row):
                rows.append(Row(number, row))
                cells += len(row)
                _refuse_many(name, len(rows), cells)
    except csv.Error as fault:
        raise UnreadableTable(
            f"第 {number + 1} 行附近读不懂:可能引号没有配对,或者一格里的字太多。请用 Excel 打开,另存为 .xlsx 再传。"
        ) from fault
    return Sheet(name, tuple(rows))


def _delimiter(text: str) -> str:
    """Return the sign that most of the first lines hold; a title line holds none."""
    lines = text[:16384].splitlines()[:20]
    return max(
        ",\t;",
        key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)),
    )


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise UnreadableTable("这不是表格文件。请传 .xlsx、.xls 或 .csv。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if fault.start >= len(content) - 3 and fault.start > 3:
            raise UnreadableTable("这个表格不完整,可能没有传完。请重新另存一份再传。") from fault
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as fault:
        raise UnreadableTable("这个文件的文字编码读不懂。请用 Excel 打开,另存为 .xlsx 再传。") from fault
