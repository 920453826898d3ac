"""Every field of feedback and why it is kept."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, Fields, internal

_EMERGENCY = "应对紧急情况,保护生命健康和财产安全(个人信息保护法第十三条第一款第四项)"
_DUTY = "履行社区治理职责(个人信息保护法第十三条第一款第三项)"


def _words(purpose: str, label: str, basis: str = _DUTY) -> Entry:
    return Entry(PERSONAL, purpose, basis, "本辖区的三长、社区、街道、部门、区", "结束后 3 年", label=label)


FIELDS: Fields = {
    **internal(
        "Alarm",
        "id community place matter key receipt kind is_drill way same_as raised_by raised_at told_at state ended_at"
        " ended_by",
        "紧急报告",
    ),
    "Alarm.words": _words("报告人写的情况", "紧急报告的话", _EMERGENCY),
    "Alarm.end_words": _words("怎么处置的,为什么是误报", "解除紧急报告的话"),
    **internal(
        "AlarmCall",
        "id community alarm person post wave how digest sent_at again_at again_digest acknowledged_at"
        " acknowledged_by",
        "紧急报告叫到了谁,谁几点说收到",
    ),
    **internal("SpotRule", "id kind numbers set_by set_at", "热点、堵点、盲点、漏点的规则"),
    **internal("Reckoned", "id area week reckoned_at", "哪一周算过了"),
    **internal(
        "Spot", "id community place kind subject first_week last_week state", "热点、堵点、盲点、漏点"
    ),
    **internal("Mood", "id community place topic week people", "十人以上的话题,没有个人"),
    **internal(
        "AgendaWish", "id community place spot matter by at taken_at taken_as off_at off_by", "提请协商的事"
    ),
    "AgendaWish.words": _words("为什么要协商", "提请协商的话"),
    "AgendaWish.off_words": _words("为什么拿下来", "拿下议题的原因"),
}

# What lies in files, not in tables: sealed with the key ring, mode 0600, in no backup.
FILES: Fields = {
    "spool/contacts/*.sealed": Entry(
        PERSONAL,
        "数据库不通时,把紧急报告用短信告诉社区、街道、部门和三长",
        _EMERGENCY,
        "系统;短信服务商",
        "每 5 分钟重做,离岗的人随即消失;24 小时没有重做就作废",
        label="在岗人员的手机号(本机备用)",
    ),
    "spool/alarms/*.json": _words(
        "数据库不通时先记下来,通了就送出", "紧急报告的话和电话(本机暂存)", _EMERGENCY
    ),
    "spool/alarms/*.texts/*.json": Entry(
        PERSONAL,
        "数据库不通时记下已经给谁发过短信,不发第二次",
        _EMERGENCY,
        "系统;短信服务商",
        "紧急报告送出后即删",
        label="已发的紧急短信(本机暂存)",
    ),
}
