"""The ladder, the states and the clocks, decided with values in hand (§10.2)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanzhang.foundation.calendar.rules import WorkingDays, add_working_days

UNIT, BUILDING, GRID = "unit_leader", "building_leader", "grid_leader"
COMMUNITY, STREET, DEPARTMENT = "community_worker", "street_worker", "department_worker"
LADDER = (UNIT, BUILDING, GRID, COMMUNITY, STREET, DEPARTMENT)
OFFICES = (COMMUNITY, STREET, DEPARTMENT)
RUNGS = {
    UNIT: "单元长",
    BUILDING: "楼栋长",
    GRID: "网格长",
    COMMUNITY: "社区",
    STREET: "街道",
    DEPARTMENT: "部门",
}

EMERGENCY, UTILITY, ORDINARY, HARD = "emergency", "utility", "ordinary", "hard"
KINDS = {ORDINARY: "一般事项", UTILITY: "水电气热", HARD: "疑难事项", EMERGENCY: "紧急情况"}
TOPICS = {
    "environment": "环境卫生",
    "property": "物业服务",
    "facility": "楼道和公共设施",
    "neighbours": "邻里",
    "safety": "安全隐患",
    "needs": "生活困难和需求",
    "culture": "文体活动",
    "idea": "意见建议",
    "other": "别的事",
}
ORIGINS = {
    "resident": "居民扫码",
    "leader": "三长发现",
    "phone": "电话",
    "walk_in": "当面",
    "paper": "书面",
    "letter": "来信",
    "hotline": "热线转办",
    "open311": "开放接口",
    "inspection": "巡查发现",
    "supervision": "物业监督",
    "suggestion": "居民建议",
    "alarm": "紧急报告",
    "consultation": "协商决议",
}
FROM_OUTSIDE = (
    "resident",
    "open311",
    "alarm",
)  # without an account; everything else is typed by somebody with a seat

WAITING, ACCEPTED, ANSWERED, CLOSED, WITHDRAWN = "waiting", "accepted", "answered", "closed", "withdrawn"
PAUSED, JOINED, MEDIATED = "paused", "joined", "mediated"
STATES = {
    WAITING: "等人接",
    ACCEPTED: "在办",
    ANSWERED: "等居民确认",
    CLOSED: "办结",
    WITHDRAWN: "已撤回",
    PAUSED: "等居民补充",
    JOINED: "并入同一件事",
    MEDIATED: "已转入调解",
}
OPEN = (WAITING, ACCEPTED, PAUSED)
FINAL = (CLOSED, WITHDRAWN, MEDIATED)

REPORT, ACCEPT, ANSWER, PASS_UP, CLIMB = "report", "accept", "answer", "pass_up", "climb"
NOTE, WITHDRAW, CONFIRM, REOPEN, RATE = "note", "withdraw", "confirm", "reopen", "rate"
JOIN, PART, SPLIT = "join", "part", "split"
DISPATCH, CLAIM, HAND_BACK, REPORT_BACK, RECALL = "dispatch", "claim", "hand_back", "report_back", "recall"
ASK_TIME, GIVE_TIME, REFUSE_TIME = "ask_time", "give_time", "refuse_time"
PAUSE, RESUME, CHECK, MARK, FILE = "pause", "resume", "check", "mark", "file"
ASK_CHECK, DECIDE, REDO, UPHOLD = "ask_check", "decide", "redo", "uphold"
UNMARK, VISIT, MEDIATE = "unmark", "visit", "mediate"
PHASES = {"": "", "before": "办理前", "after": "办理后"}
STEPS = {
    REPORT: "反映",
    ACCEPT: "收到",
    ANSWER: "答复",
    PASS_UP: "上报",
    CLIMB: "超期自动上报",
    NOTE: "补充",
    WITHDRAW: "撤回",
    CONFIRM: "确认办好",
    REOPEN: "要求重办",
    RATE: "评价",
    JOIN: "并入",
    PART: "单独再办",
    SPLIT: "分出一件",
    DISPATCH: "派单",
    CLAIM: "接单",
    HAND_BACK: "退单",
    REPORT_BACK: "回单",
    RECALL: "收回派单",
    ASK_TIME: "申请延期",
    GIVE_TIME: "同意延期",
    REFUSE_TIME: "不同意延期",
    PAUSE: "请居民补充",
    RESUME: "接着办",
    CHECK: "核查",
    MARK: "标记诉求",
    FILE: "改类别",
    ASK_CHECK: "请人核查",
    DECIDE: "定由谁办",
    REDO: "复核:再办",
    UPHOLD: "复核:已办妥",
    UNMARK: "取消标记",
    VISIT: "回访",
    MEDIATE: "转去调解",
}
LATE_STEPS = (ACCEPT, ANSWER, PASS_UP, NOTE)  # may come from the phone of who has just lost the post (§12)
LATE = timedelta(days=31)  # after the end of the tenure; later it is as if there had never been any
LATE_MOST = 10  # waiting ones of one sender and matter
PROPOSED, TAKEN, DECLINED, EXPIRED = "waiting", "taken", "declined", "expired"
PROPOSAL_STATES = {
    PROPOSED: "等现任看",
    TAKEN: "已采用",
    DECLINED: "没有采用",
    EXPIRED: "过了一个月没有人采用",
}
UNSENT_ENDS = {
    "sent": "后来交成了",
    "done": "本人处理好了",
    "dropped": "本人丢掉了",
}  # of what a phone could not hand in
ENDING_ASKS = {
    "solved": "怎么办好的",
    "partly": "办好了哪些,还剩哪些,为什么",
    "not_possible": "为什么办不了",
    "not_ours": "归谁管,居民可以找谁",
}
ENDINGS = {
    "solved": "办好了",
    "partly": "办了一部分",
    "not_possible": "办不了",
    "not_ours": "不归我们管",
}


@dataclass(frozen=True)
class Turn:
    """One row of the table of verbs: where a step leads and whether words are needed."""

    to: str
    needs_words: bool = False


NEXT: dict[tuple[str, str], Turn] = {
    (WAITING, ACCEPT): Turn(ACCEPTED),
    (WAITING, ANSWER): Turn(ANSWERED, needs_words=True),
    (ACCEPTED, ANSWER): Turn(ANSWERED, needs_words=True),
    (WAITING, PASS_UP): Turn(WAITING, needs_words=True),
    (ACCEPTED, PASS_UP): Turn(WAITING, needs_words=True),
    (WAITING, CLIMB): Turn(WAITING),
    (ACCEPTED, CLIMB): Turn(WAITING),
    (WAITING, NOTE): Turn(WAITING, needs_words=True),
    (ACCEPTED, NOTE): Turn(ACCEPTED, needs_words=True),
    (ANSWERED, NOTE): Turn(ANSWERED, needs_words=True),
    (WAITING, WITHDRAW): Turn(WITHDRAWN),
    (ACCEPTED, WITHDRAW): Turn(WITHDRAWN),
    (ANSWERED, CONFIRM): Turn(CLOSED),
    (ANSWERED, REOPEN): Turn(WAITING, needs_words=True),
    (CLOSED, REOPEN): Turn(WAITING, needs_words=True),
    (CLOSED, RATE): Turn(CLOSED),
    (WAITING, PAUSE): Turn(PAUSED, needs_words=True),
    (ACCEPTED, PAUSE): Turn(PAUSED, needs_words=True),
    (PAUSED, RESUME): Turn(ACCEPTED),
    (PAUSED, NOTE): Turn(PAUSED, needs_words=True),
    (PAUSED, ANSWER): Turn(ANSWERED, needs_words=True),
    (PAUSED, WITHDRAW): Turn(WITHDRAWN),
    (WAITING, JOIN): Turn(JOINED),
    (ACCEPTED, JOIN): Turn(JOINED),
    (JOINED, PART): Turn(WAITING),
    (JOINED, NOTE): Turn(JOINED, needs_words=True),
    (JOINED, ANSWER): Turn(ANSWERED, needs_words=True),
    (JOINED, WITHDRAW): Turn(WITHDRAWN),
    (JOINED, JOIN): Turn(JOINED),  # its lead was joined to another one
    (WAITING, FILE): Turn(WAITING),
    (ACCEPTED, FILE): Turn(ACCEPTED),
    (PAUSED, CLIMB): Turn(PAUSED),  # past a vacancy only: no clock runs
    (WAITING, REDO): Turn(WAITING, needs_words=True),
    (WAITING, UPHOLD): Turn(CLOSED, needs_words=True),
    (ANSWERED, VISIT): Turn(ANSWERED),
    (CLOSED, VISIT): Turn(CLOSED),
}
NEXT |= {(state, MEDIATE): Turn(MEDIATED) for state in OPEN}  # for good: nothing leads on from there
WITH_WORDS = (DISPATCH, HAND_BACK, REPORT_BACK, RECALL, ASK_TIME, REFUSE_TIME, SPLIT, CHECK, DECIDE)
NEXT |= {
    (state, step): Turn(ACCEPTED if (state, step) == (WAITING, DISPATCH) else state, step in WITH_WORDS)
    for state in OPEN
    for step in (*WITH_WORDS, CLAIM, GIVE_TIME, ASK_CHECK)
}
NEXT |= {
    (state, step): Turn(state, needs_words=step == MARK)
    for state in (*OPEN, ANSWERED, CLOSED)
    for step in (MARK, UNMARK)
}


class NotPossible(Exception):
    """The step does not fit the state; `words` says why and what to do."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def next_state(state: str, step: str) -> Turn:
    """Return where `step` leads from `state`. Raises: NotPossible."""
    try:
        return NEXT[(state, step)]
    except KeyError:
        raise NotPossible(f"这件事现在是“{STATES[state]}”,不能再{STEPS[step]}。") from None


def first_rung(manned: Collection[str], *, start: str = UNIT) -> str:
    """Return the lowest manned rung from `start` on; the highest one there is if none is manned (never nobody)."""
    return _lowest(LADDER[LADDER.index(start) :], manned) or COMMUNITY


def rung_above(rung: str, manned: Collection[str]) -> str | None:
    """Return the next manned rung above `rung`, or None at the top."""
    return _lowest(LADDER[LADDER.index(rung) + 1 :], manned)


START = {"unit": UNIT, "building": BUILDING, "grid": GRID}
SILENCE = timedelta(days=7)  # after an answer; then silence confirms
SILENT_WORDS = "七天没有新的意见,视为确认。"
PAUSE_SILENT = "七天没有等到补充,按现有的情况接着办。"
LEADS_NOW = "原来并入的那件不再办了,这件自己接着办。"
SAME_AS_BEFORE = "同样的情况"
OVERDUE = "到时间还没有办完。"
ORPHANED = "原来经手的岗位现在没有人。"
ASIDE = "按回避的规定,由上一级来办。"
REOPEN_WITHIN = timedelta(days=30)  # after the close; later it is a new matter
WORDS_MAX, SPOT_MAX, PHOTOS_MAX = 2000, 80, 6


def start_rung(place_kind: str, kind: str, start: str = "") -> str:
    """Return where a matter begins: at the leader of its place; an emergency at the community (§10.3).

    `start`: not below this rung, as its kind or its origin wants it.
    """
    lowest = COMMUNITY if kind == EMERGENCY else START.get(place_kind, COMMUNITY)
    return max((lowest, start or lowest), key=LADDER.index)


Span = tuple[int, str]  # amount, unit
UNITS = [("minutes", "分钟"), ("hours", "小时"), ("working_days", "工作日"), ("days", "天")]


def due_at(
    kind: str,
    rung: str,
    at: datetime,
    *,
    clocks: Mapping[tuple[str, str], Span],
    days: WorkingDays,
    outward: datetime,
) -> datetime:
    """Return until when `rung` may keep a matter that came to it at `at`.

    Never after the outward promise while that is still ahead.
    """
    due = _after(at, clocks.get((kind, rung)) or clocks[("", rung)], days)
    return min(due, outward) if outward > at else due


def outward_due_at(
    kind: str, at: datetime, *, clocks: Mapping[tuple[str, str], Span], days: WorkingDays
) -> datetime:
    """Return until when an answer is promised to who reported."""
    return _after(at, clocks[(kind, "")], days)


def _after(at: datetime, span: Span, days: WorkingDays) -> datetime:
    amount, unit = span
    if unit == "working_days":
        return add_working_days(at, amount, days)
    return at + timedelta(**{unit: amount})


def _lowest(rungs: Iterable[str], manned: Collection[str]) -> str | None:
    return next((rung for rung in rungs if rung in manned), None)


def area_of(rung: str, path: str) -> str:
    """Return the area whose post would have a matter at `path` on `rung`, held or not."""
    width = {UNIT: 22, BUILDING: 20, GRID: 15, COMMUNITY: 12, STREET: 9, DEPARTMENT: 6}[rung]
    return path[:width]


Stay = tuple[str, datetime, datetime]  # rung, since, until
Sitting = tuple[str, str, datetime, datetime]  # kind of post, its area, since, until


def had_it(stays: Iterable[Stay], sitting: Sitting, path: str) -> bool:
    """Tell whether a matter at `path` lay at the post of a sitting while that ran; half-open on both sides."""
    kind, area, begin, end = sitting
    mine = path[: len(area)] if kind == DEPARTMENT else area_of(kind, path)  # some sit at the city
    if area != mine:
        return False
    return any(rung == kind and since < end and until > begin for rung, since, until in stays)


def spoken_ago(then: datetime, now: datetime) -> str:
    """Return 刚刚, 2 分钟前, 3 小时前, 5 天前."""
    minutes = max(int((now - then).total_seconds() // 60), 0)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 48 * 60 else f"{minutes // 1440} 天前"


def sentence(step: str, *, who: str, to: str = "", ending: str = "") -> str:
    """Return a step as a sentence; `who`: whose step it was, `to`: the name of the rung where it went."""
    return {
        REPORT: f"{who}反映了这件事,交给{to}。",
        ACCEPT: f"{who}收到,正在办。",
        ANSWER: f"{who}答复:{ENDINGS.get(ending, '')}。",
        PASS_UP: f"{who}报给{to}。",
        CLIMB: f"系统自动报给{to}。",
        NOTE: f"{who}补充了情况。",
        WITHDRAW: f"{who}撤回了这件事。",
        CONFIRM: "系统确认办结。" if who == "系统" else f"{who}确认办好,办结。",
        REOPEN: f"{who}要求重办,交给{to}。",
        RATE: f"{who}作了评价。",
        JOIN: f"{who}看出和另一件是同一件事,并到一起办。",
        PART: f"系统:{to}接着办这件事。" if who == "系统" else f"{who}说不是同一件事,单独再办,交给{to}。",
        FILE: f"{who}改了类别。",
        SPLIT: f"{who}分出一件,单独办。",
        DISPATCH: f"{who}派给{to}去办。",
        CLAIM: f"{who}接了单,正在办。",
        HAND_BACK: f"{who}退单:说不归自己办,等上一级定。",
        REPORT_BACK: f"{who}回单:办完了。",
        RECALL: f"{who}收回了派给{to}的单。" if to else f"{who}收回了派单。",
        ASK_TIME: f"{who}申请延期。",
        GIVE_TIME: f"{who}同意延期。",
        REFUSE_TIME: f"{who}不同意延期。",
        PAUSE: f"{who}请反映人补充情况,时间停着。",
        RESUME: "系统:时间接着走。" if who == "系统" else f"{who}补充好了,接着办。",
        ASK_CHECK: f"{who}办完了,请另一个人核查。",
        CHECK: f"{who}核查过了。",
        DECIDE: f"{who}定了由谁办。",
        REDO: f"{who}复核:要再办一次,交给{to}。",
        UPHOLD: f"{who}复核:已经办妥,办结。",
        MARK: f"{who}复核:这项要求超出了能办的范围,反映照样留着。",
        UNMARK: f"{who}取消了“超出能办范围”的标记。",
        VISIT: f"{who}回访了反映人。",
        MEDIATE: f"{who}转去调解,接下来由调解员和双方谈。",
    }.get(step, f"{who}:{STEPS[step]}。")


def rating_words(rating: int | None) -> str:
    """Return a rating (1 to 5) in words, "" for none."""
    if rating is None:
        return ""
    return "满意" if rating >= 4 else "基本满意" if rating == 3 else "不满意"


def clean_words(text: str) -> str:
    """Return typed words without control signs and outer space, at most as long as the field."""
    kept = "".join(
        sign for sign in text.replace("\r\n", "\n") if sign in "\n\t" or (ord(sign) >= 32 and sign != "\x7f")
    )
    return kept.strip()[:WORDS_MAX]
