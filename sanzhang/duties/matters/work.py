"""Rules of work that others do: orders, links, decisions of the level above, pauses, checks. Pure (§4.2, §10.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sanzhang.duties.matters import rules
from sanzhang.foundation.calendar.rules import WorkingDays, add_hours, local, local_midnight

MEMBER, UTILITY, PROPERTY, DEPARTMENT, POST = "member", "utility", "property", "department", "post"
HANDLERS = {
    MEMBER: "网格员",
    UTILITY: "水电气热单位",
    PROPERTY: "物业公司",
    DEPARTMENT: "部门",
    POST: "岗位",
}
SENT, CLAIMED, HANDED_BACK, DONE, RECALLED = "sent", "claimed", "handed_back", "done", "recalled"
ORDER_STATES = {
    SENT: "等接单",
    CLAIMED: "在办",
    HANDED_BACK: "退单,等上级定",
    DONE: "已回单",
    RECALLED: "已收回",
}
RUNNING = (SENT, CLAIMED, HANDED_BACK)

RETURNED, TIME, REDO, PAUSE_AGAIN = "hand_back", "time", "redo", "pause"
DECISIONS = {
    RETURNED: "退单:归谁办",
    TIME: "申请延期",
    REDO: "居民第二次要求重办",
    PAUSE_AGAIN: "再一次请居民补充",
}
ASKED, GRANTED, REFUSED, ELSEWHERE, TAKEN_BACK, LAPSED = (
    "asked",
    "granted",
    "refused",
    "elsewhere",
    "taken_back",
    "lapsed",
)
DECISION_STATES = {
    ASKED: "等上级定",
    GRANTED: "同意",
    REFUSED: "不同意",
    ELSEWHERE: "改派别家",
    TAKEN_BACK: "收回自己办",
    LAPSED: "没有定,过期作废",
}
HOURS_TO_DECIDE = 4  # working hours, on each level
TIMES_MOST = 2  # extensions of one matter or one order in a round
PAUSES_MOST = 2  # in a round; the second only if the level above agrees
TIME_MOST = timedelta(days=30)
PAUSE_MOST = timedelta(days=7)
LINK_AFTER_DUE = timedelta(days=3)  # a late answer is better than none
LINK_AT_LEAST = timedelta(days=1)
LINK_LENGTH = 26  # signs of 5 bits: 130 bits

ANSWERED_BY_RESIDENT, BY_SILENCE, BY_HOLDER, BY_ENDING = "answered", "silence", "holder", "ended"
PAUSE_ENDS = {
    ANSWERED_BY_RESIDENT: "居民补充了",
    BY_SILENCE: "七天没有回音",
    BY_HOLDER: "经手人接着办",
    BY_ENDING: "这件事有了结果",
}
NO_PHOTO, AFTER, BOTH = "", "after", "both"
PHOTOS = {NO_PHOTO: "不要求", AFTER: "办完要拍照", BOTH: "办之前、办之后都要拍照"}
SATISFIED, FAIR, UNHAPPY = 5, 3, 1
ANSWERS_TO_VISIT = {SATISFIED: "满意", FAIR: "基本满意", UNHAPPY: "不满意"}

OPENS, CLOSES = time(8, 30), time(17)  # of the office, for hours in which somebody has to decide


@dataclass(frozen=True)
class Handler:
    """To whom an order goes: `kind` of HANDLERS, a name to show, a phone for the link.

    `member_id`: a member of the grid; `person_id`: whose account sees the order; `post_id`: whoever holds that post.
    """

    kind: str
    name: str
    phone: str = ""
    member_id: int | None = None
    person_id: int | None = None
    post_id: int | None = None

    @property
    def key(self) -> str:
        """Return what tells two handlers of one matter apart."""
        if self.member_id or self.post_id:
            return f"member:{self.member_id}" if self.member_id else f"post:{self.post_id}"
        return f"{self.kind}:{self.name}:{self.phone}"


def add_working_hours(at: datetime, hours: int, days: WorkingDays) -> datetime:
    """Return when `hours` of office time (08:30–17:00 of working days) after `at` are over."""
    here, left = local(at), timedelta(hours=hours)
    while True:
        midnight = local_midnight(here.date())
        opens = midnight + (datetime.combine(here.date(), OPENS) - datetime.combine(here.date(), time()))
        closes = midnight + (datetime.combine(here.date(), CLOSES) - datetime.combine(here.date(), time()))
        start = max(here, opens)
        if days.is_working(here) and start < closes:
            if start + left <= closes:
                return start + left
            left -= closes - start
        here = local_midnight(here.date() + timedelta(days=1))


def link_expires_at(due_at: datetime, at: datetime) -> datetime:
    """Return until when a link opens: three days beyond the deadline, and at least a day."""
    return max(due_at + LINK_AFTER_DUE, at + LINK_AT_LEAST)


def due_after_pause(
    due: datetime, since: datetime, until: datetime, *, unit: str, days: WorkingDays
) -> datetime:
    """Return `due` moved by exactly the time of the clock that lay in [since, until).

    A clock of hours or days runs through nights and holidays; one of working days only on days that are worked.
    What was late when the pause began stays late.
    """
    if due <= since or until <= since:
        return due
    if unit != "working_days":
        return local(until + (due - since))
    return _run(until, _worked(since, due, days), days)


def _worked(since: datetime, until: datetime, days: WorkingDays) -> timedelta:
    """Return how much of [since, until) lies on days that are worked."""
    total, here = timedelta(), local(since)
    while here < until:
        end = min(local_midnight(here.date() + timedelta(days=1)), until)
        total += end - here if days.is_working(here) else timedelta()
        here = local(end)
    return total


def _run(start: datetime, left: timedelta, days: WorkingDays) -> datetime:
    """Return when `left` of worked days after `start` is over."""
    here = local(start)
    while True:
        end = local_midnight(here.date() + timedelta(days=1))
        if days.is_working(here):
            if here + left < end:
                return here + left
            left -= end - here
        here = end


def unit_of(clocks: Mapping[tuple[str, str], rules.Span], kind: str, rung: str) -> str:
    """Return the unit of the clock that runs for a kind at a rung ("": the outward promise)."""
    span = clocks.get((kind, rung)) or clocks.get(("", rung)) or (0, "hours")
    return span[1]


def deadline(at: datetime, wanted: datetime | None, promised: datetime) -> datetime:
    """Return until when an order has to be done: as wanted, else in time for the promise, else in two days."""
    return wanted or (promised if promised > at else add_hours(at, 48))


def reopening_rung(times: int, rung: str, held: Mapping[str, str]) -> str:
    """Return who takes a matter that is reopened for the `times`-th time.

    The first time who answered; the second time the level above; from the third time on the street at least.
    """
    if times <= 1:
        return rung if rung in held else rules.rung_above(rung, held) or rules.COMMUNITY
    above = rules.rung_above(rung, held)
    if times >= 3 and rules.LADDER.index(above or rung) < rules.LADDER.index(rules.STREET):
        below = rules.LADDER[rules.LADDER.index(rules.STREET) - 1]
        above = rules.rung_above(below, held) or above
    return above or (rung if rung in held else rules.COMMUNITY)
