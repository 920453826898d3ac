"""What is decided of questions with values in hand: their states, their clock, what looks like a question (§4.2)."""

import re

WAITING, ANSWERED, TURNED = "waiting", "answered", "turned"
STATES = {WAITING: "等社区答", ANSWERED: "已经回答", TURNED: "转成事项去办"}
WORKING_DAYS = 2  # a question that nobody could answer at once
QUESTION_MAX, OTHER_WORDS_MAX = 100, 200
LOOKED_OVER_DAYS = 365  # an answer that stands ready is to be looked over once a year

_ASKS = re.compile(
    r"[吗呢么]?[??]|请问|想问|咨询|问一下|问问|怎么办理|如何办理|怎样办理|怎么申请|如何申请|去哪|到哪里|在哪里办|"
    r"几点|什么时候(能|可以|开始|发)|需要(什么|哪些)|要带(什么|哪些)|多少钱|能不能办|是否(可以|能)|电话是多少|有没有规定"
)
_BROKEN = re.compile(
    r"坏了|漏水|漏气|停水|停电|停暖|不亮|不热|堵了|噪音|扰民|乱停|乱扔|垃圾|臭味|着火|冒烟|危险|没人(管|修|清)|掉(下|落)|裂|积水|打架"
)


def sounds_like_a_question(words: str) -> bool:
    """Tell whether words ask for something to know rather than for something to be done."""
    return bool(_ASKS.search(words)) and not _BROKEN.search(words)
