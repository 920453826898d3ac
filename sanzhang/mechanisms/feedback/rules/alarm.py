"""Alarms: kinds, who is called when, who is silent. Pure (§10.3)."""

from collections.abc import Iterable
from datetime import timedelta

COMMUNITY, STREET, DEPARTMENT = "community_worker", "street_worker", "department_worker"
DISTRICT, CITY = "district_worker", "city_worker"
UNIT, BUILDING, GRID = "unit_leader", "building_leader", "grid_leader"

HURT, FIRE, GAS, LIFT, LOST, OTHER = "hurt", "fire", "gas", "lift", "lost", "other"
KINDS = {
    HURT: "有人受伤、发病",
    FIRE: "着火、冒烟",
    GAS: "煤气味、漏气",
    LIFT: "电梯困人",
    LOST: "有人走失",
    OTHER: "别的紧急情况",
}
FIRST = {  # whom to telephone before anything else
    HURT: "120",
    FIRE: "119",
    GAS: "119",
    LIFT: "119",
    LOST: "110",
    OTHER: "110",
}
TOPIC = "safety"
RUNNING, HANDLED, FALSE = "running", "handled", "false"
STATES = {RUNNING: "正在响应", HANDLED: "已处置", FALSE: "误报"}
ENDINGS = {HANDLED: "已处置", FALSE: "误报"}
ONLINE, SPOOLED = "online", "spooled"
WAYS = {ONLINE: "当时送出", SPOOLED: "系统不通时记在机器上,后来送出"}
TEXT, INBOX = "text", "inbox"
HOWS = {TEXT: "短信和收件箱", INBOX: "收件箱"}
LINK, DESK = "link", "desk"
ACKNOWLEDGED_BY = {LINK: "短信里的网址", DESK: "登录以后"}

AGAIN_AFTER = timedelta(minutes=2)
DISTRICT_AFTER = timedelta(minutes=5)
CALLS_END = timedelta(hours=2)  # after that nobody is called any more; it stays on the desks
SAME_ALARM = timedelta(
    minutes=10
)  # the same kind at the same place is told to those called, and calls nobody anew
LINK_LIVES = timedelta(hours=24)
AT_ONCE, NEXT_ONES, ABOVE = 1, 2, 3
WAVES = {AT_ONCE: "第一批", NEXT_ONES: "两分钟没有人应,再叫", ABOVE: "五分钟没有人应,叫到区里"}
MUST_ANSWER = (COMMUNITY, STREET, DEPARTMENT)
WORDS_MAX, PHONE_MAX = 500, 20


def silent_levels(answered: Iterable[tuple[str, bool]]) -> list[str]:
    """Return the levels that must answer and have not; `answered`: (kind of post, whether it answered) a call.

    A community or street without anybody is silent; a department that does not exist is not waited for.
    """
    calls = list(answered)
    heard = {kind for kind, is_there in calls if is_there}
    called = {kind for kind, _ in calls}
    return [kind for kind in MUST_ANSWER if kind not in heard and (kind != DEPARTMENT or kind in called)]


def waves_due(age: timedelta, silent: list[str], manned: set[str]) -> list[int]:
    """Return which waves are due at an age: at once, where a level that must answer has nobody at all."""
    if not silent or age > CALLS_END:
        return []
    nobody = [kind for kind in (COMMUNITY, STREET) if kind not in manned]
    due = [NEXT_ONES] if age >= AGAIN_AFTER or nobody else []
    return due + ([ABOVE] if age >= DISTRICT_AFTER or nobody else [])


def clean_phone(typed: str) -> str:
    """Return the digits of a telephone number as typed, "" where it is none."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    return digits if 7 <= len(digits) <= PHONE_MAX else ""
