"""Who takes turns: keys of persons and households, the days, and nothing about how they live."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, internal

_DUTY = "履行社区治理职责(个人信息保护法第十三条第一款第三项)"


def _plain(purpose: str, label: str) -> Entry:
    readers = "本单元参加的住户、本社区"
    return Entry(
        PERSONAL, purpose, "居民自愿", readers, "结束后 3 年", plain="公务说明,不写私事", label=label
    )


FIELDS = {
    **internal(
        "Rota",
        "id community post order chosen_how chosen_on starts_on months_ahead seed drawn_at started_by started_at"
        " ended_at",
        "自愿轮值",
    ),
    "Rota.chosen_words": _plain("怎么商定轮值的", "怎么商定轮值的"),
    "Rota.end_words": _plain("轮值结束的说明", "轮值结束的说明"),
    **internal(
        "Member",
        "id community rota household person joined_at joined_by able_at able_by place left_at",
        "轮值报名",
    ),
    "Member.left_words": _plain("为什么退出或没有参加", "退出的说明"),
    **internal("Turn", "id community rota month member tenure state why", "轮值的月份"),
    **internal("TurnStep", "id community turn verb member before by at", "轮值的经过"),
    "TurnStep.words": _plain("为什么跳过、中途停", "轮值变动的说明"),
    **internal(
        "Swap",
        "id community mine theirs asked_by asked_of entered_by asked_at state answered_at answered_by",
        "轮值换月",
    ),
    "Swap.words": _plain("换月时捎给对方的话", "换月的话"),
    **internal("Reminder", "id community turn person days is_leaving sent_at", "轮值提醒,每人只提醒一次"),
    **internal(
        "Handover",
        "id community ending following drafted_at facts facts_at written_at signed_at received_at",
        "交接单:编号和数目,不抄居民的话",
    ),
    "Handover.words": Entry(
        PERSONAL, "上一任交代的话", _DUTY, "交接的两位、上级三长、本社区", "交接后 3 年", label="交代的话"
    ),
    **internal("HandoverQuestion", "id community handover asked_by asked_at answered_at", "交接时的问答"),
    "HandoverQuestion.words": Entry(
        PERSONAL, "下一任问的话", _DUTY, "交接的两位、上级三长、本社区", "交接后 3 年", label="问的话"
    ),
    "HandoverQuestion.answer": Entry(
        PERSONAL, "上一任答的话", _DUTY, "交接的两位、上级三长、本社区", "交接后 3 年", label="答的话"
    ),
}
