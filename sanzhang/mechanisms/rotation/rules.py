"""Months, orders and turns. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
LOT, AGREEMENT = "lot", "agreement"
ORDERS = {LOT: "抽签排次序", AGREEMENT: "商量着排次序"}
CHOSEN = {"meeting": "居民会议", "ballot": "各户投票", "consultation": "网格协商"}
PLANNED, VACANT, STOPPED = "planned", "vacant", "stopped"
TURN_STATES = {PLANNED: "已排好", VACANT: "没有人轮值", STOPPED: "中途停了"}
WAITING, AGREED, REFUSED, WITHDRAWN = "waiting", "agreed", "refused", "withdrawn"
SWAP_STATES = {WAITING: "等对方答复", AGREED: "已换", REFUSED: "对方不换", WITHDRAWN: "已撤回"}
AHEAD = 6  # months that are planned, the running one among them
MOST_AHEAD = 12
REMIND_DAYS = (7, 1)


def first_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """Return the first day of the month `count` months on (or back)."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def midnight(day: date) -> datetime:
    """Return the first instant of a day in Changchun."""
    return datetime.combine(day, time(), ZONE)


def day_of(at: datetime) -> date:
    """Return the day of an instant in Changchun."""
    return at.astimezone(ZONE).date()


def drawn(seed: str, tokens: Sequence[str]) -> list[str]:
    """Return tokens in the order of SHA-256 of seed and token, as anyone can draw them again."""
    return sorted(tokens, key=lambda token: hashlib.sha256(f"{seed}:{token}".encode()).hexdigest())


def following(
    order: Sequence[int], last: int | None, count: int, *, shunned: int | None = None
) -> list[int | None]:
    """Return who has the next `count` turns: the order round and round from behind `last`; None where nobody is.

    `last` may have left: then the order begins anew. `shunned` is not the first of them, unless there is nobody else.
    """
    if not order:
        return [None] * count
    start = (order.index(last) + 1) % len(order) if last in order else 0
    if shunned is not None and len(order) > 1 and order[start] == shunned:
        start = (start + 1) % len(order)
    return [order[(start + step) % len(order)] for step in range(count)]


def reminder_due(month: date, today: date, sent: Sequence[int]) -> int | None:
    """Return which reminder (days before) is due today and was not sent: the nearest; None if none."""
    left = (month - today).days
    due = [days for days in REMIND_DAYS if 0 < left <= days]
    return min(due) if due and min(due) not in sent else None


def spoken_month(month: date) -> str:
    """Return 2026年12月."""
    return f"{month.year}年{month.month}月"


def last_day(month: date) -> date:
    """Return the last day of a month."""
    return month_after(month) - timedelta(days=1)
