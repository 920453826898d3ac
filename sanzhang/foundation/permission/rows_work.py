"""Rows of work that others do: orders, decisions of the level above, pauses, checks, marks."""

from sanzhang.foundation.permission.kinds import CITY, LADDER, Rule

_HERE = "这件事现在不在您手里。"
ROWS = (
    # dispatch
    Rule("matter.dispatch", LADDER, "rung", words=_HERE),
    Rule("matter.recall", LADDER, "rung", words=_HERE),
    Rule("matter.link", LADDER, "rung", system=True, words="只有正在经手的人能发一次性网址。"),
    Rule("order.list", over="signed_in", words="请先登录,再看派给您的事。"),
    Rule("order.open", over="anyone"),  # the link itself is the key
    Rule("order.act", LADDER, "rung", own="person_id", bearer="order", words="这张派单不是派给您的。"),
    Rule("matter.split", LADDER, "rung", words=_HERE),
    Rule("matter.ask_time", LADDER, "rung", words=_HERE),
    Rule("matter.pause", LADDER, "rung", words=_HERE),
    Rule(
        "matter.resume",
        LADDER,
        "rung",
        own="reporter_id",
        bearer="matter",
        system=True,
        words="只有反映的人和正在经手的人能办。",
    ),
    Rule("matter.list_decisions", LADDER, "place", words="只有三长、社区、街道和部门有要定的事。"),
    Rule("matter.decide", LADDER, "rung", words="这件事由上一级定。"),
    Rule("matter.keep_time", system=True),
    Rule("matter.check", LADDER, "place", words="只有本辖区的岗位能核查。"),
    Rule("matter.mark", LADDER, "place", words="只有本辖区的岗位能标记诉求。"),
    Rule("matter.visit", LADDER, "place", words="只有本辖区的岗位能登记回访。"),
    Rule("matter.edit_work", (CITY,), "anywhere", words="办理要求由市级设定。"),
)
