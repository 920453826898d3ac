"""A table as rows of text: CSV in the encodings that offices use, or the first useful sheet of a workbook."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanzhang.division_solver.table.faults import refuse

MOST_BYTES = 200 * 1024 * 1024
_HIDDEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_STARTS_FORMULA = tuple("=+-@'")


@dataclass(frozen=True)
class Sheet:
    """The rows of a file that are not empty: their true numbers from 1, and their texts."""

    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def clean(text: str) -> str:
    """Return a cell's text without outer white space, unseen signs and Excel's leading apostrophe."""
    return _HIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip().removeprefix("'").strip()


def folded(text: str) -> str:
    """Return text in the plain forms of its letters and digits: 120 as 120."""
    return unicodedata.normalize("NFKC", text).strip()


def read_sheets(path: Path) -> list[Sheet]:
    """Return the tables of a file, told apart by its first bytes. Raises: Unusable."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except FileNotFoundError as fault:
        raise refuse(str(path), "没有这个文件。请看看路径和文件名有没有写对。") from fault
    except OSError as fault:
        raise refuse(str(path), f"打不开({fault.strerror})。请给出一个可以读的表格文件。") from fault
    if content is None:
        raise refuse(path.name, f"超过 {MOST_BYTES >> 20} MB。请分成几个文件,一次算一个区。")
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        return _read_workbook(content, path.name)
    return [_read_csv(content, path.name)]


def _read_csv(content: bytes, file: str) -> Sheet:
    text = _decoded(content, file)
    rows: list[tuple[int, tuple[str, ...]]] = []
    number = 0
    try:
        # Strict: a quote that is never closed would swallow all rows after it.
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for number, texts in enumerate(lines, 1):
            row = tuple(map(clean, texts))
            if any(row):
                rows.append((number, row))
    except csv.Error as fault:
        words = f"第 {number + 1} 行附近读不懂:多半是引号没有配对。请用 Excel 打开,另存为“CSV UTF-8”。"
        raise refuse(file, words) from fault
    return Sheet(file, tuple(rows))


def _decoded(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise refuse(file, "不是表格,或者文字编码读不懂。请用 Excel 打开,另存为“CSV UTF-8”或 .xlsx。")


def _delimiter(text: str) -> str:
    """Return the sign that most of the first lines hold; a title line holds none."""
    lines = text[:16384].splitlines()[:20]
    return max(
        ",\t;",
        key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)),
    )


def _read_workbook(content: bytes, file: str) -> list[Sheet]:
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [meta.name for meta in workbook.sheets_metadata if str(meta.visible).endswith(".Visible")]
        return [Sheet(f"{file}“{name}”", tuple(_rows(workbook.get_sheet_by_name(name)))) for name in seen]
    except BaseException as fault:  # the parser's panics are no Exception
        if isinstance(fault, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise refuse(file, "打不开:可能加了密码或者损坏了。请去掉密码,另存为 .xlsx 再用。") from fault


def _rows(sheet: Any) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Yield a sheet's rows; what stands in a merged cell stands in all that it covers."""
    left = sheet.start[1] if sheet.start else 0
    texts = {  # rows come from the top of the sheet, columns from the first used
        number: [""] * left + [clean(_text(value)) for value in cells]
        for number, cells in enumerate(sheet.iter_rows())
        if any(cell != "" for cell in cells)
    }
    for (top, west), (bottom, east) in sheet.merged_cell_ranges or ():
        shown = texts.get(top, [])[west : west + 1]
        for number in range(top, bottom + 1) if shown and shown[0] else ():
            for column in range(west, min(east + 1, len(texts.get(number, ())))):
                texts[number][column] = shown[0]
    return [(number + 1, tuple(row)) for number, row in sorted(texts.items()) if any(row)]


def _text(value: Any) -> str:
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def write_rows(file: io.TextIOBase, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as CSV that `read_sheets` reads back; nothing in them starts a formula in Excel."""
    writer = csv.writer(file, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_quiet(text) for text in row])


def _quiet(text: str) -> str:
    starts = text.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if starts else text
