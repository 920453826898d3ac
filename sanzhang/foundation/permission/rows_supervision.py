"""Rows of supervision and of suggestions."""

from sanzhang.foundation.permission.kinds import CITY, COMMUNITY, DISTRICT, LEADERS, STREET, Rule

_OFFICES = (COMMUNITY, STREET, DISTRICT, CITY)
ROWS = (
    # supervision
    Rule("supervision.read", over="anyone"),
    Rule("supervision.look", (*LEADERS, *_OFFICES), "place", words="只有本辖区的三长和社区以上的岗位能看。"),
    Rule("supervision.edit", (COMMUNITY,), "place", system=True, words="物业和业委会由本社区登记。"),
    Rule("supervision.reveal", (COMMUNITY,), "place", words="负责人的电话只有本社区能看。"),
    Rule(
        "supervision.inspect", (*LEADERS, COMMUNITY), "place", words="每月巡查由本片的三长做,材料由社区看。"
    ),
    Rule("supervision.follow_inspections", (COMMUNITY, STREET), "place", words="巡查情况由社区和街道看。"),
    Rule("supervision.remind", system=True),
    Rule("supervision.reply", (COMMUNITY,), "place", bearer="finding", words="只有这一家和本社区能填答复。"),
    Rule("supervision.hide", (COMMUNITY,), "place", words="公开页上的文字由本社区管。"),
    Rule("supervision.rate", over="signed_in", words="请先登录,再评价。"),
    # suggestions
    Rule("suggestion.read", over="anyone"),
    Rule("suggestion.make", over="anyone"),
    Rule("suggestion.support", over="signed_in", words="请先登录,再支持。一户算一次。"),
    Rule(
        "suggestion.look",
        _OFFICES,
        "place",
        own="author_id",
        bearer="suggestion",
        words="这条建议不在您的辖区。",
    ),
    Rule("suggestion.list", _OFFICES, "place", words="建议由社区以上的岗位看。"),
    Rule("suggestion.answer", (COMMUNITY, STREET), "place", words="建议由本社区答复,超期的由街道督办。"),
    Rule("suggestion.reveal", (COMMUNITY,), "place", words="联系电话只有本社区能看。"),
    Rule("suggestion.hide", (COMMUNITY,), "place", words="公开页上的文字由本社区管。"),
    Rule("suggestion.judge", own="author_id", bearer="suggestion", words="只有提建议的人自己能评。"),
    Rule("suggestion.remind", system=True),
)
