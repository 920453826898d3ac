"""A list of a body's members as it is pasted from a sheet: name, number, role and day, in any order (§3.1)."""

import re
from dataclasses import dataclass
from datetime import date

from sanzhang.organisation.posts import rules

_PARTS = re.compile(r"[\s,,;;、|]+")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?")
_ROLES = {words: role for role, words in rules.BODY_ROLES.items()} | {
    "支部书记": "secretary",
    "支委": "member",
}
MOST = 60


@dataclass(frozen=True)
class MemberLine:
    """One person of a list; `line` is its true line, counted from 1."""

    line: int
    name: str
    phone: str
    role: str = "member"
    starts_on: date | None = None


def read_lines(text: str) -> tuple[list[MemberLine], list[str]]:
    """Return who is on a list, and what has to be mended, in words with the line. Empty lines count for nothing."""
    found: list[MemberLine] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part for part in _PARTS.split(line.strip()) if part]
        if not parts or _is_head(parts):
            continue
        try:
            found.append(_read(number, parts))
        except ValueError as fault:
            faults.append(f"第 {number} 行:{fault}")
    if len(found) > MOST:
        faults.append(f"一次最多登记 {MOST} 位,现在是 {len(found)} 位。请分几次。")
    return found, faults


def _is_head(parts: list[str]) -> bool:
    return not any(any(sign.isdigit() for sign in part) for part in parts) and "姓名" in parts


def _read(number: int, parts: list[str]) -> MemberLine:
    name, phone, role, starts_on = "", "", "member", None
    for part in parts:
        if part in _ROLES:
            role = _ROLES[part]
        elif day := _DAY.fullmatch(part):
            starts_on = _day(day)
        elif sum(sign.isdigit() for sign in part) > 3:
            if phone:
                raise ValueError(f"有两个号码,“{part}”是多出来的。一行写一位。")
            phone = part
        elif name:
            raise ValueError(f"看不懂“{part}”。一行写一位:姓名、手机号、职务、从哪天起。")
        else:
            name = part
    if not name:
        raise ValueError("没有姓名。")
    if not phone:
        raise ValueError(f"{name}没有手机号。")
    return MemberLine(number, name, phone, role, starts_on)


def _day(found: re.Match[str]) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        raise ValueError(f"没有“{found[0]}”这一天。日期要写成 2023-05-01 这样。") from None
