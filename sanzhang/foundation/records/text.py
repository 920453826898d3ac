"""Names, phones and digits: made clean, or masked.

The name dot is U+00B7 and names are never folded by NFKC (民委发〔2016〕33号); masks follow GB/T 35273:
王*, 138****0001.
"""

import re
import unicodedata

DOTS = "・•‧∙⋅.．•"
_FULL_WIDTH = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF21 + i: 0x41 + i for i in range(26)}
_FULL_WIDTH |= {0xFF41 + i: 0x61 + i for i in range(26)} | {0xFF0B: 0x2B, 0xFF0D: 0x2D, 0x3000: 0x20}


class NotAPhone(ValueError):
    """What was typed is no phone number; `words` says what is wrong."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def half_width(text: str) -> str:
    """Return `text` with full-width digits, Latin letters, + - and space made half-width; nothing else."""
    return text.translate(_FULL_WIDTH)


def clean_name(text: str) -> str:
    """Return a name without outer or doubled spaces and control signs, its dots as U+00B7."""
    kept = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf") or sign in "\t\n")
    for dot in DOTS:
        kept = kept.replace(dot, "·")
    kept = " ".join(kept.split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", kept)


def clean_digits(text: str) -> str:
    """Return only the digits 0–9 of `text`, full-width ones included."""
    return re.sub(r"[^0-9]", "", half_width(text))


def clean_phone(text: str) -> str:
    """Return a mobile number (11 digits) or a landline (area code and number, digits only).

    Raises: NotAPhone.
    """
    digits = re.sub(r"[\s()\uff08\uff09\-—–]", "", half_width(text)).removeprefix("+86").removeprefix("0086")
    if not re.fullmatch(r"[0-9]+", digits):
        raise NotAPhone("手机号只写数字,例如 13800000001。")
    if digits.startswith("1"):
        if len(digits) != 11:
            raise NotAPhone(f"手机号要 11 位数字,现在是 {len(digits)} 位。")
        return digits
    if digits.startswith("0") and 10 <= len(digits) <= 12:
        return digits
    raise NotAPhone("手机号以 1 开头、共 11 位;座机请连区号一起写,例如 0431-81234567。")


def mask_name(name: str) -> str:
    """Return 王* for 王芳, 欧** for 欧阳锋."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_phone(phone: str) -> str:
    """Return 138****0001; a landline keeps its last two digits."""
    if len(phone) == 11 and phone.startswith("1"):
        return f"{phone[:3]}****{phone[7:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:]
