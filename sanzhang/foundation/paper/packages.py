"""An .xlsx before it is parsed: a package of compressed parts that may lie about its size and hide things."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from sanzhang.foundation.paper.tables import UnreadableTable

MOST_UNPACKED = 64 * 1024 * 1024
MOST_ENTRIES = 500
MOST_RATIO = 400  # real sheets pack 10 to 60 times
CHUNK = 1 << 16
_TOO_BIG = "这个表格解开后太大。请把多余的行、列和图片删掉,另存一份再传。"
_BROKEN = "这个表格不完整,可能没有传完。请重新另存一份再传。"
_NOT_EXCEL = "这不是 Excel 表格。请用 Excel 或 WPS 打开,另存为 .xlsx 再传。"

# Lengths are bounded, so that a part full of open tags costs no more than any other.
_CELL = re.compile(
    rb"<(?:\w{1,9}:)?c\b([^<>]{0,300})>\s{0,99}<(?:\w{1,9}:)?f\b(?:[^<>]{0,300}/>|[^<>]{0,300}>[^<]{0,9000}</(?:\w{1,9}:)?f>)"
    rb"\s{0,99}(<(?:\w{1,9}:)?(?:v|is)>[^<])?"
)
_FAULTY = re.compile(
    rb'<(?:\w{1,9}:)?c\b([^<>]{0,300}\bt="e"[^<>]{0,300})>(?:<(?:\w{1,9}:)?f\b[^<>]{0,300}(?:/>|>[^<]{0,9000}</(?:\w{1,9}:)?f>))?'
    rb"\s{0,99}<(?:\w{1,9}:)?v>(#[^<]{1,12})<"
)
_AT = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w{1,9}:)?row\b[^<>]{0,400}\bhidden="(?:1|true)"[^<>]{0,400}>')
_ROW = re.compile(rb'\br="([0-9]{1,7})"')


@dataclass
class Oddities:
    """What a parser of values doesn't tell of a sheet: (row, column) from 0 → error text, or none for a formula
    without a result; and the rows that are hidden, from 1."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)


def odd_cells(content: bytes) -> dict[str, Oddities]:
    """Return the oddities by sheet name. Raises: UnreadableTable — bomb, cut, encrypted, no workbook, with a DTD."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_directory(package)
            parts = dict(_small_parts(package))
            names = _sheet_parts(parts)
            left = MOST_UNPACKED
            found: dict[str, Oddities] = {}
            for entry in package.infolist():
                part = _unpacked(package, entry, left)
                left -= len(part)
                _refuse_dtd(entry.filename, part)
                if entry.filename in names:
                    found[names[entry.filename]] = _oddities(part)
            return found
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError) as fault:
        if isinstance(fault, UnreadableTable):
            raise
        raise UnreadableTable(_BROKEN) from fault
    except (NotImplementedError, RuntimeError) as fault:  # an unknown packing, or a password
        raise UnreadableTable("这个表格打不开:可能加了密码。请去掉密码,另存为 .xlsx 再传。") from fault
    except Exception as fault:  # zlib.error and what else a broken stream brings
        raise UnreadableTable(_BROKEN) from fault


def _check_directory(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    sizes = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or sizes > MOST_UNPACKED
        or (sizes > 1 << 20 and sizes > packed * MOST_RATIO)
    ):
        raise UnreadableTable(_TOO_BIG)
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise UnreadableTable(_BROKEN)
    if not any(name.startswith("xl/workbook.") for name in names):
        raise UnreadableTable(_NOT_EXCEL)


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Return a part, reading no further than `left` bytes, whatever the directory says of its size."""
    pieces: list[bytes] = []
    with package.open(entry) as packed:
        while piece := packed.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise UnreadableTable(_TOO_BIG)
            pieces.append(piece)
    part = b"".join(pieces)
    if part[:4] == b"PK\x03\x04":
        raise UnreadableTable("这个表格里还夹着压缩包。请另存一份普通的 .xlsx 再传。")
    return part


def _refuse_dtd(name: str, part: bytes) -> None:
    if name.endswith((".xml", ".rels", ".vml")):
        head = part[:CHUNK].replace(b"\x00", b"").upper()  # also as UTF-16
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise UnreadableTable("这个表格里有不安全的内容。请另存一份普通的 .xlsx 再传。")


def _small_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name in package.namelist():
            yield name, _unpacked(package, package.getinfo(name), MOST_UNPACKED).decode("utf-8", "replace")


def _sheet_parts(parts: dict[str, str]) -> dict[str, str]:
    """Return part name → sheet name."""
    from html import unescape

    targets: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", parts.get("xl/_rels/workbook.xml.rels", "")):
        key, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if key and target:
            targets[key[1]] = target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
    found: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", parts.get("xl/workbook.xml", "")):
        name, key = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]*)"', tag)
        if name and key and key[1] in targets:
            found[targets[key[1]]] = unescape(name[1])
    return found


def _oddities(part: bytes) -> Oddities:
    odd = Oddities()
    if b":f" in part or b"<f" in part:
        for cell in _CELL.finditer(part):
            if not cell[2] and b't="str"' not in cell[1] and (place := _place(cell[1])):
                odd.cells[place] = ""
    if b't="e"' in part:
        for cell in _FAULTY.finditer(part):
            if place := _place(cell[1]):
                odd.cells[place] = cell[2].decode("ascii", "replace")
    if b"hidden=" in part:
        odd.hidden = [int(at[1]) for row in _HIDDEN.findall(part) if (at := _ROW.search(row))]
    return odd


def _place(attributes: bytes) -> tuple[int, int] | None:
    at = _AT.search(attributes)
    if not at:
        return None
    column = 0
    for sign in at[1]:
        column = column * 26 + sign - 64
    return int(at[2]) - 1, column - 1
