"""The agreement as a Word file, in the customary order (§6.2)."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt


def word(told: dict[str, Any]) -> bytes:
    """Return the agreement as a Word file that the office can still edit."""
    book = Document()
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
    book.add_paragraph("经调解,双方自愿达成如下协议:").runs[0].bold = True
    for number, clause in enumerate(told["clauses"], start=1):
        book.add_paragraph(f"{number}. {clause}")
    _section(
        book, "履行方式、期限:", [*told["manner"].splitlines(), *told["obligations"]] or ["按协议内容履行。"]
    )
    book.add_paragraph(told["copies"])
    book.add_paragraph(told["note"])
    for signer in told["signers"]:
        book.add_paragraph(f"{signer}(签名、盖章或按指印):______________")
    book.add_paragraph(f"调解员({told['mediator']}):______________")
    book.add_paragraph(told["issuer"]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    book.add_paragraph(told["day"]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _section(book: Any, heading: str, lines: list[str]) -> None:
    book.add_paragraph(heading).runs[0].bold = True
    for line in lines:
        book.add_paragraph(line).paragraph_format.first_line_indent = Pt(28)
