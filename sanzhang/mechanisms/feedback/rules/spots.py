"""Hot spots, bottlenecks, blind spots, leaks: the rules in words, weeks, and what may be shown. Pure (§10.2, §4.3)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

LEAST = 10  # different contributors; no rule may go below
SAID = "10 人以上"
HOT, BLOCKED, BLIND, LEAK = "hot", "blocked", "blind", "leak"
KINDS = {HOT: "热点", BLOCKED: "堵点", BLIND: "盲点", LEAK: "漏点"}
OPEN, OVER = "open", "over"
STATES = {OPEN: "还在", OVER: "没有了"}
WEEK = timedelta(days=7)
LEVELS = (4, 6, 9, 12, 15)  # widths of the areas for which topics are told
WHOLES = (12, 15, 20)  # widths of community, grid, building
BACK = 5  # weeks that are made up for when the clock stood still
LEAD_DAYS, LATE, AGAIN = "no_leader", "late", "again"
NUMBERS: dict[str, dict[str, int]] = {
    HOT: {"people": LEAST},
    BLOCKED: {"matters": 10, "late": 50},
    BLIND: {"vacant_days": 30, "quiet_weeks": 13, "neighbours": 5, "bare_days": 30, "unreached_weeks": 13},
    LEAK: {"again_days": 30},
}
LOWEST = {"people": LEAST, "matters": 10, "late": 10, "vacant_days": 7, "quiet_weeks": 4, "neighbours": 3}
LOWEST |= {"again_days": 7, "bare_days": 7, "unreached_weeks": 4}
HIGHEST = {"late": 100, "again_days": 365, "vacant_days": 365, "quiet_weeks": 52}
HIGHEST |= {"bare_days": 365, "unreached_weeks": 52}
LABELS = {
    "people": "至少多少不同的人(户)",
    "matters": "至少多少件",
    "late": "过半没有按时:百分之多少以上",
    "vacant_days": "没有三长多少天以上",
    "quiet_weeks": "多少周一件也没有反映",
    "neighbours": "同期旁边的网格平均至少多少件",
    "bare_days": "多少天以上没有挂公示牌",
    "unreached_weeks": "多少周没有人到过、通知过、反映过的单元",
    "again_days": "办结以后多少天内又有人反映",
}
WORDS = {
    HOT: "一周(周一到周日)里,同一个地方至少 {people} 个不同的人反映同一类事。同一户、同一个电话只算一个;"
    "没有留下电话的,一个单元只算一个。只说“10 人以上”,不说是谁,也不说到底几个。",
    BLOCKED: "周日晚上还没有答复的事不少于 {matters} 件,其中超过答应时间的占 {late}% 以上,而且比同一个社区里"
    "别的环节高。看的是环节和单位,不看哪个人。",
    BLIND: "三长空缺 {vacant_days} 天以上的地方;{quiet_weeks} 周里一件也没有反映,而同一个社区旁边的网格"
    "平均有 {neighbours} 件以上的网格;{bare_days} 天以上没有挂公示牌的楼栋和单元;{unreached_weeks} 周里没有"
    "三长走访巡查、没有发到楼门的通知、也没有一件反映的单元。整栋、整个网格都这样的合成一条;"
    "没有人到过的,不满 10 户的地方不单独写。",
    LEAK: "安全隐患超过答应的时间还没有答复,或者被要求重办,或者办结后 {again_days} 天里同一个地方又有人反映。",
}


class TooLow(ValueError):
    """A number of a rule below what the law or the house allows."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def week_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def weeks_over(today: date) -> list[date]:
    """Return the Mondays of the last weeks that are over, oldest first."""
    this = week_of(today)
    return [this - WEEK * back for back in range(BACK, 0, -1)]


def words_of(kind: str, numbers: Mapping[str, int]) -> str:
    """Return a rule in words, with its numbers."""
    return WORDS[kind].format(**numbers)


def checked(kind: str, typed: Mapping[str, int]) -> dict[str, int]:
    """Return the numbers of a rule. Raises: TooLow — one is below its lowest or above its highest."""
    found = {name: typed.get(name, usual) for name, usual in NUMBERS[kind].items()}
    for name, number in found.items():
        low, high = LOWEST[name], HIGHEST.get(name, 100_000)
        if not low <= number <= high:
            raise TooLow(f"“{LABELS[name]}”只能在 {low} 到 {high} 之间。")
    return found


def shown_cells(leaves: Mapping[str, int], *, least: int = LEAST) -> dict[str, int]:
    """Return area → count, as far as it may be told; `leaves`: lowest area → how many different contributors.

    A cell is told from `least` on, and only if what is left of it after the told areas within is nothing or at
    least `least` again: then no difference of told numbers speaks of fewer. Counts of areas above are sums.
    """
    totals: dict[str, int] = {}
    for leaf, count in leaves.items():
        for width in LEVELS:
            if width <= len(leaf):
                totals[leaf[:width]] = totals.get(leaf[:width], 0) + count
    told: dict[str, int] = {}
    within: dict[str, int] = {}  # area → what of it is told by the areas below
    for area in sorted(totals, key=len, reverse=True):
        left = totals[area] - within.get(area, 0)
        covered = within.get(area, 0)
        if totals[area] >= least and (left == 0 or left >= least):
            told[area] = covered = totals[area]
        if above := _above(area):
            within[above] = within.get(above, 0) + covered
    return told


def folded(every: Iterable[str], blind: Iterable[str]) -> list[str]:
    """Return the areas that name `blind` in the fewest lines: a building, grid or community where all are so, at once.

    `every`: the paths of all buildings and units that could be so.
    """
    counts, left = Counter[str](), set(blind)
    for path in every:
        counts.update({path[:width] for width in WHOLES if width <= len(path)})
    named: list[str] = []
    for width in WHOLES:
        there = Counter(path[:width] for path in left if width <= len(path))
        whole = {area for area, count in there.items() if count == counts[area]}
        named += sorted(whole)
        left = {path for path in left if path[:width] not in whole}
    return named + sorted(left)


def _above(area: str) -> str:
    return next((area[:width] for width in reversed(LEVELS) if width < len(area)), "")


@dataclass(frozen=True)
class Queue:
    """One step or body at which matters wait: how many, and how many of them too long."""

    name: str
    waiting: int
    late: int


def bottlenecks(queues: list[Queue], numbers: Mapping[str, int]) -> list[Queue]:
    """Return those where enough wait, enough of them too long, and more than among the others."""
    found = []
    for one in queues:
        others = [other for other in queues if other is not one]
        rest, late = sum(other.waiting for other in others), sum(other.late for other in others)
        share = 100 * one.late / one.waiting if one.waiting else 0
        if one.waiting >= numbers["matters"] and share >= numbers["late"] and share * rest >= 100 * late:
            found.append(one)
    return found
