"""The catalogue as it comes with the software: codes of GB/T 47678.5-2026, and our kinds for what it lacks.

Conditions and promises are our own defaults, in our own words; each city sets its own on the page of the kind.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TOPICS = {
    "园林绿化": "environment",
    "市容环境": "environment",
    "宣传广告": "environment",
    "街面秩序": "environment",
}

QUESTIONS: dict[
    str, list[tuple[str, str, list[str], bool]]
] = {  # kind: words, way of answering, choices, whether it is needed
    "S0103": [("哪一部电梯", "text", [], False), ("有人困在里面吗", "yes_no", [], True)],
    "S0601": [
        ("停了还是水小", "choice", ["停水", "水小", "水质不好"], False),
        ("从哪天开始", "day", [], False),
    ],
    "S0604": [("屋里多少度", "number", [], False), ("哪个房间", "text", [], False)],
    "S0603": [("现在闻得到气味吗", "yes_no", [], True)],
    "S0302": [("什么时候最吵", "text", [], False)],
    "S0105": [("漏在哪里", "text", [], False), ("下雨才漏吗", "yes_no", [], False)],
    "S0106": [("现在还在往外冒吗", "yes_no", [], False)],
    "S0201": [("在几楼", "text", [], False), ("堆的是什么", "text", [], False)],
    "S0202": [("哪个垃圾点", "text", [], False), ("几天没有收了", "number", [], False)],
    "S0206": [("哪一家", "text", [], False), ("什么时候最重", "text", [], False)],
    "S0602": [("停到哪里", "choice", ["只有自己家", "整个单元", "整栋楼"], False)],
    "S0701": [("堵在哪里", "text", [], False)],
    "S0703": [("在几楼、什么时候", "text", [], False)],
    "S0704": [("旁边有围挡或者提示吗", "yes_no", [], False)],
    "S0706": [("有人摔倒受伤吗", "yes_no", [], False)],
    "S0801": [("停在哪里", "text", [], False), ("停了几天", "number", [], False)],
    "S1002": [("今天见到或者联系上老人了吗", "yes_no", [], True)],
}
_BROKEN = "缺失、破损、移位、松动或者不能用,影响使用、通行或者安全"
_MENDED = "修好、补齐或者复位;一时修不好的,先围挡、先提示"
_FACILITIES = ("市政公用设施", "交通设施", "市容环卫设施", "园林绿化设施", "其他管理部件")
TERMS = dict.fromkeys(_FACILITIES, (_BROKEN, _MENDED, "5 working_days")) | {  # of the standard's groups
    "市容环境": ("影响整洁、通行,或者违反市容环境卫生的规定", "清理干净、恢复原样,现场看过", "3 days"),
    "宣传广告": ("没有许可就张贴、悬挂、散发,或者破损有危险", "清除、拆下或者改好,现场看过", "3 days"),
    "施工管理": ("没有许可、超出许可,或者扰民、扬尘、占道、弄脏路面", "停下、改正、清理,现场看过", "3 days"),
    "街面秩序": ("占用道路和公共场地经营、堆放、停放,或者影响秩序", "劝离、清理,通行恢复", "2 days"),
    "其他事项": ("影响通行或者有危险", "危险排除,通行恢复", "1 days"),
}
CLOCKS = {"S0603": [("unit_leader", 30, "minutes")]}  # beside the promise
RULES: tuple[tuple[str, list[str], list[str], list[str]], ...] = (  # kind, all, one, none
    ("S0603", [], ["煤气味", "漏气", "天然气味", "燃气味"], []),
    ("S0103", ["电梯"], ["困", "坏", "停", "异响", "下坠", "不动", "故障"], ["加装"]),
    ("S0904", ["加装", "电梯"], [], []),
    ("S0604", [], ["暖气不热", "供热", "供暖", "室温不够", "暖气片"], []),
    ("S0703", [], ["飞线充电", "电瓶上楼", "电动车上楼", "楼道充电"], []),
    ("S0101", [], ["楼道灯", "声控灯", "感应灯"], []),
    ("S0701", [], ["消防通道", "生命通道"], []),
    ("S1007", [], ["拖欠工资", "欠薪", "血汗钱", "农民工工资"], []),
)


def kinds() -> Iterator[dict[str, Any]]:
    """Yield the fields of each kind."""
    for row in _rows("standard.csv"):
        is_matter = row["code"].startswith("M")
        file_when, done_when, _ = TERMS[_group(row)]
        yield {
            "code": row["code"],
            "source": "matters" if is_matter else "components",
            "group": row["group"],
            "name": row["name"],
            "topic": TOPICS.get(row["group"], "facility" if row["code"][1:3] < "06" else "environment"),
            "department": "城管部门",
            "words": [],
            "file_when": file_when,
            "done_when": done_when,
        }
    terms = {row["code"]: row["file_when"] for row in _rows("terms.csv")}
    for row in _rows("ours.csv"):
        yield {**row, "source": "ours", "words": row["words"].split(), "file_when": terms[row["code"]]}


def clocks() -> Iterator[tuple[str, str, int, str]]:
    """Yield code, rung, amount and unit of each kind's own clocks; rung empty: the promise to who reports."""
    promised = {row["code"]: TERMS[_group(row)][2] for row in _rows("standard.csv")}
    promised |= {row["code"]: row["promise"] for row in _rows("terms.csv")}
    for code, span in promised.items():
        amount, unit = span.split()
        yield code, "", int(amount), unit
    for code, spans in CLOCKS.items():
        for rung, number, unit in spans:
            yield code, rung, number, unit


def questions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield code and fields of each question, in the order in which a kind asks them."""
    names = ("words", "answer", "choices", "is_needed")
    for code, rows in QUESTIONS.items():
        for number, row in enumerate(rows, start=1):
            yield code, {"number": number, **dict(zip(names, row, strict=True))}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _group(row: dict[str, str]) -> str:
    return row["group"].removesuffix("类")
