"""PDFs by typst: data goes in as JSON, never as text of the template, so nothing in it can be a command."""

import io
import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst
from fontTools.ttLib import TTFont

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
DEBIAN_FONTS = Path("/usr/share/fonts/opentype/noto")  # rare characters beyond the free pair, where installed
REGISTER = Path(__file__).parent / "register.typ"
_one_at_a_time = threading.Lock()  # a compile takes 100 MB; never two at once in a process


def typeset(template: Path, values: dict[str, Any]) -> bytes:
    """Return the PDF of `template` (typst) with `values` as JSON in `sys.inputs.data`."""
    folders = [str(FONTS), *([str(DEBIAN_FONTS)] if DEBIAN_FONTS.is_dir() else [])]
    with _one_at_a_time:
        return bytes(
            typst.compile(
                str(template),
                font_paths=folders,
                sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
            )
        )


def typeset_register(
    title: str, columns: list[str], rows: list[list[str]], *, note: str = "", made_on: str = ""
) -> bytes:
    """Return any list as a PDF to file: title, table with repeated head, numbered pages, room for a stamp."""
    return typeset(
        REGISTER, {"title": title, "columns": columns, "rows": rows, "note": note, "made_on": made_on}
    )


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    known: set[int] = set()
    files = [*sorted(FONTS.glob("*.otf")), *sorted(DEBIAN_FONTS.glob("NotoSans*-Regular.ttc"))]
    for file in files:
        with TTFont(file, fontNumber=0, lazy=True) as font:
            known |= set(font.getBestCmap())
    return frozenset(known)


def missing_glyphs(text: str) -> list[str]:
    """Return the signs of `text` that no font here can draw, each once, in order."""
    return [sign for sign in dict.fromkeys(text) if not sign.isspace() and ord(sign) not in _drawn()]


def qr_svg(text: str) -> str:
    """Return a QR code as SVG: error level Q, so a quarter may be scratched or dirty."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", xmldecl=False, svgns=True, border=1)
    return out.getvalue().decode()
