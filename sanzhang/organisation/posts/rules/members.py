"""Kinds of grid members, what one calls them for, and which ways of calling may be shown (§1.4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sanzhang.foundation.records.text import NotAPhone, clean_phone, half_width

POLICE, WELFARE, PROPERTY, OTHER = "police", "welfare_post", "property_manager", "other"
WATER, POWER, GAS, HEAT = "water", "power", "gas", "heat"
KINDS = {
    POLICE: "民警",
    PROPERTY: "物业经理",
    WATER: "供水",
    POWER: "供电",
    GAS: "供气",
    HEAT: "供热",
    WELFARE: "公益岗",
    OTHER: "其他",
}
EXPECTED = tuple(kind for kind in KINDS if kind != OTHER)  # a grid without one of these has a gap
FOR_WHAT = {
    POLICE: "治安、走失、被骗",
    PROPERTY: "电梯、门禁、楼道灯、保洁",
    WATER: "停水、漏水",
    POWER: "停电、电线",
    GAS: "停气、闻到煤气味",
    HEAT: "暖气不热、暖气漏水",
    WELFARE: "老人有事要人搭把手",
    OTHER: "别的事",
}
SYNONYMS = {
    POLICE: ("社区民警", "片警", "公安", "警察", "网格民警"),
    PROPERTY: ("物业", "物业负责人", "物业项目经理", "物业管理"),
    WATER: ("自来水", "水务", "供水公司", "水"),
    POWER: ("电力", "供电所", "电业", "电"),
    GAS: ("燃气", "煤气", "天然气", "气"),
    HEAT: ("供暖", "热力", "热力公司", "暖气", "热"),
    WELFARE: ("公益性岗位", "公益岗人员", "公益岗位"),
    OTHER: (),
}
SHOW_NAME, SHOW_PHONE = "card.name", "card.phone"  # purposes of the consent ledger
ASK_LEADER = "请通过网格长联系"
LEFT, CHANGED, CARRIED, WRONG, REPLACED = "left", "changed", "carried", "entered_wrong", "replaced"
END_REASONS = {
    LEFT: "不再负责这个网格",
    REPLACED: "换了人",
    CHANGED: "改了登记",
    CARRIED: "网格调整",
    WRONG: "登记有误",
}
MOST_SHARE = 0.5  # of a grid's households: who takes more takes its members without asking


@dataclass(frozen=True)
class Way:
    """One way to call: what the number is, and the number."""

    label: str
    phone: str

    @property
    def shown(self) -> str:
        """Return the number as people read it."""
        return spoken(self.phone)


@dataclass(frozen=True)
class Call:
    """One member on the card 该找谁; nothing here that may not be shown to everybody."""

    kind: str
    who: str
    body: str
    for_what: str
    topics: tuple[str, ...]
    ways: tuple[Way, ...]
    words: str  # what to do where there is no number


def call_of(
    kind: str,
    *,
    label: str,
    name: str,
    body: str,
    duty: str,
    topics: tuple[str, ...],
    phone: str,
    duty_phone: str,
) -> Call:
    """Return a member's entry of the card. `name`, `phone`: empty unless the person agreed to have them shown."""
    title = label or KINDS[kind]
    ways = [Way(f"打给{name or title}", phone)] if phone else []
    if duty_phone and duty_phone != phone:
        ways.append(Way(f"打给{body or title}", duty_phone))
    return Call(
        kind=kind,
        who=f"{title} {name}".strip(),
        body=body,
        for_what=duty or FOR_WHAT[kind],
        topics=topics,
        ways=tuple(ways),
        words="" if ways else ASK_LEADER,
    )


MOBILE = re.compile(r"(?<![0-9])(?:86)?1[3-9][0-9]{9}(?![0-9])")
SPACED_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[\s-]?)?1[3-9](?:[\s\-—–.]?[0-9]){9}(?![0-9])")
NO_MOBILE = "这里写的居民能看到,不能写手机号。本人的号码请写在“本人手机号”里,本人同意才给居民看。"
HOTLINE = re.compile(r"1[12][0-9]|1[02][0-9]{3}|9[56][0-9]{3,4}|[48]00[0-9]{7}")


def clean_duty_phone(text: str) -> str:
    """Return a body's number as digits: a hotline (95598, 12345, 400…), a landline or a mobile. Raises: NotAPhone."""
    digits = re.sub(r"[\s()\uff08\uff09\-—–]", "", half_width(text))
    if not digits or HOTLINE.fullmatch(digits):
        return digits
    try:
        return clean_phone(text)
    except NotAPhone as fault:
        words = "单位电话写热线(例如 95598)、手机号,或者连区号的座机,例如 0431-81234567。"
        raise NotAPhone(words) from fault


def has_mobile(text: str) -> bool:
    """Say whether a text that residents read holds a mobile number, however it is spaced."""
    return bool(MOBILE.search(re.sub(r"[\s\-—–.]", "", half_width(text))))


def without_mobile(text: str) -> str:
    """Return a text without mobile numbers, for lists of others that nobody can be asked about."""
    return " ".join(SPACED_MOBILE.sub("", half_width(text)).split())


def spoken(phone: str) -> str:
    """Return a number as people read it: 138 0000 0001, 0431-8123 4567; a hotline stays as it is."""
    if len(phone) == 11 and phone.startswith("1"):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    if phone.startswith(("400", "800")) and len(phone) == 10:
        return f"{phone[:3]} {phone[3:6]} {phone[6:]}"
    if phone.startswith("0"):
        code = 3 if phone[1] in "12" else 4  # 010, 021–029; else four digits
        rest = phone[code:]
        return f"{phone[:code]}-{rest[:-4]} {rest[-4:]}"
    return phone


def kind_of(words: str) -> tuple[str, str] | None:
    """Return (kind, label) of what a list calls a member: 片警 → police; other words → other with those words."""
    said = words.strip()
    for kind, name in KINDS.items():
        if said in (kind, name, f"{name}单位", f"{name}人员", f"{name}公司", *SYNONYMS[kind]):
            return kind, ""
    return (OTHER, said) if 0 < len(said) <= 20 else None


def taker(households: Mapping[int, int]) -> tuple[int, bool] | None:
    """Return which grid takes a going grid's members, and whether that is beyond doubt.

    `households`: grid id → how many households of the going grid it takes. Beyond doubt: more than half of all.
    """
    whole = sum(households.values())
    if not households:
        return None
    grid, most = min(households.items(), key=lambda pair: (-pair[1], pair[0]))
    return grid, most > whole * MOST_SHARE
