"""What supervision decides with values in hand; knows no framework (§8)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sanzhang.foundation.calendar.rules import WorkingDays, add_working_days, local_date

PROPERTY, COMMITTEE = "property", "committee"
BODIES = {PROPERTY: "物业服务企业", COMMITTEE: "业主委员会"}

WALK, PAPERS = "walk", "papers"
LOOKED_AT = {WALK: "三长每月巡查时看", PAPERS: "社区看材料"}

UNSEEN, GOOD, PROBLEM = "unseen", "good", "problem"
RESULTS = {GOOD: "好", PROBLEM: "有问题", UNSEEN: "没看到"}
WEIGHT = {UNSEEN: 0, GOOD: 1, PROBLEM: 2}

DAYS_TO_REPLY = 3  # working days in which the body may reply before a problem is published
DAYS_TO_ANSWER = 15  # working days in which the community answers a suggestion
DAYS_BEFORE = 3  # days before that, a reminder
FEWEST = 10  # households; ratings of fewer are not shown
SCORES = (1, 2, 3, 4, 5)
QUESTIONS = ("保洁和垃圾清运", "设施维护和维修响应", "安全和消防通道", "账目和公共收益公开", "说话办事的态度")
QUESTIONS_OF_COMMITTEE = (
    "替业主说话",
    "开会议事、征求意见",
    "监督物业履约",
    "账目和公共收益公开",
    "说话办事的态度",
)
HOUSEHOLDS, LEADERS = "households", "leaders"
VOICES = {HOUSEHOLDS: "居民(按户)", LEADERS: "三长"}

RECEIVED, STUDYING = "received", "studying"
ADOPTED, PARTLY, DECLINED, ANSWERED = "adopted", "partly", "declined", "answered"
STATES = {
    RECEIVED: "收到",
    STUDYING: "研究中",
    ADOPTED: "采纳",
    PARTLY: "部分采纳",
    DECLINED: "不采纳",
    ANSWERED: "已有答复",
}
OPEN = (RECEIVED, STUDYING)
ENDS = (ADOPTED, PARTLY, DECLINED, ANSWERED)
TAKEN = (ADOPTED, PARTLY)
LOOKS = {RECEIVED: "waiting", STUDYING: "waiting", ADOPTED: "done", PARTLY: "done"}
ASKED_AGAIN = "again"
STEPS = {
    **STATES,
    RECEIVED: "提出建议",
    ASKED_AGAIN: "请再答复一次",
    "judged": "评价答复",
    "hidden": "公开页上隐去文字",
}
SATISFIED = {5: "满意", 3: "基本满意", 1: "不满意"}
WORDS_MAX, REASON_LEAST = 1000, 8

CUSTOMARY: Mapping[str, Sequence[tuple[str, str, str, str, int]]] = {
    # what, how often, how measured, who looks, working days to put it right
    PROPERTY: (
        ("楼道保洁", "每天一次,每周拖地一次", "地面、扶手、窗台没有垃圾和积灰", WALK, 2),
        ("垃圾清运", "每天至少一次", "桶不满溢,桶边没有散落", WALK, 1),
        ("门禁和对讲", "坏了两天内修好", "单元门能关上,门禁能开,对讲能通", WALK, 2),
        ("电梯年检公示", "每年一次", "轿厢里贴着没有过期的检验标志", WALK, 3),
        ("消防通道和器材", "每天巡查,每月检查", "通道不占不堵,灭火器压力在绿区", WALK, 1),
        ("楼道灯", "坏了三天内修好", "每层的灯都亮", WALK, 3),
        ("绿化养护", "按季节修剪浇水", "没有枯死、没有遮挡窗户", WALK, 10),
        ("维修响应", "急修半小时到,小修当天到", "有报修记录和回访", PAPERS, 5),
        ("公共收益公示", "每半年一次", "公示栏里有收入、支出和结余", PAPERS, 10),
        ("公开账目", "每年一次", "物业费收支公示满 30 天", PAPERS, 10),
        ("夜间值守", "每天 24 小时", "值班电话有人接", WALK, 2),
    ),
    COMMITTEE: (
        ("召开业主大会", "每年至少一次", "有会议记录和公告", PAPERS, 15),
        ("业委会换届", "任期满前三个月开始", "按时换届,名单公示", PAPERS, 15),
        ("公开账目", "每半年一次", "公示栏里有业委会收支", PAPERS, 10),
        ("公共收益公示", "每半年一次", "和物业一起公示收支", PAPERS, 10),
        ("监督物业履约", "每季度一次", "有检查记录和整改要求", PAPERS, 10),
        ("维修资金使用公示", "每次用之前", "公示预算、征求意见结果", PAPERS, 10),
    ),
}
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
_PHONES = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|\d{17}[\dXx]")


class NotPossible(Exception):
    """It can't be done; `words` says why and what to do, in Chinese."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Seen:
    """What was seen of one duty: a result, and words where there is a problem."""

    result: str
    words: str = ""


def merged(old: str, new: str) -> tuple[str, bool]:
    """Return what counts of two devices' results, and whether they differ so that a person has to look.

    What was seen counts before what was not, a problem before 好: so in any order, however often, the same.
    """
    differs = old != new and UNSEEN not in (old, new)
    return max(old, new, key=WEIGHT.__getitem__), differs


def clean_words(words: str) -> str:
    """Return words without what can't be seen, at most WORDS_MAX."""
    text = "".join(sign for sign in words.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())
    return text.strip()[:WORDS_MAX]


def digest(words: str) -> str:
    """Return what tells two findings of one duty apart: blanks do not count."""
    return hashlib.sha256("".join(words.split()).encode()).hexdigest()[:32]


def credit_code_fault(code: str) -> str:
    """Return what is wrong with a unified social credit code (GB 32100-2015), "" if nothing is."""
    if len(code) != 18:
        return f"统一社会信用代码要 18 位,现在是 {len(code)} 位。"
    if any(sign not in CREDIT_SIGNS for sign in code):
        return "统一社会信用代码只有数字和大写字母,没有 I、O、S、V、Z。请照执照再抄一遍。"
    total = sum(CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    if CREDIT_SIGNS[(31 - total % 31) % 31] != code[17]:
        return "统一社会信用代码有一位抄错了(校验位对不上)。请照执照再抄一遍。"
    return ""


def month_of(at: datetime) -> date:
    """Return the first day of the month in which `at` lies in Changchun."""
    return local_date(at).replace(day=1)


def months_before(month: date, count: int) -> date:
    """Return the first day of the month `count` months before."""
    months = month.year * 12 + month.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def quarter_of(at: datetime) -> date:
    """Return the first day of the quarter in which `at` lies."""
    day = local_date(at)
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def spoken_quarter(quarter: date) -> str:
    """Return 2026 年第 4 季度."""
    return f"{quarter.year} 年第 {(quarter.month - 1) // 3 + 1} 季度"


def reply_by(at: datetime, days: WorkingDays) -> datetime:
    """Return until when a body may reply before a problem is published."""
    return add_working_days(at, DAYS_TO_REPLY, days)


def mend_by(at: datetime, mend_days: int, days: WorkingDays) -> datetime:
    """Return the deadline of a problem by the clock of its duty."""
    return add_working_days(at, mend_days, days)


def answer_by(at: datetime, days: WorkingDays) -> datetime:
    """Return until when the community answers a suggestion."""
    return add_working_days(at, DAYS_TO_ANSWER, days)


def questions_of(kind: str) -> tuple[str, ...]:
    """Return the five questions that are asked about a body."""
    return QUESTIONS_OF_COMMITTEE if kind == COMMITTEE else QUESTIONS


def average(counts: Mapping[int, int]) -> float:
    """Return the mean of score → how many, one decimal; 0 where there is none."""
    total = sum(counts.values())
    return round(sum(score * count for score, count in counts.items()) / total, 1) if total else 0.0


def refuse_answer(state: str, *, words: str, has_day: bool, doer: str, link: str) -> None:
    """Refuse an answer that tells too little. Raises: NotPossible — says what is missing."""
    if state == STUDYING and not has_day:
        raise NotPossible("请写研究到哪一天给答复。")
    if state in TAKEN and not (has_day and doer.strip()):
        raise NotPossible("采纳的,请写什么时候办、由谁来办。")
    if state in (DECLINED, PARTLY) and len(words) < REASON_LEAST:
        raise NotPossible("请把理由写清楚,至少一句话。")
    if state == ANSWERED and not link.strip() and len(words) < REASON_LEAST:
        raise NotPossible("请写以前是怎么答复的,或者放上答复的网址。")
    if state not in (STUDYING, *ENDS):
        raise NotPossible("请选怎么答复。")


def tells_numbers(words: str) -> bool:
    """Tell whether words hold what looks like a mobile or an identity number: not for a public page."""
    return bool(_PHONES.search(words))


def for_all(words: str) -> str:
    """Return words as everybody may read them: numbers of persons blotted out."""
    return _PHONES.sub("(号码已隐去)", words)
