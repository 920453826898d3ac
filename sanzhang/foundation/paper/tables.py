"""Tables in: .xlsx, .xls and .csv as offices really keep them, read into text cells that know where they stood.

Refused before parsing: bombs, DTDs, encrypted and cut files. Numbers that Excel shows as 2.20102E+11 come
back as digits.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 96 * 1024 * 1024
MOST_ENTRIES = 500
MOST_ROWS = 120_000
MOST_COLUMNS = 100
ENCODINGS = ("utf-8-sig", "gb18030")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class UnreadableTable(ValueError):
    """The file can't be read as a table; `words` says why and what to do."""

    status = 422

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Row:
    """One row: its true number (from 1) and its texts, column A first."""

    number: int
    texts: tuple[str, ...]

    def text(self, column: int) -> str:
        """Return the text of a column (from 0); empty beyond the last."""
        return self.texts[column] if 0 <= column < len(self.texts) else ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: name, rows that are not empty, and what was odd about it."""

    name: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())


def letter(column: int) -> str:
    """Return A for 0, Z for 25, AA for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_tables(content: bytes, filename: str) -> list[Sheet]:
    """Return the sheets of a file, by its content, not its name. Raises: UnreadableTable."""
    if not content:
        raise UnreadableTable("这个文件是空的。请打开看一看,另存一份再传。")
    if len(content) > MOST_BYTES:
        raise UnreadableTable("文件超过 20 MB。请只留要导入的那张表,另存一份再传。")
    if content[:4] == b"PK\x03\x04":
        _refuse_bombs(content)
        return _read_workbook(content)
    if content[:8] == OLE:
        return _read_workbook(content)
    return [_read_csv(content, filename)]


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise UnreadableTable("这个表格解开后太大。请把多余的行、列和图片删掉,另存一份再传。")
            names = {entry.filename for entry in entries}
            if not any(name.startswith("xl/") for name in names):
                raise UnreadableTable("这不是 Excel 表格。请用 Excel 打开,另存为 .xlsx 再传。")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with packed.open(entry) as part:
                        if b"<!DOCTYPE" in part.read(1024).upper():
                            raise UnreadableTable("这个表格里有不安全的内容。请另存一份普通的 .xlsx 再传。")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise UnreadableTable("这个表格不完整,可能没有传完。请重新另存一份再传。") from fault


def _read_workbook(content: bytes) -> list[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [meta for meta in workbook.sheets_metadata if "Visible" in str(meta.visible)]
        hidden = [meta.name for meta in workbook.sheets_metadata if "Visible" not in str(meta.visible)]
        found = [_read_sheet(workbook, meta.name) for meta in shown]
    except UnreadableTable:
        raise
    except BaseException as fault:  # the parser's panics are no Exception
        if isinstance(fault, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        words = "这个表格打不开:可能加了密码或者损坏了。请去掉密码,另存为 .xlsx 再传。"
        raise UnreadableTable(words) from fault
    if hidden and found:
        first = found[0]
        notes = (*first.notes, f"隐藏的工作表没有读:{'、'.join(hidden)}。")
        found[0] = Sheet(first.name, first.rows, notes)
    return found


def _read_sheet(workbook: Any, name: str) -> Sheet:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS * 10 or sheet.total_width > MOST_COLUMNS * 20:
        raise UnreadableTable(f"工作表“{name}”太大({sheet.total_height} 行)。请删掉空白的行列,另存一份再传。")
    values = [list(row[:MOST_COLUMNS]) for row in sheet.iter_rows()]
    top = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    # iter_rows begins at the first row of the sheet; some files begin below
    shift = top if len(values) <= sheet.total_height - top else 0
    _spread_merged(values, getattr(sheet, "merged_cell_ranges", None) or [], shift)
    rows = [
        Row(number + shift, tuple(_text(value) for value in row))
        for number, row in enumerate(values, start=1)
    ]
    kept = tuple(row for row in rows if any(row.texts))
    if len(kept) > MOST_ROWS:
        raise UnreadableTable(
            f"工作表“{name}”有 {len(kept)} 行,一次最多导入 {MOST_ROWS} 行。请分成几个文件。"
        )
    del left
    return Sheet(name, kept)


def _spread_merged(values: list[list[Any]], ranges: Any, shift: int) -> None:
    for (top, left), (bottom, right) in ranges:
        if top - shift < 0 or top - shift >= len(values) or left >= len(values[top - shift]):
            continue
        value = values[top - shift][left]
        for line in range(top - shift, min(bottom - shift + 1, len(values))):
            for column in range(left, min(right + 1, len(values[line]))):
                values[line][column] = value


def _text(value: Any) -> str:  # noqa: PLR0911 — one line a kind of cell
    """Return a cell as text: 3.0 → 3, dates as 2026-03-01; floats from 1e15 on keep a mark that Excel rounded them."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 — NaN
            return ""
        if abs(value) >= 1e15:
            return f"{value:.0f}(Excel 已四舍五入)"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return clean_cell(str(value))


def clean_cell(text: str) -> str:
    """Return text without outer white space, zero-width signs and Excel's leading apostrophe; 2.20102E+11 as digits."""
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    text = text.replace("\xa0", " ").replace("\u3000", " ").strip().removeprefix("'")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?[eE]\+[0-9]{1,2}", text) and (number := float(text)) < 1e15:
        return f"{number:.0f}"
    return re.sub(r"^([0-9]+)\.0+$", r"\1", text)


def _read_csv(content: bytes, filename: str) -> Sheet:
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableTable("这不是表格文件。请传 .xlsx 或 .csv。")
    text = _decoded(content)
    if re.match(r"\s*<(\?xml|!doctype|html)", text, re.IGNORECASE):
        raise UnreadableTable("这是网页,不是表格。请用 Excel 打开它,另存为 .xlsx 再传。")
    sample = text[:8192].split("\n", 1)[0] if "\n" in text[:8192] else text[:8192]
    delimiter = max(",\t;", key=sample.count)
    rows: list[Row] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        for texts in reader:
            if len(rows) > MOST_ROWS:
                raise UnreadableTable(f"表格超过 {MOST_ROWS} 行。请分成几个文件。")
            rows.append(Row(reader.line_num, tuple(clean_cell(part) for part in texts[:MOST_COLUMNS])))
    except csv.Error as fault:
        raise UnreadableTable(
            "这个 CSV 读不懂:可能有没有配对的引号。请用 Excel 打开,另存为 .xlsx 再传。"
        ) from fault
    return Sheet(filename.rsplit(".", 1)[0] or "CSV", tuple(row for row in rows if any(row.texts)))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("这个文件的文字编码读不懂。请用 Excel 打开,另存为 .xlsx 再传。")
