"""What a selection is made of: ways, stages, who may be put forward, how many must stand behind him (§2.1 §2.2)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sanzhang.foundation.calendar.rules import ZONE as ZONE
from sanzhang.foundation.calendar.rules import WorkingDays, local_date, local_midnight
from sanzhang.foundation.records.text import half_width, mask_phone

RECOMMENDATION, ELECTION, SELF_NOMINATION = "recommendation", "election", "self_nomination"
WAYS = {RECOMMENDATION: "组织推荐", ELECTION: "居民推选", SELF_NOMINATION: "个人自荐"}
CALL, CANDIDATES, PUBLICATION, OBJECTIONS = "call", "candidates", "publication", "objections"
CHOICE, FILING, SEAT = "choice", "filing", "seat"
SEATED, CALLED_OFF, POST_CLOSED = "seated", "called_off", "post_closed"
RUNNING = {
    CALL: "征集人选",
    CANDIDATES: "审核人选",
    PUBLICATION: "公示",
    OBJECTIONS: "答复异议",
    CHOICE: "确定人选",
    FILING: "备案",
    SEAT: "等待上岗",
}
ENDED = {SEATED: "已上岗", CALLED_OFF: "已终止", POST_CLOSED: "岗位撤销"}
STATES = RUNNING | ENDED


@dataclass(frozen=True)
class Stage:
    """One stage of a way: working days it takes, and whether its end comes by the clock or by a person."""

    key: str
    words: str
    days: int
    by_clock: bool
    next: str  # what comes next, for whoever reads it


def _stages(call: int, choice: int, how: str) -> tuple[Stage, ...]:
    return (
        Stage(CALL, "征集人选", call, True, "到期后审核人选"),
        Stage(CANDIDATES, "审核人选", 3, False, "审核后公示"),
        Stage(PUBLICATION, "公示", 5, True, "公示期满答复异议"),
        Stage(OBJECTIONS, "答复异议", 3, False, "异议都答复了," + how),
        Stage(CHOICE, "确定人选", choice, False, "确定后报备案"),
        Stage(FILING, "备案", 5, False, "备案后按日子上岗"),
        Stage(SEAT, "等待上岗", 0, True, "到日子零点上岗"),
    )


STAGES = {
    RECOMMENDATION: _stages(3, 3, "由社区党组织确定"),
    ELECTION: _stages(5, 10, "由各户投票"),
    SELF_NOMINATION: _stages(5, 3, "由社区党组织确定"),
}
BY_ORGANISATION, BY_RESIDENTS, BY_HIMSELF = "organisation", "residents", "self"
SOURCES = {BY_ORGANISATION: "组织提名", BY_RESIDENTS: "居民提名", BY_HIMSELF: "本人自荐"}
SOURCES_OF = {
    RECOMMENDATION: (BY_ORGANISATION, BY_RESIDENTS),
    ELECTION: (BY_ORGANISATION, BY_RESIDENTS, BY_HIMSELF),
    SELF_NOMINATION: (BY_HIMSELF,),
}
UNIT, BUILDING, GRID = "unit_leader", "building_leader", "grid_leader"
NEEDED = {UNIT: 3, BUILDING: 5, GRID: 10}  # households behind who stands by himself
NEEDED_OF_NOMINATION = 1
CANDIDATE_STATES = {
    "waiting": "等审核",
    "accepted": "候选人",
    "refused": "没有通过",
    "withdrawn": "本人退出",
    "out": "异议成立,不再是候选人",
}
LIVE = ("waiting", "accepted")
HOW = {"page": "网页", "phone": "电话", "visit": "上门或来访"}
OBJECTION_STATES = {"open": "等答复", "upheld": "成立", "dismissed": "不成立"}
TWO_COMMITTEES = "two_committees"
PUBLISH = "selection.publish"  # the consent without which nobody's name is shown
USUAL = {UNIT: ELECTION, BUILDING: ELECTION, GRID: RECOMMENDATION}  # the way of a call begun by one press
QUORUM = Fraction(1, 2)
SOON = timedelta(days=90)  # a call may begin before the post is vacant
VOTE_DAYS = 5  # working days
LONGEST_CALL = 60  # days
KEPT_AFTER = timedelta(days=90)  # what strangers wrote, after the end
PURPOSES = {kind: f"selection.{kind}" for kind in (UNIT, BUILDING, GRID)}


def stage_of(way: str, key: str) -> Stage:
    """Return the row of a stage."""
    return next(stage for stage in STAGES[way] if stage.key == key)


def due_after(begins_at: datetime, days: int, calendar: WorkingDays) -> datetime:
    """Return the midnight that ends the `days`-th whole working day after the day of `begins_at`."""
    day = local_date(begins_at)
    for _ in range(days):
        day = calendar.next_working(day + timedelta(days=1))
    return local_midnight(day + timedelta(days=1))


def needed(kind: str, source: str, households: int) -> int:
    """Return how many households must stand behind a candidate; never more than half of those there."""
    if source == BY_ORGANISATION:
        return 0
    wanted = NEEDED[kind] if source == BY_HIMSELF else NEEDED_OF_NOMINATION
    return min(wanted, max(1, -(-households // 2)))


_NUMBER = re.compile(r"\d(?:[\s\-—–]?\d){6,}")


def without_numbers(text: str) -> str:
    """Return words for the public with every telephone number in them masked, however it is spaced."""
    return _NUMBER.sub(lambda found: mask_phone(re.sub(r"\D", "", half_width(found[0]))), text)


def why_not_grid(kinds: Collection[str], *, is_worker: bool, reason: str) -> str:
    """Return why somebody can't be grid leader (§2.1), or "": two committees first, else a worker with the reason."""
    if TWO_COMMITTEES in kinds:
        return ""
    if not is_worker:
        return "网格长由“两委”成员兼任;确有需要,由本社区其他在岗的社区工作者担任。这位两样都不是。"
    return "" if reason.strip() else "这位不是“两委”成员。请写明为什么由其他社区工作者担任。"
