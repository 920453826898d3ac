"""What is kept of a matter, and why."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, internal

_DUTY = "履行社区治理职责(个人信息保护法第十三条第一款第三项)"
_CONSENT = "本人同意:自愿留下"
_WHY = "要能检索和转办;填写页提示不写他人隐私"
_HOLDERS = "经手的三长、社区、街道和部门;反映人凭回执"
_UNSENT = "处理好后 30 天,最长 180 天"
FIELDS = {
    **internal(
        "Matter",
        "id community reference receipt place path spot kind topic origin state rung rung_path version",
    ),
    **internal(
        "Matter",
        "reported_at rung_at due_at outward_due_at overdue_since answered_at closed_at ending reopened",
    ),
    **internal("Matter", "rating reporter entered_by filed_as outside_reference lon lat parent joined_to"),
    **internal("Matter", "disregarded_at"),
    "Matter.details": Entry(
        PERSONAL,
        "办理所反映的事:该类别要问的几项",
        _DUTY,
        _HOLDERS,
        "办结后 3 年",
        plain=_WHY,
        label="要问的几项",
    ),
    "Matter.words": Entry(
        PERSONAL, "办理所反映的事", _DUTY, _HOLDERS, "办结后 3 年", plain=_WHY, label="反映的内容"
    ),
    "Matter.contact_name": Entry(
        PERSONAL, "办理时联系反映人", _CONSENT, "经手人说明用途后", "办结后 6 个月", label="联系人"
    ),
    "Matter.contact_phone": Entry(
        PERSONAL, "办理时联系反映人", _CONSENT, "经手人说明用途后", "办结后 6 个月", label="联系电话"
    ),
    **internal(
        "MatterStep",
        "id community matter seq step at from_rung to_rung state person post ending due_at",
        "办理经过",
    ),
    "MatterStep.words": Entry(
        PERSONAL, "办理经过", _DUTY, _HOLDERS, "办结后 3 年", plain=_WHY, label="办理说明"
    ),
    **internal("MatterPhoto", "id community matter step stored phase", "办理照片"),
    **internal("MatterParty", "id community matter", "回避"),
    "MatterParty.person": Entry(
        PERSONAL, "回避:当事人不经手", _DUTY, "系统", "办结后 3 年", plain="只存编号", label="当事人"
    ),
    "MatterParty.household": Entry(
        PERSONAL, "回避:当事户不经手", _DUTY, "系统", "办结后 3 年", plain="只存编号", label="当事户"
    ),
    **internal(
        "Proposal",
        "id community matter tenure step ending sent_at state decided_by decided_at",
        "交接以后才送到的话",
    ),
    "Proposal.words": Entry(
        PERSONAL,
        "上一任没赶上交接的话,转给现任",
        _DUTY,
        "写的人、现在经手的人",
        "办结后 3 年",
        label="上一任发来的话",
    ),
    **internal("ProposalPhoto", "id community proposal stored", "上一任发来的照片"),
    **internal("ReportDraft", "id community secret_digest place changed_at", "没写完的反映"),
    "ReportDraft.answers": Entry(PERSONAL, "没写完的反映,防止丢失", _CONSENT, "本人", "1 天", label="草稿"),
    **internal("DraftPhoto", "id draft stored", "草稿照片"),
    # offline
    **internal(
        "Unsent", "id community person entry path made_at came_at settled_at settled_as", "没有网时写的"
    ),
    "Unsent.title": Entry(
        PERSONAL, "没网时写的没有交成,由本人处理", _DUTY, "本人", _UNSENT, label="没交成的标题"
    ),
    "Unsent.fields": Entry(
        PERSONAL, "没网时写的没有交成,由本人处理", _DUTY, "本人", _UNSENT, label="没交成的内容"
    ),
    "Unsent.reason": Entry(
        PERSONAL, "没网时写的没有交成,由本人处理", _DUTY, "本人", _UNSENT, label="没交成的原因"
    ),
    **internal("UnsentPhoto", "id community unsent stored", "没交成的照片"),
    **internal("Clock", "id kind rung amount unit", "办理时限"),
}
