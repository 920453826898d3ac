"""The verbs of a selection: which stage each leads to, which the clock takes, what a vote leaves to do. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sanzhang.organisation.selection import rules

END_CALL, EXTEND, TURN, CALL_AGAIN, PUBLISH = "end_call", "extend", "turn", "call_again", "publish"
END_PUBLICATION, SETTLE, VOTE, DECIDE = "end_publication", "settle", "vote", "decide"
ELECT, DRAW, TO_DECISION = "elect", "draw", "to_decision"
HAND_IN, GIVE_UP, FILE, REFUSE, UNSEAT = "hand_in", "give_up", "file", "refuse", "unseat"
BEGIN, CALL_OFF, CLOSE = "begin", "call_off", "close"
NEXT = {
    (rules.CALL, END_CALL): rules.CANDIDATES,
    (rules.CALL, EXTEND): rules.CALL,
    (rules.CALL, TURN): rules.CALL,
    (rules.CANDIDATES, TURN): rules.CALL,
    (rules.CANDIDATES, CALL_AGAIN): rules.CALL,
    (rules.CANDIDATES, PUBLISH): rules.PUBLICATION,
    (rules.PUBLICATION, END_PUBLICATION): rules.OBJECTIONS,
    (rules.PUBLICATION, CALL_AGAIN): rules.CALL,
    (rules.OBJECTIONS, SETTLE): rules.CHOICE,
    (rules.OBJECTIONS, CALL_AGAIN): rules.CALL,
    (rules.CHOICE, CALL_AGAIN): rules.CALL,
    (rules.CHOICE, VOTE): rules.CHOICE,
    (rules.CHOICE, TO_DECISION): rules.CHOICE,
    (rules.CHOICE, DECIDE): rules.FILING,
    (rules.CHOICE, ELECT): rules.FILING,
    (rules.CHOICE, DRAW): rules.FILING,
    (rules.FILING, HAND_IN): rules.FILING,
    (rules.FILING, GIVE_UP): rules.CHOICE,
    (rules.FILING, REFUSE): rules.CHOICE,
    (rules.FILING, FILE): rules.SEAT,
    (rules.SEAT, UNSEAT): rules.FILING,
    (rules.SEAT, BEGIN): rules.SEATED,
} | {
    (stage, verb): end
    for stage in rules.RUNNING
    for verb, end in ((CALL_OFF, rules.CALLED_OFF), (CLOSE, rules.POST_CLOSED))
    if (stage, verb) != (rules.SEAT, CALL_OFF)
}
WORDS = {
    END_CALL: "征集到期",
    EXTEND: "延长征集",
    TURN: "改变产生方式",
    CALL_AGAIN: "重新征集",
    PUBLISH: "开始公示",
    END_PUBLICATION: "公示期满",
    SETTLE: "没有未答复的异议",
    VOTE: "开始投票",
    TO_DECISION: "改为组织推荐",
    DECIDE: "组织确定人选",
    ELECT: "投票选出",
    DRAW: "抽签选出",
    HAND_IN: "报备案",
    GIVE_UP: "人选不接受",
    REFUSE: "不予备案",
    FILE: "已备案",
    UNSEAT: "上岗安排取消",
    BEGIN: "上岗",
    CALL_OFF: "终止",
    CLOSE: "岗位撤销",
}
ELECTED, TIE, TIE_AGAIN, NO_QUORUM = "elected", "tie", "tie_again", "no_quorum"
NOBODY, VOID = "nobody", "void"
OUTCOMES = {
    ELECTED: "选出来了",
    TIE: "票数相同,在票数相同的人里再投一次",
    TIE_AGAIN: "再投一次还是相同,公开抽签",
    NO_QUORUM: "投票的不到一半户,再投一次或者改为组织推荐",
    NOBODY: "没有人选上,重新征集",
    VOID: "投票作废,再投一次",
}
AFTER_VOTE: dict[str, tuple[str, ...]] = {
    "": (VOTE, TO_DECISION, CALL_AGAIN),
    ELECTED: (VOTE, TO_DECISION, CALL_AGAIN),  # who was elected did not come: it stands open again
    TIE: (VOTE,),
    TIE_AGAIN: (DRAW,),
    NO_QUORUM: (VOTE, TO_DECISION),
    NOBODY: (CALL_AGAIN,),
    VOID: (VOTE,),
}
LOT_SOURCE = "第二次投票截止次日的“福彩3D”开奖号码(三位数)"
LOT_HOUR = timedelta(hours=21, minutes=30)  # when the number is public


def by_clock(stage: str, due_at: datetime | None, at: datetime, *, candidates: int, objections: int) -> str:
    """Return the verb that time alone brings, or "". `candidates`: that are left; `objections`: without answer."""
    if stage == rules.OBJECTIONS:
        return SETTLE if candidates and not objections else ""
    if due_at is None or at < due_at:
        return ""
    if stage == rules.CALL:
        return END_CALL if candidates else ""
    return {rules.PUBLICATION: END_PUBLICATION, rules.SEAT: BEGIN}.get(stage, "")


def lot_day(closes_on: date) -> date:
    """Return the day whose public number decides a lot."""
    return closes_on + timedelta(days=1)


def drawn(candidates: Sequence[int], *, digest: str, number: str) -> int:
    """Return whom a lot takes: candidates in the order of their numbers, the one at SHA-256(digest:number) mod n.

    Anyone can compute it again: `digest` is published with the ballots of the second vote, before the number
    is drawn by somebody else.
    """
    chosen = int(hashlib.sha256(f"{digest}:{number}".encode()).hexdigest(), 16) % len(candidates)
    return sorted(candidates)[chosen]
