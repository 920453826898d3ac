"""Every field of supervision and why it is kept."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, Fields, internal, public

_DUTY = "履行社区治理职责(个人信息保护法第十三条第一款第三项)"
_CONSENT = "本人同意:自愿留下"
_FREE = "要能公开和检索;填写页提示不写他人隐私,社区可在公开页隐去"
FIELDS: Fields = {
    **public(
        "WatchedBody",
        "id community kind name credit_code duty_phone members starts_on ends_on closed_on",
        "监督物业和业委会",
    ),
    "WatchedBody.contact_name": Entry(
        PERSONAL, "联系负责人", _CONSENT, "本社区说明用途后", "合同结束后 6 个月", label="负责人"
    ),
    "WatchedBody.contact_phone": Entry(
        PERSONAL, "联系负责人", _CONSENT, "本社区说明用途后", "合同结束后 6 个月", label="负责人电话"
    ),
    **internal("WatchedBody", "contact_agreed_on", "本人同意的日期"),
    **public("Served", "id community body place starts_on ends_on", "服务范围"),
    **public(
        "Duty",
        "id community body number title how_often measure looked_at mend_days starts_on ends_on",
        "合同里的职责",
    ),
    **internal("Inspection", "id community post place person month handed_at sends", "每月巡查"),
    **internal("Answer", "id community inspection duty result differs_at", "每月巡查"),
    **internal(
        "Finding",
        "id community answer body duty place matter digest found_at due_at reply_by reply_code replied_at",
        "督促整改",
    ),
    **internal("Finding", "hidden_at hidden_reason", "公开页隐去文字"),
    "Finding.words": Entry(
        PERSONAL, "督促整改并公开", _DUTY, "公开", "3 年", plain=_FREE, label="发现的问题"
    ),
    "Finding.reply": Entry(
        PERSONAL, "督促整改并公开", _DUTY, "公开", "3 年", plain=_FREE, label="物业的答复"
    ),
    **internal("Rated", "id community body quarter by_post", "一季度评一次"),
    "Rated.household": Entry(
        PERSONAL, "一户一季度评一次", _DUTY, "系统", "1 年", plain="只存编号,不存评了几分", label="评过的户"
    ),
    **public("Tally", "id community body quarter voice question score count", "评分汇总,满 10 户才公开"),
    **internal(
        "Suggestion",
        "id community reference receipt place topic author author_post state made_at due_at reminded_at escalated_at",
        "办理建议",
    ),
    **internal(
        "Suggestion", "planned_on done_by link answered_at matter satisfied again_at supports", "办理建议"
    ),
    **internal("Suggestion", "hidden_at hidden_reason", "公开页隐去文字"),
    "Suggestion.words": Entry(
        PERSONAL, "办理建议并公开", _DUTY, "公开(不带姓名)", "3 年", plain=_FREE, label="建议内容"
    ),
    "Suggestion.answer": Entry(
        PERSONAL, "答复建议并公开", _DUTY, "公开", "3 年", plain=_FREE, label="社区的答复"
    ),
    "Suggestion.contact_name": Entry(
        PERSONAL, "答复时联系", _CONSENT, "本社区说明用途后", "答复后 6 个月", label="联系人"
    ),
    "Suggestion.contact_phone": Entry(
        PERSONAL, "答复时联系", _CONSENT, "本社区说明用途后", "答复后 6 个月", label="联系电话"
    ),
    **internal("SuggestionStep", "id community suggestion seq step at post person", "办理建议"),
    "SuggestionStep.words": Entry(
        PERSONAL, "办理建议", _DUTY, "社区、街道;本人凭回执", "3 年", plain=_FREE, label="每一步写的话"
    ),
    **internal("Support", "id community suggestion supporter at", "一户支持一次(只存对不回去的编号)"),
}
