"""A cell as text: what a person sees in it, without what programs hide in it, and honest about what is lost."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

ROUNDED = "(Excel 已四舍五入)"
NO_RESULT = "(公式没有结果)"
EXACT = 1e15  # beyond it Excel keeps no further digits
LONGEST = 32_767  # Excel's own limit for a cell

_HIDDEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)
_SCIENTIFIC = re.compile(r"[0-9](?:\.([0-9]+))?[eE]\+([0-9]{1,2})")
_ESCAPED = re.compile(r"_x(00[0-1][0-9A-Fa-f]|000[dD])_")
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")


def text_of(value: Any) -> str:
    """Return a cell as text: 3.0 as 3, a day as 2026-03-01; a float from 1e15 on with a mark that Excel rounded it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return "" if value is None else clean_cell(str(value))


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 — NaN
        return ""
    if abs(value) >= EXACT:
        return f"{value:.0f}{ROUNDED}"
    return str(int(value)) if value == int(value) else repr(value)


@lru_cache(maxsize=1 << 16)  # sheets repeat themselves: a third of the time, half of the memory
def clean_cell(text: str) -> str:
    """Return text without outer white space, zero-width signs and Excel's leading apostrophe.

    2.20102001001E+11 comes back as digits; 2.20102E+11 stays as it is: its last digits are lost, and zeros in their
    place would be another code. Names are not folded (never NFKC).
    """
    text = (
        _HIDDEN.sub("", _ESCAPED.sub("", text))
        .replace("\xa0", " ")
        .replace("\u3000", " ")
        .replace("\r\n", "\n")
    )
    text = text.strip().removeprefix("'")
    said = _SCIENTIFIC.fullmatch(text)
    if said and len(said[1] or "") >= int(said[2]) and (number := float(text)) < EXACT:
        return f"{number:.0f}"
    return re.sub(r"^([0-9]+)\.0+$", r"\1", text)


def trouble(text: str) -> str:
    """Return what to do about a cell whose true content is lost, empty for a sound one."""
    if text.endswith(ROUNDED):
        return "数字太长,Excel 已经把后几位改掉了。请把这一列设成“文本”,再照原来的号码重新填。"
    if text == NO_RESULT:
        return "公式没有算出结果。请在 Excel 里打开、保存一次再传,或者直接填数字。"
    if text in _ERRORS:
        return "是 Excel 的出错提示。请改成实际的内容。"
    if _SCIENTIFIC.fullmatch(text):
        return "Excel 存成了科学计数,后几位已经丢了。请把这一列设成“文本”,再照原来的号码重新填。"
    return ""


def is_day(text: str) -> bool:
    """Tell whether Excel has made a day of what was typed (1-2 becomes 2026-01-02)."""
    return bool(re.fullmatch(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", text))
