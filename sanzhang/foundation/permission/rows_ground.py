"""Rows of the ground and the door."""

from sanzhang.foundation.permission.kinds import (
    AUDITOR,
    CITY,
    COMMUNITY,
    DISTRICT,
    STREET,
    SYSTEM_ADMIN,
    Rule,
)

ROWS = (
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
    Rule("files.forget", over="signed_in"),  # guarded by the action that seals what they belong to
    Rule("files.sweep", system=True),
    # figures
    Rule("figures.fold", system=True),
    Rule("figures.fold_anew", (SYSTEM_ADMIN,), "anywhere", system=True, words="只有系统管理员能重新汇总。"),
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
    # exchange
    Rule("exchange.keep_keys", (CITY, SYSTEM_ADMIN), "place", words="其他系统的密钥由市级或系统管理员发放。"),
    Rule("exchange.use_key", over="anyone"),  # the key says who
    Rule("exchange.deliver", system=True),
    Rule("exchange.forget_old", system=True),
    # journal
    Rule("journal.audit", (AUDITOR,), "anywhere", words="只有审计员能看操作日志。"),
    Rule(
        "journal.anchor", (AUDITOR, SYSTEM_ADMIN), "anywhere", system=True, words="只有审计员能导出日志锚点。"
    ),
)
