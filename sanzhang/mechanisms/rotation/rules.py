"""Months, orders and turns. Pure."""

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
LOT, AGREEMENT = "lot", "agreement"
ORDERS = {LOT: "抽签排次序", AGREEMENT: "商量着排次序"}
CHOSEN = {"meeting": "居民会议", "ballot": "各户投票", "consultation": "网格协商"}
PLANNED, VACANT, STOPPED = "planned", "vacant", "stopped"
TURN_STATES = {PLANNED: "已排好", VACANT: "没有人轮值", STOPPED: "中途停了"}
NOBODY, SKIPPED, GIVEN_BACK, VACATED, TAKEN_UP = "nobody", "skipped", "given_back", "vacated", "taken_up"
ENDED = "ended"
WHY_VACANT = {
    NOBODY: "没有排到人",
    SKIPPED: "轮到的住户跳过了",
    GIVEN_BACK: "轮到的住户退出了",
    VACATED: "轮到的住户离岗了",
    TAKEN_UP: "那时岗位另有人",
    ENDED: "轮值已结束",
}
VERBS = {
    "planned": "排定",
    "swapped": "互换",
    "skipped": "跳过",
    "moved": "往前补上",
    "given_back": "退回",
    "stopped": "中途停下",
    "taken": "自愿接上",
    "vacated": "离岗",
    "cancelled": "轮值结束,不再排",
}
WAITING, AGREED, REFUSED, WITHDRAWN = "waiting", "agreed", "refused", "withdrawn"
SWAP_STATES = {WAITING: "等对方答复", AGREED: "已换", REFUSED: "对方不换", WITHDRAWN: "已撤回"}
AHEAD = 6  # months that are planned, the running one among them
LEAST_AHEAD, MOST_AHEAD = 3, 12
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


def lot_of(seed: str, token: str) -> str:
    """Return a household's lot: SHA-256 of "seed:token" in hex; the smallest goes first.

    Anyone can draw it again: printf '%s' 'seed:302' | sha256sum
    """
    return hashlib.sha256(f"{seed}:{token}".encode()).hexdigest()


def drawn(seed: str, tokens: Sequence[str]) -> list[str]:
    """Return tokens in the order of their lots, as anyone can draw them again."""
    return sorted(tokens, key=lambda token: lot_of(seed, token))


def following(order: Sequence[int], ready: Container[int], last: int | None) -> int | None:
    """Return who comes after `last`, the order round and round, among those who are `ready`; None if nobody is.

    `order` holds those who left as well, so that the round goes on where they stood.
    """
    begin = order.index(last) + 1 if last in order else 0
    turned = [*order[begin:], *order[:begin]]
    return next((one for one in turned if one in ready), None)


def close_ranks(
    planned: Sequence[tuple[date, int]], gap: date, leaver: int, *, has_left: bool
) -> dict[date, int | None]:
    """Return who serves each month from `gap` on, when `leaver` does not serve it and the next ones move up.

    planned: (month, member) of the months that somebody has, the gap among them, in order; whatever was swapped
    stays in its sequence. None: whoever comes next in order. `has_left`: the leaver serves no later month either.
    """
    months = [month for month, _ in planned if month >= gap]
    later = [who for month, who in planned if month > gap and not (has_left and who == leaver)]
    first = next((place for place, who in enumerate(later) if who != leaver), None)
    queue: list[int | None] = [None, *later]
    if first is not None:
        queue = [later[first], *later[:first], *later[first + 1 :]]
    queue += [None] * len(months)
    return {month: queue[place] for place, month in enumerate(months)}


def reminder_due(month: date, today: date) -> int | None:
    """Return which reminder (days before) of a month is due on a day: the nearest; None before, and once it began."""
    left = (month - today).days
    return min((days for days in REMIND_DAYS if 0 < left <= days), default=None)


def spoken_left(month: date, today: date) -> str:
    """Return how far off a month's begin is: 明天, 5 天以后."""
    left = (month - today).days
    return "明天" if left == 1 else f"{left} 天以后"


def spoken_month(month: date) -> str:
    """Return 2026年12月."""
    return f"{month.year}年{month.month}月"


def last_day(month: date) -> date:
    """Return the last day of a month."""
    return month_after(month) - timedelta(days=1)


# hand-over
DRAFT_AHEAD = timedelta(days=7)  # the system drafts the note so long before the end
READ_ON = timedelta(days=31)  # the old holder reads on, until the new one has confirmed
RECEIVE_WITHIN = timedelta(days=3)  # after the new holder begins; then it is late
PARTS = {"after": "要多留心的", "things": "交给下一位的东西", "other": "别的话"}
PART_MAX, MATTER_MAX, MATTERS_SHOWN = 600, 300, 20
HANDOVER_STATES = {
    "to_sign": "等上一任签字",
    "to_receive": "等下一任确认",
    "nobody": "等下一任上岗",
    "received": "交接完成",
}


def handover_state(*, signed_at: datetime | None, received_at: datetime | None, has_next: bool) -> str:
    """Return where a hand-over stands; who comes confirms also what the one before never signed."""
    if received_at:
        return "received"
    if not signed_at:
        return "to_sign"
    return "to_receive" if has_next else "nobody"


def is_late(
    *,
    ends_at: datetime,
    next_at: datetime | None,
    signed_at: datetime | None,
    received_at: datetime | None,
    at: datetime,
) -> bool:
    """Tell whether a hand-over is overdue: not signed when the tenure ends, or not confirmed three days after."""
    if received_at:
        return False
    if not signed_at and at >= ends_at:
        return True
    return next_at is not None and at >= next_at + RECEIVE_WITHIN


def may_draft(*, starts_at: datetime, ends_at: datetime | None, at: datetime) -> bool:
    """Tell whether a note can be drafted: it runs, its end is known and near, or was not long ago."""
    return ends_at is not None and starts_at <= at and ends_at - READ_ON <= at < ends_at + READ_ON


def work_since(starts_at: datetime, ends_at: datetime) -> datetime:
    """Return since when closed work is told: the tenure's begin, at most its last month."""
    return max(starts_at, ends_at - READ_ON)


def clean_parts(words: Mapping[str, str], matter_ids: Iterable[int]) -> dict[str, str]:
    """Return the typed words that may be kept, without control signs: of each part, and of each open matter ("m7")."""
    most = dict.fromkeys(PARTS, PART_MAX) | {f"m{pk}": MATTER_MAX for pk in matter_ids}
    kept = {
        key: "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or ord(sign) >= 32)
        for key, text in words.items()
        if key in most
    }
    return {key: text.strip()[: most[key]] for key, text in kept.items() if text.strip()}
