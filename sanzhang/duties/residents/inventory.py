"""Where people live: a key of a person beside a key of a door."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, internal

_W = Entry(
    PERSONAL,
    "回避:与当事人同住的人不经手",
    "履行社区治理职责",
    "本社区工作者;本人",
    "搬离后 1 年",
    plain="只存编号,不存姓名",
    label="住址",
)
FIELDS = {
    **internal("Home", "id community starts_on ends_on", "住户"),
    "Home.household": _W,
    "Home.person": _W,
}
