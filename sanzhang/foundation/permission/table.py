"""The one table: action → which seats, over what. Deny by default: what is not here can't be done.

Printed into the documents; every URL and every action names a row, or a test fails.
"""

from dataclasses import dataclass

GRID, BUILDING, UNIT = "grid_leader", "building_leader", "unit_leader"
COMMUNITY, STREET, DEPARTMENT = "community_worker", "street_worker", "department_worker"
DISTRICT, CITY = "district_worker", "city_worker"
AUDITOR, SYSTEM_ADMIN = "auditor", "system_administrator"

LEADERS = (UNIT, BUILDING, GRID)
LADDER = (UNIT, BUILDING, GRID, COMMUNITY, STREET, DEPARTMENT)
STEERERS = (COMMUNITY, STREET, DISTRICT, CITY)
EVERY_SEAT = (*LADDER, DISTRICT, CITY, AUDITOR, SYSTEM_ADMIN)


@dataclass(frozen=True)
class Rule:
    """One row: `seats` that may do `action`, and `over` what.

    over: place — what lies in the seat's area; rung — and waits at the seat's rung; kept — persons whom the seat
    looks after; community — the seat's own community, or any for the administrator; anywhere — a seat suffices;
    signed_in — any person; anyone — the public too. `own`: the field of the thing that names its owner.
    `bearer`: kind of receipt or link that also opens it. `system`: the clock may do it. `words`: who may, in Chinese.
    """

    action: str
    seats: tuple[str, ...] = ()
    over: str = "place"
    own: str = ""
    bearer: str = ""
    system: bool = False
    words: str = "您没有办这件事的岗位。请联系所在社区。"


_RULES = (
    # the door
    Rule("web.open", over="anyone"),
    Rule("web.desk", over="signed_in", words="请先登录。"),
    Rule("web.settle_type", over="anyone"),
    # people
    Rule("people.sign_in", over="anyone"),
    Rule("people.sign_out", over="anyone"),
    Rule(
        "people.enrol",
        (COMMUNITY, SYSTEM_ADMIN),
        "community",
        system=True,
        words="人员由本社区的工作者登记。",
    ),
    Rule("people.look", (COMMUNITY,), "kept", own="id", words="只有本社区的工作者能看人员资料。"),
    Rule(
        "people.change_phone",
        (COMMUNITY,),
        "kept",
        own="id",
        system=True,
        words="请找本社区的工作者改手机号。",
    ),
    Rule(
        "people.verify_phone",
        (COMMUNITY,),
        "kept",
        system=True,
        words="手机号要由本人所在社区的工作者当面核对。",
    ),
    Rule(
        "people.consent",
        (COMMUNITY,),
        "kept",
        own="id",
        system=True,
        words="只有本人,或本人所在社区代办的工作者,能登记同意。",
    ),
    Rule("people.note_use", over="signed_in", system=True),
    Rule("people.set_type", own="id", words="只有本人能改字号。"),
    Rule("people.forget_codes", system=True),
    Rule("people.disable", (SYSTEM_ADMIN,), "anywhere", system=True, words="只有系统管理员能停用账号。"),
    Rule(
        "people.set_key",
        (SYSTEM_ADMIN,),
        "anywhere",
        own="id",
        system=True,
        words="只有本人或系统管理员能设登录口令。",
    ),
    Rule("people.my_data", over="signed_in", words="请先登录。"),
    Rule(
        "people.keep_logins", (SYSTEM_ADMIN,), "anywhere", system=True, words="只有系统管理员能管办公账号。"
    ),
    Rule("people.explain_reading", over="signed_in", words="请先登录。"),
    Rule(
        "people.approve_reading",
        (COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="限额要由上级的工作人员同意。",
    ),
    # the ground's own clockwork
    Rule("idempotency.forget_old", system=True),
    # jobs, channels, calendar
    Rule("jobs.start", over="signed_in", words="请先登录。"),
    Rule("jobs.follow", own="owner_id", over="signed_in", words="请先登录。"),
    Rule("jobs.cancel", own="owner_id", words="只有交办的人自己能取消。"),
    Rule("jobs.look", (SYSTEM_ADMIN,), "anywhere", words="只有系统管理员能看后台任务。"),
    Rule("jobs.repeat", (SYSTEM_ADMIN,), "anywhere", system=True, words="只有系统管理员能重办后台任务。"),
    Rule("jobs.forget_old", system=True),
    Rule("channels.send", over="anyone", system=True),  # guarded by the action that has something to say
    Rule("channels.inbox", over="signed_in", words="请先登录。"),
    Rule("channels.mark_read", over="signed_in", words="请先登录。"),
    Rule("channels.outbox", over="anyone"),  # the page is there in the demo only
    Rule(
        "channels.take_receipt", over="anyone", system=True
    ),  # the provider proves itself by a secret address
    Rule("channels.forget_old", system=True),
    Rule("calendar.look", over="signed_in", words="请先登录。"),
    Rule("calendar.set_day", (CITY,), "anywhere", system=True, words="工作日历由市级设定。"),
    Rule("calendar.clear_day", (CITY,), "anywhere", system=True, words="工作日历由市级设定。"),
    # files
    Rule("files.keep", over="anyone", system=True),  # guarded by the action that takes them in
    Rule("files.sweep", system=True),
    # ballots
    Rule("ballots.open", (COMMUNITY,), "place", system=True, words="投票由本社区工作者组织。"),
    Rule("ballots.look", (COMMUNITY, STREET, AUDITOR), "place", words="只有本社区和街道能看投票的进度。"),
    Rule("ballots.give_codes", (COMMUNITY,), "place", system=True, words="投票码由本社区工作者发放。"),
    Rule("ballots.cast", over="anyone"),  # the code on the roll says who
    Rule("ballots.read_result", over="anyone"),
    Rule("ballots.mark_slip", (COMMUNITY,), "place", words="纸票由本社区工作者登记。"),
    Rule("ballots.type_paper", (COMMUNITY, STREET), "place", words="纸票由社区或街道的两位工作人员录入。"),
    Rule("ballots.close", (COMMUNITY,), "place", system=True, words="计票由本社区工作者或系统办理。"),
    Rule("ballots.void", (COMMUNITY, STREET), "place", system=True, words="只有社区和街道能宣布作废。"),
    Rule("ballots.close_due", system=True),
    # journal
    Rule("journal.audit", (AUDITOR,), "anywhere", words="只有审计员能看操作日志。"),
    Rule(
        "journal.anchor", (AUDITOR, SYSTEM_ADMIN), "anywhere", system=True, words="只有审计员能导出日志锚点。"
    ),
    # territory
    Rule("territory.look", EVERY_SEAT, "place", words="只能看自己辖区内的网格和楼栋。"),
    Rule(
        "territory.import_divisions",
        (CITY, SYSTEM_ADMIN),
        "anywhere",
        system=True,
        words="只有市级能导入区划代码。",
    ),
    Rule(
        "territory.import_buildings",
        (COMMUNITY,),
        "place",
        system=True,
        words="只有本社区工作者能导入楼栋和住户门牌。",
    ),
    Rule("territory.edit", (COMMUNITY,), "place", system=True, words="只有本社区工作者能改网格和楼栋。"),
    Rule(
        "territory.note_profile",
        (COMMUNITY,),
        "place",
        system=True,
        words="只有本社区工作者能登记楼栋概况。",
    ),
    Rule("territory.move_buildings", system=True, words="成批换网格要按街道批准的划分方案办。"),
    # posts
    Rule("posts.look", EVERY_SEAT, "place", words="只能看自己辖区内的岗位。"),
    Rule(
        "posts.open",
        (COMMUNITY, STREET, DISTRICT, CITY, SYSTEM_ADMIN),
        "place",
        system=True,
        words="只有社区工作者能设岗位。",
    ),
    Rule(
        "posts.fill",
        (COMMUNITY, STREET, DISTRICT, CITY, SYSTEM_ADMIN),
        "place",
        words="只有社区以上能安排人上岗、办离岗。",
    ),
    Rule("posts.seat", (COMMUNITY,), "place", system=True, words="三长由本社区的工作者安排上岗、办离岗。"),
    Rule(
        "posts.seat_office",
        (STREET, DISTRICT, CITY, SYSTEM_ADMIN),
        "place",
        system=True,
        words="社区工作者由街道安排,街道由区里安排。",
    ),
    Rule(
        "posts.seat_city", (SYSTEM_ADMIN,), "place", system=True, words="市级岗位由系统管理员按任命文件登记。"
    ),
    Rule(
        "posts.call", (*LEADERS, COMMUNITY, STREET), "place", words="只有本辖区的三长、社区和街道能看电话。"
    ),
    Rule("posts.bulk_seat", (COMMUNITY,), "place", system=True, words="只有本社区工作者能批量登记三长。"),
    Rule(
        "posts.members_look",
        (GRID, COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="只有本辖区的网格长和社区以上能看网格成员。居民扫码能看到“该找谁”。",
    ),
    Rule("posts.edit_members", (COMMUNITY,), "place", system=True, words="网格成员由本社区工作者登记。"),
    Rule("posts.import_members", (COMMUNITY,), "place", system=True, words="网格成员由本社区工作者导入。"),
    Rule(
        "posts.call_member",
        (GRID, COMMUNITY, STREET),
        "place",
        words="只有本辖区的网格长、社区和街道能看网格成员本人的手机号。",
    ),
    Rule("posts.carry_members", system=True, words="网格成员在划分方案生效时由系统带到新网格。"),
    # posts: filing
    Rule("posts.note_background", (COMMUNITY,), "place", system=True, words="岗位档案由本社区工作者登记。"),
    Rule("posts.look_background", (COMMUNITY,), "place", words="岗位档案只有本社区工作者能看。"),
    Rule("posts.submit_filing", (COMMUNITY,), "place", system=True, words="备案由本社区工作者报。"),
    Rule(
        "posts.look_filings",
        (COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="只有本辖区的社区以上能看备案登记册。",
    ),
    Rule("posts.decide_filing", (COMMUNITY, STREET), "place", words="备案由社区党组织或街道办。"),
    # posts: leaving
    Rule("posts.mine", over="signed_in", words="请先登录。"),
    Rule(
        "posts.ask_leaving",
        (COMMUNITY,),
        own="person_id",
        words="辞任和请假由本人提出,或者由本社区工作者代为登记。",
    ),
    Rule("posts.withdraw_leaving", (COMMUNITY,), own="person_id", words="只有本人或本社区工作者能撤回。"),
    Rule(
        "posts.look_leaving",
        (COMMUNITY, STREET),
        own="person_id",
        words="只有本人、本社区和街道能看离岗的事。",
    ),
    Rule("posts.list_leavings", (COMMUNITY, STREET), words="只有社区和街道能看离岗的清单。"),
    Rule("posts.settle_resignation", (COMMUNITY, STREET), system=True, words="辞任由社区或街道处理。"),
    Rule("posts.propose_removal", (COMMUNITY,), words="免任由本社区工作者提出。"),
    Rule(
        "posts.hear_removal",
        (COMMUNITY, STREET),
        own="person_id",
        words="意见由本人写,或者由社区、街道代为记下。",
    ),
    Rule("posts.decide_removal", (COMMUNITY, STREET), words="免任由街道或另一位社区工作者决定。"),
    Rule("posts.grant_leave", (COMMUNITY,), words="请假由本社区工作者处理。"),
    Rule("posts.end_leave", (COMMUNITY,), own="person_id", words="只有本人或本社区工作者能办提前返岗。"),
    Rule("posts.note_death", (COMMUNITY,), words="去世由本社区工作者登记。"),
    Rule("posts.follow_leavings", system=True),
    # posts: bodies
    Rule(
        "posts.bodies_look",
        (COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="只有社区以上能看本辖区的党支部和交叉任职情况。",
    ),
    Rule("posts.body_look", (COMMUNITY, STREET), "place", words="党组织的名单只有本社区和街道能看。"),
    Rule("posts.edit_bodies", (COMMUNITY,), "place", system=True, words="党支部由本社区的工作者登记。"),
    Rule("posts.nominate", (COMMUNITY,), "place", words="交叉任职由本社区的工作者提名。"),
    Rule(
        "posts.decide_nomination",
        (COMMUNITY, STREET),
        "place",
        words="提名由另一位社区工作者或街道决定。",
    ),
    Rule("posts.my_bodies", over="signed_in", words="请先登录。"),
    Rule("posts.decline_nomination", own="person_id", words="只有被提名的本人能说不愿意。"),
    Rule("posts.count_bodies", system=True, words="交叉任职的数字由系统定时统计。"),
    # selection
    Rule(
        "selection.look",
        (*LEADERS, COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="只能看自己辖区的选任。居民请看公示的网页。",
    ),
    Rule("selection.call", (COMMUNITY,), "place", words="选任由本社区工作者发起。"),
    Rule("selection.run", (COMMUNITY,), "place", words="选任由本社区工作者办理。"),
    Rule("selection.work", (COMMUNITY, STREET), "place", words="选任由本社区和街道办理。"),
    Rule(
        "selection.look_candidate",
        (COMMUNITY, STREET),
        "place",
        own="person_id",
        words="候选人的资料只有本社区和街道能看。",
    ),
    Rule("selection.put_forward", (COMMUNITY,), "place", words="提名由本社区工作者登记。"),
    Rule("selection.check", (COMMUNITY,), "place", words="人选由本社区工作者审核。"),
    Rule("selection.decide", (COMMUNITY, STREET), "place", words="人选由另一位社区工作者或街道确定。"),
    Rule("selection.answer", (COMMUNITY, STREET), "place", words="异议由本社区或街道答复。"),
    Rule("selection.draw", (COMMUNITY, STREET), "place", words="抽签由本社区或街道办理。"),
    Rule("selection.read", over="anyone"),
    Rule("selection.stand", over="anyone"),
    Rule("selection.object", over="anyone"),
    Rule("selection.endorse", over="signed_in", words="请先登录,再支持邻居。"),
    Rule(
        "selection.step_back",
        (COMMUNITY,),
        "place",
        own="person_id",
        bearer="candidate",
        words="只有本人或本社区工作者能办退出。",
    ),
    Rule("selection.follow", system=True),
    # division
    Rule(
        "division.look",
        (COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="只有本辖区的社区、街道、区和市能看网格划分方案。",
    ),
    Rule("division.draft", (COMMUNITY,), "place", words="只有本社区工作者能起草网格划分方案。"),
    Rule("division.change", (COMMUNITY,), "place", words="只有本社区工作者能改网格划分方案。"),
    Rule("division.choose", (COMMUNITY,), "place", words="只有本社区工作者能选定方案。"),
    Rule("division.sign", (COMMUNITY,), "place", words="只有本社区工作者能把方案报给街道。"),
    Rule("division.withdraw", (COMMUNITY,), "place", words="只有本社区工作者能撤回方案。"),
    Rule("division.approve", (STREET,), "place", words="网格划分方案由街道审批。"),
    Rule("division.refuse", (STREET,), "place", words="网格划分方案由街道审批。"),
    Rule("division.keep_result", system=True),
    Rule("division.take_effect", system=True, words="方案到了生效日由系统办理。"),
    Rule("division.merge_look", (COMMUNITY, STREET), "place", words="只有本辖区的社区和街道能看部门网格。"),
    Rule("division.merge_import", (COMMUNITY,), "place", words="部门网格由本社区工作者导入。"),
    Rule("division.merge_choose", (COMMUNITY,), "place", words="多网合一由本社区工作者起草。"),
    Rule("division.merge_decide", (COMMUNITY,), "place", words="部门网格员的去向由本社区工作者决定。"),
    Rule("division.merge_carry", system=True, words="部门网格员在方案生效时由系统带到新网格。"),
    # residents
    Rule("residents.look", (COMMUNITY,), "place", words="只有本社区工作者能看住户资料。"),
    Rule("residents.settle", (COMMUNITY,), "place", system=True, words="只有本社区工作者能登记住户。"),
    # matters
    Rule("matter.report", over="anyone", system=True),
    Rule(
        "matter.report_for",
        (*LEADERS, COMMUNITY),
        "place",
        words="只有本辖区的三长和社区工作者能替居民反映。",
    ),
    Rule(
        "matter.look",
        (*LADDER, DISTRICT, CITY),
        "place",
        own="reporter_id",
        bearer="matter",
        words="这件事不在您的辖区。",
    ),
    Rule("matter.list", (*LADDER, DISTRICT, CITY), "place", words="只有三长和社区以上的岗位能看辖区的事项。"),
    Rule("matter.follow", over="anyone"),
    Rule("matter.accept", LADDER, "rung", words="这件事现在不在您手里。"),
    Rule("matter.answer", LADDER, "rung", words="这件事现在不在您手里。"),
    Rule("matter.pass_up", LADDER, "rung", words="这件事现在不在您手里。"),
    Rule("matter.note", LADDER, "rung", own="reporter_id", bearer="matter", words="这件事现在不在您手里。"),
    Rule("matter.name_subject", LADDER, "rung", words="这件事现在不在您手里。"),
    Rule("matter.propose", over="signed_in", words="这件事现在不在您手里。"),
    Rule("matter.settle_proposal", LADDER, "place", words="这件事现在不在您手里。"),
    Rule("matter.expire_proposals", system=True),
    Rule("matter.climb", system=True, words="超期上报由系统办理。"),
    Rule("matter.confirm_silent", system=True),
    Rule("matter.forget_drafts", system=True),
    Rule("matter.note_load", system=True),
    Rule("matter.reveal", LADDER, "rung", words="只有正在经手的人能看联系电话。"),
    Rule("matter.withdraw", own="reporter_id", bearer="matter", words="只有反映的人自己能撤回。"),
    Rule("matter.confirm", own="reporter_id", bearer="matter", system=True, words="只有反映的人自己能确认。"),
    Rule("matter.reopen", own="reporter_id", bearer="matter", words="只有反映的人自己能要求重办。"),
    Rule("matter.rate", own="reporter_id", bearer="matter", words="只有反映的人自己能评价。"),
    Rule("matter.edit_clocks", (CITY,), "anywhere", words="办理时限由市级设定。"),
    Rule("matter.export", (COMMUNITY, STREET, DISTRICT, CITY), "place", words="只有社区以上能导出清单。"),
    # notices
    Rule("notice.read", over="anyone"),
    Rule(
        "notice.publish",
        (GRID, COMMUNITY, STREET),
        "place",
        system=True,
        words="只有网格长、社区和街道能发通知。",
    ),
    Rule("notice.withdraw", (GRID, COMMUNITY, STREET), "place", words="只有网格长、社区和街道能撤回通知。"),
    Rule("notice.follow", system=True),
    # plaques
    Rule("plaque.open_unit", over="anyone"),
    Rule("plaque.look", (*LEADERS, COMMUNITY, STREET), "place", words="只能看自己辖区的公示牌。"),
    Rule("plaque.print", (COMMUNITY, STREET), "place", system=True, words="只有社区和街道能印公示牌。"),
    Rule(
        "plaque.put_up",
        (*LEADERS, COMMUNITY),
        "place",
        system=True,
        words="只有本辖区的三长和社区工作者能登记挂牌。",
    ),
    # rotation
    Rule(
        "rotation.look",
        (*LEADERS, COMMUNITY, STREET),
        "place",
        words="只有本辖区的三长、社区和街道能看轮值。",
    ),
    Rule("rotation.edit", (COMMUNITY,), "place", system=True, words="轮值由本社区工作者登记。"),
    Rule("rotation.join", over="signed_in", system=True, words="请先登录,再报名。"),
    Rule(
        "rotation.act",
        (COMMUNITY,),
        "place",
        own="person_id",
        system=True,
        words="只有本人或本社区工作者能办。",
    ),
    Rule("rotation.mine", over="signed_in", words="请先登录。"),
    Rule("rotation.read", over="anyone"),
    Rule("rotation.extend", (COMMUNITY,), "place", system=True, words="轮值由本社区工作者续排。"),
    Rule("rotation.remind", system=True),
    Rule("rotation.follow", system=True),
    # hand-over
    Rule("handover.list", over="signed_in", words="请先登录。"),
    Rule(
        "handover.look",
        (BUILDING, GRID, COMMUNITY),
        "place",
        words="交接单只给交接的两位、上一级三长和本社区看。",
    ),
    Rule(
        "handover.draft",
        (*LEADERS, COMMUNITY),
        "place",
        own="person_id",
        system=True,
        words="只有本人、下一任、上级三长和本社区能拟交接单。",
    ),
    Rule("handover.give", own="giver_id", words="只有交出岗位的人能写、能签。"),
    Rule("handover.take", LEADERS, "place", words="只有接这个岗位的人能问、能确认。"),
    # year
    Rule(
        "year.look",
        (*LEADERS, COMMUNITY, STREET, DISTRICT, CITY),
        "place",
        words="岗位日历给三长和社区以上的工作人员看。",
    ),
    Rule("year.follow", over="anyone"),  # the address itself is the key, and tells no names
)
TABLE: dict[str, Rule] = {rule.action: rule for rule in _RULES}
