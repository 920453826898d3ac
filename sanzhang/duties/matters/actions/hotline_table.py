"""A list of a hotline (12345) as it is exported, read row by row, each tied to its place; nothing is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules
from sanzhang.foundation.paper.frames import Line, read_lines
from sanzhang.foundation.paper.headers import Column
from sanzhang.foundation.paper.tables import Sheet
from sanzhang.foundation.paper.workbooks import Fault
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone, half_width
from sanzhang.organisation.territory.models import Place

COLUMNS = (
    Column(
        "number", "工单编号", ("编号", "工单号", "受理编号", "诉求编号", "流水号", "热线编号"), required=True
    ),
    Column("called_at", "来电时间", ("受理时间", "登记时间", "诉求时间", "创建时间", "来电日期")),
    Column("caller", "来电人", ("诉求人", "姓名", "联系人", "反映人", "来电人姓名", "市民姓名")),
    Column("phone", "联系电话", ("来电号码", "电话", "手机号", "联系方式", "来电电话")),
    Column("address", "地址", ("诉求地址", "事发地址", "事发地点", "地点", "详细地址", "诉求地点")),
    Column(
        "words",
        "诉求内容",
        ("内容", "诉求", "问题描述", "工单内容", "反映内容", "主要内容", "诉求描述"),
        required=True,
    ),
    Column("category", "类别", ("诉求类别", "问题类别", "类型", "分类", "诉求类型", "问题类型")),
    Column("due", "办理时限", ("限办时间", "截止时间", "办结时限", "要求办结时间", "到期时间", "答复时限")),
)
MOST = 2000
TOPIC_WORDS = {
    "environment": ("环境", "卫生", "垃圾", "市容"),
    "property": ("物业",),
    "facility": ("设施", "路灯", "供水", "供热", "供气", "供电", "暖气", "排水", "市政", "道路"),
    "neighbours": ("邻里", "噪音", "噪声", "扰民", "纠纷"),
    "safety": ("安全", "消防", "隐患"),
    "needs": ("救助", "低保", "养老", "残疾", "民生"),
    "culture": ("文体", "文化"),
    "idea": ("建议", "咨询"),
}
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_BUILDING = re.compile(r"([0-9]{1,4}|[零一二三四五六七八九十]{1,3})\s*(?:号楼|栋|幢|座|#楼|#|号)")
_UNIT = re.compile(r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*单元")
_DASHED = re.compile(r"(?<![0-9])([0-9]{1,3})-([0-9]{1,2})(?:-[0-9]{1,4})?(?![0-9])")
_MASKED = re.compile(r"[0-9*]*\*{2,}[0-9*]*")


@dataclass(frozen=True)
class HotlineRow:
    """One order of the hotline as read."""

    row: int
    sheet: str
    number: str
    place_id: int
    exact: bool  # the building or unit was found; else it lies at the community
    words: str
    address: str = ""
    caller: str = ""
    phone: str = ""
    called_at: str = ""
    topic: str = "other"
    kind_id: int | None = None
    due_at: datetime | None = None


@dataclass
class HotlineTable:
    """What a list says: rows to enter, cells to mend, and rows whose place has to be asked for."""

    rows: list[HotlineRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # key, address, words


class Places:
    """The buildings and units of a community by estate and number."""

    def __init__(self, community: Place) -> None:
        self.community = community
        wanted = Q(kind="building") | Q(kind="unit") | Q(kind="estate")
        found = list(Place.objects.filter(wanted, community=community, closed_on=None).order_by("path"))
        self.estates = {place.name: place.pk for place in found if place.kind == "estate"}
        self.buildings: dict[int, list[Place]] = {}
        self.units: dict[tuple[int, int], Place] = {}
        for place in found:
            number = _number_of(place)
            if place.kind == "building":
                self.buildings.setdefault(number, []).append(place)
            elif place.kind == "unit" and place.parent_id:
                self.units[place.parent_id, number] = place

    def find(self, address: str) -> Place | None:
        """Return the unit or building of an address; None where it is not sure."""
        said = half_width(address).replace(" ", "")
        estate = next((pk for name, pk in self.estates.items() if name and name in said), None)
        said = re.sub("|".join(map(re.escape, self.estates)) or r"(?!)", " ", said)
        dashed, building, unit = _DASHED.search(said), _BUILDING.search(said), _UNIT.search(said)
        if building is None and dashed is None:
            return None
        number = _read(building[1]) if building else int(dashed[1]) if dashed else 0
        found = [one for one in self.buildings.get(number, []) if estate is None or one.estate_id == estate]
        if len(found) != 1:
            return None
        inside = _read(unit[1]) if unit else int(dashed[2]) if dashed and not building else 0
        return self.units.get((found[0].pk, inside), found[0])

    def names(self, address: str) -> bool:
        """Tell whether an address names an estate of the community or the community itself."""
        shorter = self.community.name.removesuffix("社区")
        return any(name in address for name in (*self.estates, self.community.name, shorter) if name)


def _number_of(place: Place) -> int:
    digits = re.search(r"[0-9]+", place.name)
    return int(digits[0]) if digits else place.number


def _read(text: str) -> int:
    """Return 12 for 12 and for 十二."""
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return int("".join(str(_NUMERALS[sign]) for sign in text))
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0)


def read_hotline(
    sheets: list[Sheet],
    community: Place,
    *,
    at: datetime,
    told: Mapping[str, str] | None = None,
    whole: bool = False,
) -> HotlineTable:
    """Return the rows of a list.

    `told`: row key → address as it was asked for; `whole`: what is not found lies at the community.
    """
    table, places, seen = HotlineTable(), Places(community), set[str]()
    kinds = dict(Kind.objects.filter(closed_on=None).values_list("name", "pk"))

    def take(line: Line) -> None:
        if len(table.rows) >= MOST:
            line.tell("number", f"一次最多导 {MOST} 条。请分成几张表。")
            return
        before = len(line.faults)
        number, words = _number(line, seen), rules.clean_words(line.text("words"))
        if not words:
            line.tell("words", "要写诉求内容。")
        key = f"{line.sheet.name}-{line.row.number}"
        place, exact = _place(table, places, key, line, (told or {}).get(key, ""), whole)
        phone, due_at = _phone(line), _due(line)
        if len(line.faults) == before and place is not None:
            row = HotlineRow(line.row.number, line.sheet.name, number, place.pk, exact, words)
            told_more = _more(line, kinds) | {"phone": phone, "due_at": due_at}
            table.rows.append(replace(row, **told_more))

    table.faults = read_lines(sheets, COLUMNS, take).faults
    return table


def _number(line: Line, seen: set[str]) -> str:
    number = half_width(line.text("number")).replace(" ", "")
    if not number or len(number) > 40:
        line.tell("number", "要写热线的工单编号,最多 40 位。")
    elif number in seen:
        line.tell("number", "这个编号在表里写了两次。请删掉一行。")
    seen.add(number)
    return number


def _more(line: Line, kinds: Mapping[str, int]) -> dict[str, Any]:
    """Return what a row may tell besides."""
    category = line.text("category")
    return {
        "address": line.text("address")[: rules.SPOT_MAX],
        "caller": clean_name(line.text("caller"))[:50],
        "called_at": line.text("called_at")[:30],
        "topic": _topic(category),
        "kind_id": kinds.get(category),
    }


def _place(
    table: HotlineTable, places: Places, key: str, line: Line, told: str, whole: bool
) -> tuple[Place | None, bool]:
    address = line.text("address")
    found = places.find(told) if told else places.find(address)
    if found:
        return found, True
    if whole or (places.names(address) and not told):
        return places.community, False
    table.asked.append((key, address, line.text("words")[:60]))
    line.tell("address", "没有找到是哪栋楼。请写小区、楼栋、单元,例如 桐荫家园12栋2单元;或者选“记在社区”。")
    return None, False


def _phone(line: Line) -> str:
    said = half_width(line.text("phone")).strip()
    if not said or _MASKED.fullmatch(said.replace(" ", "")):
        return ""  # the hotline kept it to itself
    try:
        return clean_phone(said)
    except NotAPhone as wrong:
        line.tell("phone", wrong.words)
        return ""


def _due(line: Line) -> datetime | None:
    said = half_width(line.text("due")).strip()
    if not said:
        return None
    digits = [int(part) for part in re.findall(r"[0-9]+", said)]
    try:
        day = datetime(*digits[:3])  # type: ignore[arg-type]
        hour, minute, *_ = (*digits[3:5], 0) if len(digits) > 3 else (23, 59)
        clock = time(hour, minute)
        return timezone.make_aware(datetime.combine(day, clock))
    except (TypeError, ValueError):
        line.tell("due", "要写日期,例如 2026-11-30 或 2026-11-30 17:00。")
        return None


def _topic(category: str) -> str:
    by_label = {label: key for key, label in rules.TOPICS.items()}
    if category in by_label:
        return by_label[category]
    return next(
        (key for key, words in TOPIC_WORDS.items() if any(word in category for word in words)), "other"
    )
