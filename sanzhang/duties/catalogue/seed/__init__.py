"""The catalogue as it comes with the software: codes of GB/T 47678.5-2026, and our kinds for what it lacks."""

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

QUESTIONS = {  # kind: words, way of answering, choices, whether it is needed
    "S0103": [("哪一部电梯", "text", [], False), ("有人困在里面吗", "yes_no", [], True)],
    "S0601": [
        ("停了还是水小", "choice", ["停水", "水小", "水质不好"], False),
        ("从哪天开始", "day", [], False),
    ],
    "S0604": [("屋里多少度", "number", [], False), ("哪个房间", "text", [], False)],
    "S0603": [("现在闻得到气味吗", "yes_no", [], True)],
    "S0302": [("什么时候最吵", "text", [], False)],
}
CLOCKS = {"S0603": [("", 2, "hours"), ("unit_leader", 30, "minutes")], "S0704": [("", 24, "hours")]}
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
    for row in csv.DictReader((HERE / "standard.csv").open(encoding="utf-8")):
        is_matter = row["code"].startswith("M")
        yield {
            "code": row["code"],
            "source": "matters" if is_matter else "components",
            "group": row["group"],
            "name": row["name"],
            "topic": TOPICS.get(row["group"], "facility" if row["code"][1:3] < "06" else "environment"),
            "department": "城管部门",
            "words": [],
        }
    for row in csv.DictReader((HERE / "ours.csv").open(encoding="utf-8")):
        yield {**row, "source": "ours", "words": row["words"].split()}
