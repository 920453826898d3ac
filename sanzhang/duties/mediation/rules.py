"""What mediation decides with values in hand; knows no framework."""

from datetime import date, timedelta

KINDS = {
    "neighbours": "相邻关系(噪声、漏水、通道)",
    "family": "婚姻家事",
    "property": "物业服务",
    "labour": "劳动争议",
    "house": "房屋买卖、租赁",
    "loan": "借贷",
    "contract": "合同",
    "injury": "损害赔偿",
    "consumer": "消费",
    "traffic": "交通事故",
    "medical": "医疗",
    "school": "校园",
    "environment": "环境保护",
    "honour": "名誉、隐私",
    "pets": "养宠物",
    "other": "其他",
}
SCALES = {"single": "个体性(一两户)", "group": "一般群体性(多户)", "large": "重大群体性"}
SOURCES = {
    "resident": "当事人自己提的",
    "leader": "三长、社区发现的",
    "paper": "纸面申请",
    "matter": "由事项转来",
}

UNIT, BUILDING, GRID, COMMUNITY = "unit_leader", "building_leader", "grid_leader", "community_worker"
LADDER = (UNIT, BUILDING, GRID, COMMUNITY)
RUNGS = {UNIT: "单元", BUILDING: "楼栋", GRID: "网格", COMMUNITY: "社区"}
WIDTHS = {UNIT: 22, BUILDING: 20, GRID: 15, COMMUNITY: 12}

TOLD, ASKING, OPEN, MOVING, SETTLED, ENDED = "told", "asking", "open", "moving", "settled", "ended"
STATES = {
    TOLD: "等调解员接",
    ASKING: "等双方同意调解",
    OPEN: "调解中",
    MOVING: "等双方定由谁接着调",
    SETTLED: "调解好了",
    ENDED: "调解结束",
}
ALIVE = (TOLD, ASKING, OPEN, MOVING)

AGREEMENT, ORAL, WITHDRAWN = "agreement", "oral", "withdrawn"
NOT_AGREED, NOT_SETTLED, COURT = "not_agreed", "not_settled", "court"
ENDINGS = {
    AGREEMENT: "签了调解协议",
    ORAL: "口头和解",
    WITHDRAWN: "申请人撤回",
    NOT_AGREED: "一方不同意",
    NOT_SETTLED: "没有调成",
    COURT: "改走诉讼或者行政途径",
}
GOOD_ENDINGS = (AGREEMENT, ORAL)

APPLICANT, RESPONDENT = "applicant", "respondent"
MORE_A_SIDE = 9  # beside the first: whom one can still hear one after another; more send somebody for them
SIDES = {APPLICANT: "申请人", RESPONDENT: "被申请人"}
LOGIN, RECEIPT, PAPER, SPOKEN = "login", "receipt", "paper", "oral"
WAYS = {LOGIN: "本人登录", RECEIPT: "本人凭回执", PAPER: "纸上签字", SPOKEN: "口头,有见证人"}
TO_MEDIATE, TO_MOVE, TO_EXTEND = "mediate", "move", "extend"
ABOUT = {TO_MEDIATE: "同意调解", TO_MOVE: "同意换人或上移", TO_EXTEND: "同意延长期限"}

POST_CHANGED, CANNOT, TERM, OBJECTED, INTEREST, ASKED = (
    "post",
    "cannot",
    "term",
    "objected",
    "interest",
    "asked",
)
WHYS = {
    POST_CHANGED: "调解员离岗或者换人",
    CANNOT: "这一级调不下来",
    TERM: "期限到了",
    OBJECTED: "当事人提出回避",
    INTEREST: "调解员自己回避",
    ASKED: "上级提出换人",
}
INTERESTS = {
    "relative": "和一方是亲属",
    "work": "和一方同单位、同公司",
    "money": "和一方有钱财往来",
    "quarrel": "和一方有过节",
    "other": "其他可能不公道的原因",
}
ROLES = {"mediator": "共同调解员", "recorder": "记录员"}
PLANNED, HELD, CALLED_OFF = "planned", "held", "called_off"
SITTING_STATES = {PLANNED: "约好了", HELD: "开过了", CALLED_OFF: "取消了"}
RESULTS = {"agreed": "谈成了", "again": "还要再谈", "stuck": "谈不下去", "absent": "有一方没到"}
DRAFT, SIGNED, VOID = "draft", "signed", "void"
KEPT, PARTLY, BROKEN = "kept", "partly", "broken"
FOLLOW_UPS = {KEPT: "都履行了", PARTLY: "履行了一部分", BROKEN: "没有履行,重新调解"}

TERM_DAYS, EXTENSION_DAYS, FOLLOW_UP_DAYS, CONFIRM_DAYS = 30, 15, 30, 30
KEEP_YEARS = 5
FEWEST = 5
WORDS_MAX = 4000

# Verb → (states in which it is possible, state after it; None: stays).
NEXT: dict[str, tuple[tuple[str, ...], str | None]] = {
    "tell": ((TOLD,), None),
    "take": ((TOLD,), ASKING),
    "stand_aside": ((TOLD, ASKING, OPEN), None),
    "object": ((ASKING, OPEN), None),
    "reassign": ((TOLD, ASKING, OPEN, MOVING), None),
    "appoint": ((ASKING, OPEN), None),
    "consent": ((TOLD, ASKING), None),
    "begin": ((ASKING,), OPEN),
    "withdraw_consent": ((TOLD, ASKING, OPEN, MOVING), ENDED),
    "convene": ((OPEN,), None),
    "hold": ((OPEN,), None),
    "extend": ((OPEN,), None),
    "ask_move": ((ASKING, OPEN), MOVING),
    "answer_move": ((MOVING,), None),
    "moved": ((MOVING,), TOLD),
    "stay": ((MOVING,), OPEN),
    "draw_up": ((OPEN,), None),
    "sign": ((OPEN,), None),
    "agree": ((OPEN,), SETTLED),
    "settle_orally": ((OPEN,), SETTLED),
    "follow_up": ((SETTLED,), None),
    "break": ((SETTLED,), OPEN),
    "end": (ALIVE, ENDED),
    "erase": ((SETTLED, ENDED), None),
}


class NotPossible(Exception):
    """It can't be done as things stand; `words` says why and what to do."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def next_state(verb: str, state: str) -> str:
    """Return the state after `verb`. Raises: NotPossible."""
    states, after = NEXT[verb]
    if state not in states:
        raise NotPossible(f"这件纠纷现在是“{STATES[state]}”,不能这样办。请刷新页面看现在的情况。")
    return after or state


def rung_above(rung: str, manned: dict[str, str]) -> str:
    """Return the next manned rung above, "" where nobody is. The community is the last."""
    return next((one for one in LADDER[LADDER.index(rung) + 1 :] if one in manned), "")


def first_rung(place_width: int, manned: dict[str, str]) -> str:
    """Return the lowest manned rung from the place up; the community where none is manned."""
    rungs = [rung for rung in LADDER if WIDTHS[rung] <= place_width]
    return next((rung for rung in rungs if rung in manned), COMMUNITY)


def veiled(counts: dict[str, int]) -> dict[str, int | None]:
    """Return counts with those of 1 to 4 hidden; where just one would be hidden, the next smallest too.

    So that nothing can be told by taking the others from the whole.
    """
    hidden = {key for key, count in counts.items() if 0 < count < FEWEST}
    if len(hidden) == 1:
        others = sorted((count, key) for key, count in counts.items() if key not in hidden and count)
        hidden |= {others[0][1]} if others else set()
    return {key: None if key in hidden else count for key, count in counts.items()}


def periods(today: date) -> dict[str, tuple[str, date, date]]:
    """Return key → (words, first day, day after the last): fixed windows, this year and the one before, quarters."""
    found = {}
    for year in (today.year, today.year - 1):
        found[str(year)] = (f"{year} 年", date(year, 1, 1), date(year + 1, 1, 1))
        for quarter in range(4):
            first = date(year, 3 * quarter + 1, 1)
            after = date(year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1)
            if first <= today:
                words = f"{year} 年第 {quarter + 1} 季度"
                found[f"{year}q{quarter + 1}"] = (words, first, after)
    return found


def filing_number(short: str, year: int, number: int) -> str:
    """Return (2026)桐荫社区调字第 3 号."""
    return f"({year}){short}调字第 {number} 号"


def advice() -> list[str]:
    """Return where one can go when mediation has ended without an agreement."""
    return [
        "可以向有管辖权的人民法院起诉;有仲裁约定的,可以申请仲裁。",
        "劳动争议先向劳动人事争议仲裁委员会申请仲裁,一般从知道权利受侵害起 1 年内提。",
        "物业、噪声、违建、宠物这类事,也可以向主管部门反映,打 12345。",
        "请不起律师的,可以打 12348 问法律援助。民事权利一般 3 年内要主张,过了会不利。",
    ]


def last_day_to_confirm(signed_on: date) -> date:
    """Return until when both may ask the court to confirm: 30 days from taking effect (人民调解法 第三十三条)."""
    return signed_on + timedelta(days=CONFIRM_DAYS)
