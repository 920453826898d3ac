"""Rows of mediation; who has a part in a dispute is looked up by the room, never by a seat alone."""

from sanzhang.foundation.permission.kinds import (
    BUILDING,
    CITY,
    COMMUNITY,
    DISTRICT,
    GRID,
    LEADERS,
    STREET,
    Rule,
)

_MINE = "只有这件纠纷现在的调解员能办。"
_PARTY = "只有当事人自己能办。"
ROWS = (
    # mediation
    Rule("dispute.tell", over="anyone"),
    Rule("dispute.open", over="anyone"),  # the secret of the receipt says whom it lets in
    Rule(
        "dispute.tell_for", (*LEADERS, COMMUNITY), "place", words="只有本辖区的三长和社区能替居民申请调解。"
    ),
    Rule("dispute.turn", (*LEADERS, COMMUNITY), "rung", words="这件事现在不在您手里。"),
    Rule("dispute.look", over="signed_in", words="只有当事人和调解员能看。"),
    Rule("dispute.take", (*LEADERS, COMMUNITY), "place", words="只有本辖区的三长和社区能接调解。"),
    Rule("dispute.mediate", over="signed_in", words=_MINE),
    Rule("dispute.answer", own="person_id", bearer="dispute_party", words=_PARTY),
    Rule("dispute.see_signed", own="person_id", bearer="dispute_party", words=_PARTY),
    Rule("dispute.reassign", (BUILDING, GRID, COMMUNITY), "place", words="只有上一级能换人来调解。"),
    Rule("dispute.list", (*LEADERS, COMMUNITY), "place", words="只有三长和社区有要调解的事。"),
    Rule(
        "dispute.figures",
        (COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="调解的统计由社区以上的岗位看。",
    ),
    Rule("dispute.keep_time", system=True),
    Rule("dispute.erase", system=True),
)
