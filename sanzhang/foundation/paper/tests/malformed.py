"""Broken, hostile and merely odd tables, made on the spot: name → (file name, bytes, what must happen)."""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Literal

import openpyxl

Outcome = Literal["refused", "read"]
Case = tuple[str, bytes, Outcome]
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LINES = "网格,楼栋,户数\n第1网格,3栋,24\n第1网格,4栋,30\n"


def cases() -> dict[str, Case]:
    """Return all of them."""
    found: dict[str, Case] = {}
    for source in (_texts, _other_kinds, _cut_and_broken, _bombs, _packages, _sheets, _odd_sheets):
        for name, filename, content, outcome in source():
            assert name not in found
            found[name] = (filename, content, outcome)
    return found


Found = Iterator[tuple[str, str, bytes, Outcome]]


def workbook(*rows: list[object], name: str = "Sheet1") -> bytes:
    """Return an .xlsx of these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = workbook(["网格", "楼栋", "户数"], ["第1网格", "3栋", 24])


def repacked(changes: dict[str, bytes], *, base: bytes = GOOD, drop: tuple[str, ...] = ()) -> bytes:
    """Return a workbook with parts exchanged, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in changes and entry.filename not in drop:
                new.writestr(entry.filename, old.read(entry))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet_of(cells: str, *, head: str = "", tail: str = "") -> bytes:
    """Return a workbook whose only sheet has this XML."""
    xml = f'<?xml version="1.0"?>{head}<worksheet {MAIN}><sheetData>{cells}</sheetData>{tail}</worksheet>'
    return repacked({"xl/worksheets/sheet1.xml": xml.encode()})


def _texts() -> Found:
    yield "nothing", "a.xlsx", b"", "refused"
    yield "one byte", "a.csv", b"x", "read"
    yield "only spaces", "a.csv", b"   \n  \n", "read"
    yield "only a mark of order", "a.csv", b"\xef\xbb\xbf", "read"
    yield "utf-8", "a.csv", LINES.encode(), "read"
    yield "utf-8 with mark", "a.csv", LINES.encode("utf-8-sig"), "read"
    yield "gb18030", "a.csv", LINES.encode("gb18030"), "read"
    yield "utf-16", "a.csv", LINES.encode("utf-16"), "read"
    yield "utf-16 without mark", "a.csv", LINES.encode("utf-16-le"), "refused"
    yield "utf-8 cut in a character", "a.csv", LINES.encode() + "户".encode()[:2], "refused"
    yield "no known encoding", "a.csv", b"\x81\xff\xfe" * 50, "refused"
    yield "old line ends", "a.csv", LINES.replace("\n", "\r").encode(), "read"
    yield "tabs", "a.txt", LINES.replace(",", "\t").encode(), "read"
    yield "semicolons", "a.csv", LINES.replace(",", ";").encode(), "read"
    yield "a quote never closed", "a.csv", (LINES + '"第2网格,5栋,3\n' * 3).encode(), "refused"
    yield "a quote in the middle", "a.csv", (LINES + '"第2"网格,5栋,3\n').encode(), "refused"
    yield "a cell of a megabyte", "a.csv", LINES.encode() + b"x" * 1_000_000, "refused"
    yield "a line of a million commas", "a.csv", b"," * 1_000_000, "read"
    yield "too many rows", "a.csv", b"1,2\n" * 130_000, "refused"
    yield "too many cells", "a.csv", (b"1," * 99 + b"1\n") * 20_000, "refused"
    yield "empty lines to the million", "a.csv", LINES.encode() + b"\n" * 1_000_000, "read"
    yield "zeros", "a.csv", b"\x00" * 4096, "refused"
    yield "zeros among text", "a.csv", LINES.encode() + b"\x00", "refused"
    yield "formulas as text", "a.csv", "楼栋\n=cmd|'/c calc'!A1\n@SUM(1)\n".encode(), "read"
    yield "signs that turn the writing round", "a.csv", "楼栋\n\u202e栋3\u202c\n".encode(), "read"
    yield "too large", "a.csv", b"1" * (21 * 1024 * 1024), "refused"


def _other_kinds() -> Found:
    yield "a web page named .xls", "a.xls", "<html><table><tr><td>网格</td></tr></table>".encode(), "refused"
    yield "XML of 2003", "a.xls", b'<?xml version="1.0"?><Workbook></Workbook>', "refused"
    yield "SVG named .csv", "a.csv", b"<svg onload=alert(1)>", "refused"
    yield "PDF named .xlsx", "a.xlsx", b"%PDF-1.7\n%\xe2\xe3", "refused"
    yield "a photo named .xlsx", "a.xlsx", b"\xff\xd8\xff\xe0" + b"\x00" * 100, "refused"
    yield "a picture named .csv", "a.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "refused"
    yield "rar named .xlsx", "a.xlsx", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 50, "refused"
    yield "7z named .xlsx", "a.xlsx", b"7z\xbc\xaf\x27\x1c" + b"\x00" * 50, "refused"
    yield "gzip named .csv", "a.csv", b"\x1f\x8b\x08\x00" + b"\x00" * 50, "refused"
    yield "a program named .xlsx", "a.xlsx", b"MZ\x90\x00" + b"\x00" * 200, "refused"
    yield "an archive that is no workbook", "a.xlsx", _zip({"readme.txt": b"x"}), "refused"
    yield "a text document", "a.xlsx", _zip({"word/document.xml": b"<w/>"}), "refused"
    yield "an open document", "a.ods", _zip({"content.xml": b"<x/>", "mimetype": b"x"}), "refused"
    yield "a good workbook named .csv", "a.csv", GOOD, "read"
    yield "a good table named .xlsx", "a.xlsx", LINES.encode(), "read"
    yield "a name of nothing", "", GOOD, "read"
    yield "a name with a path and a zero", "../../etc/pass\x00wd.csv", LINES.encode(), "read"
    yield "a name of 300 characters", "表" * 300 + ".csv", LINES.encode(), "read"
    yield "a name that is an option", "--help", LINES.encode(), "read"


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _cut_and_broken() -> Found:
    for part in (1, 10, 50, 90, 99):
        yield f"cut at {part} %", "a.xlsx", GOOD[: len(GOOD) * part // 100], "refused"
    for where, place in (("700", 700), ("1200", 1200), ("the middle", len(GOOD) // 2)):
        broken = bytearray(GOOD)
        broken[place : place + 16] = bytes(byte ^ 0xFF for byte in broken[place : place + 16])
        yield f"bits turned at {where}", "a.xlsx", bytes(broken), "refused"
    yield "an old workbook cut after its sign", "a.xls", OLE, "refused"
    yield "an old workbook of zeros", "a.xls", OLE + b"\x00" * 4096, "refused"
    yield "an old workbook of noise", "a.xls", OLE + bytes(range(256)) * 64, "refused"
    yield "encrypted", "a.xlsx", OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "refused"
    yield "encrypted in the archive", "a.xlsx", _flagged(GOOD), "refused"


def _flagged(content: bytes) -> bytes:
    """Return the archive with the mark of a password on each entry."""
    marked = bytearray(content)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(sign, start)) >= 0:
            marked[start + offset] |= 1
            start += 4
    return bytes(marked)


def _bombs() -> Found:
    yield "70 MB of spaces", "a.xlsx", repacked({"xl/comments1.xml": b" " * 70_000_000}), "refused"
    yield (
        "70 MB of spaces under a lie",
        "a.xlsx",
        _lying(repacked({"xl/media/a.bin": b" " * 70_000_000})),
        "refused",
    )
    yield "5,000 parts", "a.xlsx", repacked({f"xl/media/{n}.bin": b"x" for n in range(5000)}), "refused"
    yield "an archive in the archive", "a.xlsx", repacked({"xl/media/a.bin": GOOD}), "refused"
    yield "a workbook twice in itself", "a.xlsx", _twice(), "refused"
    for last in ("XFD5000", "XFD1048576", "ZZ1048576"):
        yield f"two cells, the second {last}", "a.xlsx", _far(last), "refused"
    yield "two cells, the second A1048576", "a.xlsx", _far("A1048576"), "read"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    text = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    yield "a billion laughs", "a.xlsx", sheet_of(text, head=bomb), "refused"
    file = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    yield "a file of the server", "a.xlsx", sheet_of(text.replace("l9", "f"), head=file), "refused"
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{file}<worksheet {MAIN}><sheetData/></worksheet>'
    yield (
        "the same in UTF-16",
        "a.xlsx",
        repacked({"xl/worksheets/sheet1.xml": wide.encode("utf-16")}),
        "refused",
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 130_000))
    yield "130,000 rows", "a.xlsx", sheet_of(rows), "refused"


def _lying(content: bytes) -> bytes:
    """Return the archive with the true size of its last entry replaced by 100 bytes in directory and header."""
    lied = bytearray(content)
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", lied, content.rfind(sign) + offset, 100)
    return bytes(lied)


def _twice() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("XL/Workbook.xml", b"<x/>")
    return out.getvalue()


def _far(last: str) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"], book.active[last] = "网格", "楼栋"
    return saved(book)


def _packages() -> Found:
    yield "no list of sheets", "a.xlsx", repacked({}, drop=("xl/workbook.xml",)), "refused"
    yield "no relations", "a.xlsx", repacked({}, drop=("xl/_rels/workbook.xml.rels",)), "refused"
    yield "no sheet", "a.xlsx", repacked({}, drop=("xl/worksheets/sheet1.xml",)), "refused"
    yield "no types", "a.xlsx", repacked({}, drop=("[Content_Types].xml",)), "read"
    yield "an empty sheet part", "a.xlsx", repacked({"xl/worksheets/sheet1.xml": b""}), "refused"
    yield "a sheet of noise", "a.xlsx", repacked({"xl/worksheets/sheet1.xml": bytes(range(256))}), "refused"
    yield "a list of sheets of noise", "a.xlsx", repacked({"xl/workbook.xml": b"<<<>>>"}), "refused"
    yield "macros, which nobody runs", "a.xlsm", repacked({"xl/vbaProject.bin": b"\x00" * 100}), "read"
    yield (
        "a link to a file elsewhere",
        "a.xlsx",
        repacked({"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "read",
    )


def _sheets() -> Found:
    one = '<row r="1"><c r="A1"><v>1</v></c></row>'
    yield "an open tag", "a.xlsx", sheet_of('<row r="1"><c r="A1">'), "refused"
    yield "half a million open tags", "a.xlsx", sheet_of("<c" * 500_000), "refused"
    yield "a cell without a place", "a.xlsx", sheet_of('<row><c t="n"><v>1</v></c></row>'), "read"
    yield "a place that is none", "a.xlsx", sheet_of('<row r="1"><c r="!!"><v>1</v></c></row>'), "refused"
    yield (
        "a row beyond all",
        "a.xlsx",
        sheet_of('<row r="1"><c r="A99999999999"><v>1</v></c></row>'),
        "refused",
    )
    yield (
        "a text that isn't in the list",
        "a.xlsx",
        sheet_of('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
        "refused",
    )
    yield "a number that is none", "a.xlsx", sheet_of('<row r="1"><c r="A1"><v>many</v></c></row>'), "read"
    yield "not a number", "a.xlsx", sheet_of('<row r="1"><c r="A1"><v>NaN</v></c></row>'), "read"
    yield "without end", "a.xlsx", sheet_of('<row r="1"><c r="A1"><v>1e999</v></c></row>'), "read"
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield (
        "all cells merged",
        "a.xlsx",
        sheet_of(one, tail=merged),
        "read",
    )
    merged = "".join(f'<mergeCell ref="A{n}:B{n + 9000}"/>' for n in range(1, 3000))
    yield (
        "merges over merges",
        "a.xlsx",
        sheet_of(one, tail=merged),
        "read",
    )
    wrong = '<mergeCells><mergeCell ref="B9:A1"/><mergeCell ref=""/></mergeCells>'
    yield (
        "a merge the wrong way round",
        "a.xlsx",
        sheet_of(one, tail=wrong),
        "refused",
    )


def _odd_sheets() -> Found:
    yield "an empty sheet", "a.xlsx", workbook(), "read"
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.create_sheet("秘密").sheet_state = "hidden"
    yield "a hidden sheet", "a.xlsx", saved(book), "read"
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.create_chartsheet("图")
    yield "a sheet of a chart", "a.xlsx", saved(book), "read"
    yield "a formula without a result", "a.xlsx", workbook(["户数"], ["=SUM(1,2)"]), "read"
    yield "errors of Excel", "a.xlsx", workbook(["户数"], ["#N/A"], ["#REF!"]), "read"
    yield "true and false", "a.xlsx", workbook(["户数"], [True], [False]), "read"
    yield "a number of 18 digits", "a.xlsx", workbook(["号码"], [220102199001011234]), "read"
    yield "a name with signs of XML", "a.xlsx", workbook(["<b>&\"'"], ["]]>"], name="甲&乙<丙>"), "read"
    styled = "".join(f'<row r="{n}" s="0"><c r="A{n}" s="0"/></row>' for n in range(1, 200_000))
    yield "200,000 empty rows with a style", "a.xlsx", sheet_of(styled), "read"
