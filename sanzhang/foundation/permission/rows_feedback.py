"""Rows of alarms, of what the reports of an area show, and of the agenda."""

from sanzhang.foundation.permission.kinds import (
    BUILDING,
    CITY,
    COMMUNITY,
    DISTRICT,
    GRID,
    LADDER,
    STREET,
    Rule,
)

_SEEN_BY = (GRID, COMMUNITY, STREET, DISTRICT, CITY)
ROWS = (
    # feedback
    Rule("alarm.raise", over="anyone", system=True),
    Rule("alarm.follow", over="anyone"),  # the secret of the link says whom it lets in
    Rule("alarm.look", (*LADDER, DISTRICT, CITY), "place", words="这个紧急报告不在您的辖区。"),
    Rule(
        "alarm.acknowledge",
        over="place",
        own="person_id",
        bearer="alarm_call",
        words="这个紧急报告没有叫您。",
    ),
    Rule("alarm.call_further", system=True),
    Rule("alarm.keep_contacts", system=True),
    Rule(
        "alarm.stand_down",
        (COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="只有社区、街道和上面的岗位能解除紧急报告。",
    ),
    Rule("alarm.drill", (COMMUNITY, STREET), "place", words="只有本社区和街道能做紧急报告演练。"),
    Rule("spots.look", _SEEN_BY, "place", words="只有网格长、社区和上面的岗位能看热点、堵点、盲点、漏点。"),
    Rule("spots.reckon", system=True),
    Rule("spots.set_rule", (CITY,), "anywhere", words="规则由市级设定。"),
    Rule("agenda.raise", (GRID, COMMUNITY), "place", words="只有网格长和社区能提请协商。"),
    Rule("agenda.look", (BUILDING, *_SEEN_BY), "place", words="只有本辖区的三长、社区和上面的岗位能看议题。"),
    Rule("agenda.take_off", (GRID, COMMUNITY), "place", words="只有网格长和社区能把议题拿下来。"),
    Rule(
        "agenda.take_up", (GRID, COMMUNITY), "place", system=True, words="只有网格长和社区能把议题拿去协商。"
    ),
)
