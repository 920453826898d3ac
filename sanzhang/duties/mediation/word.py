"""The agreement as a Word file, in the customary order (§6.2)."""

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt


def word(told: dict[str, Any]) -> bytes:
    """Return the agreement as a Word file that the office can still edit."""
    book = Document()
    sheet = book.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin = sheet.right_margin = Mm(26)
    style = book.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    head = book.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line = head.add_run("调解协议书")
    line.bold, line.font.size = True, Pt(22)
    book.add_paragraph(f"编号:{told['number']}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for side, words in told["parties"]:
        book.add_paragraph(f"{side}:{words}")
    _section(book, "纠纷主要事实、争议事项:", told["facts"].splitlines())
    book.add_paragraph(told["agreed"]).runs[0].bold = True
    for number, clause in enumerate(told["clauses"], start=1):
        book.add_paragraph(f"{number}. {clause}")
    _section(
        book, "履行方式、期限:", [*told["manner"].splitlines(), *told["obligations"]] or ["按协议内容履行。"]
    )
    book.add_paragraph(told["copies"])
    book.add_paragraph(told["note"])
    for side, rows in told["signers"]:
        _lines(book, f"{side}(签名、盖章或按指印)", rows)
    _lines(book, "调解员(签名)", [[told["mediator"], "", told["blank"]]], goes_on=True)
    _seal(book, told)
    _number_pages(book.sections[0].footer.paragraphs[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _section(book: Any, heading: str, lines: list[str]) -> None:
    book.add_paragraph(heading).runs[0].bold = True
    for line in lines:
        book.add_paragraph(line).paragraph_format.first_line_indent = Pt(28)


def _lines(book: Any, head: str, rows: list[list[str]], *, goes_on: bool = False) -> None:
    """Write who signs, a line each, the whole side on one page; `goes_on`: together with what follows."""
    above = book.add_paragraph(head)
    above.runs[0].bold, above.paragraph_format.keep_with_next = True, True
    table = book.add_table(rows=0, cols=3)
    for number, row in enumerate(rows, start=1):
        line = table.add_row()
        line.height = Mm(11)
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width, words in zip(line.cells, (Mm(62), Mm(52), Mm(44)), row, strict=True):
            cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.BOTTOM
            said = cell.paragraphs[0]
            said.text, said.paragraph_format.space_after = words, Pt(0)
            said.paragraph_format.keep_with_next = goes_on or number < len(rows)
        _underline(line.cells[1])
        line.cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _underline(cell: Any) -> None:
    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().insert_element_before(borders, "w:vAlign")
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _seal(book: Any, told: dict[str, Any]) -> None:
    """Write the committee with place for its seal, and the day below."""
    issuer, day = book.add_paragraph(f"{told['issuer']}(盖章)"), book.add_paragraph(told["day"])
    issuer.alignment = day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    issuer.paragraph_format.space_before, issuer.paragraph_format.space_after = Mm(6), Mm(18)
    issuer.paragraph_format.keep_with_next = True


def _number_pages(foot: Any) -> None:
    """Write 第 1 页,共 2 页 by fields, which Word fills in itself."""
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第 ", "PAGE"), (" 页,共 ", "NUMPAGES")):
        foot.add_run(before)
        for kind, words in (("begin", ""), ("", field), ("separate", ""), ("text", "1"), ("end", "")):
            foot.add_run()._r.append(_of_field(kind, words))
    foot.add_run(" 页")


def _of_field(kind: str, words: str) -> Any:
    if words:
        part = OxmlElement("w:t" if kind else "w:instrText")
        part.text = words
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part
