"""Who takes turns: keys of persons and households, the days, and nothing about how they live."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, internal

FIELDS = {
    **internal(
        "Rota",
        "id community post order chosen_how chosen_on starts_on seed drawn_at started_by started_at ended_at",
        "自愿轮值",
    ),
    **{
        f"Rota.{name}": Entry(
            PERSONAL,
            words,
            "居民自愿",
            "本单元参加的住户、本社区",
            "结束后 3 年",
            plain="公务说明,不写私事",
            label=words,
        )
        for name, words in (("chosen_words", "怎么商定轮值的"), ("end_words", "轮值结束的说明"))
    },
    **internal(
        "Member",
        "id community rota household person joined_at joined_by able_at able_by place left_at",
        "轮值报名",
    ),
    **internal("Turn", "id community rota month member tenure state reminded", "轮值的月份"),
    **internal("Swap", "id community mine theirs asked_by asked_of asked_at state answered_at", "轮值换月"),
}
