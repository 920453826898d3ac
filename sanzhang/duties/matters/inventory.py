"""What is kept of a matter, and why."""

from sanzhang.foundation.records.inventory import PERSONAL, PUBLIC, Entry, internal

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
    "Matter.grams": Entry(
        PERSONAL, "按字词查找反映的内容", _DUTY, "系统", "办结后 3 年", plain=_WHY, label="反映内容的检索词"
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
    # intake
    **internal("ReadyAnswer", "id community place topic reviewed_at reviewed_by closed_at", "常见问答"),
    "ReadyAnswer.question": Entry(PUBLIC, "常见问答", _DUTY, "所有人", "长期", label="常见的问题"),
    "ReadyAnswer.answer": Entry(PUBLIC, "常见问答", _DUTY, "所有人", "长期", label="备好的回答"),
    "ReadyAnswer.words": Entry(PUBLIC, "常见问答", _DUTY, "社区", "长期", label="也会这样问"),
    **internal(
        "Enquiry",
        "id community reference receipt place origin topic state asked_at due_at answered_at answered_by ready",
        "咨询",
    ),
    **internal("Enquiry", "answered_post matter was reporter entered_by", "咨询"),
    "Enquiry.words": Entry(
        PERSONAL, "回答所问的事", _DUTY, "社区以上;问的人凭回执", "回答后 3 年", plain=_WHY, label="问的话"
    ),
    "Enquiry.answer": Entry(
        PERSONAL, "回答所问的事", _DUTY, "社区以上;问的人凭回执", "回答后 3 年", plain=_WHY, label="回答"
    ),
    "Enquiry.contact_name": Entry(
        PERSONAL, "回答时联系问的人", _CONSENT, "社区说明用途后", "回答后 6 个月", label="联系人"
    ),
    "Enquiry.contact_phone": Entry(
        PERSONAL, "回答时联系问的人", _CONSENT, "社区说明用途后", "回答后 6 个月", label="联系电话"
    ),
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
    **internal(
        "Dispatch",
        "id community matter number round kind handler member person post is_lead must_do shares_contact state",
        "派单",
    ),
    **internal(
        "Dispatch", "sent_by sent_post sent_at due_at reminded_at claimed_at claimed_by ended_at", "派单"
    ),
    **internal("Dispatch", "seq claimed_seq handed_seq ended_seq", "派单"),
    "Dispatch.handler_name": Entry(
        PERSONAL, "派给谁", _DUTY, _HOLDERS, "办结后 3 年", label="办理的单位或人"
    ),
    "Dispatch.handler_phone": Entry(
        PERSONAL, "把一次性网址发给办理的人", _DUTY, "派单的人", "办结后 6 个月", label="办理人的电话"
    ),
    "Dispatch.words": Entry(PERSONAL, "派单要办什么", _DUTY, _HOLDERS, "办结后 3 年", label="派单说明"),
    **internal("DispatchLink", "id community dispatch digest made_by made_at expires_at opened_at ended_at"),
    **internal(
        "Decision",
        "id community matter dispatch kind round number handler until asked_by asked_post asked_at from_rung",
        "请上级定的事",
    ),
    **internal("Decision", "rung due_at state decided_by decided_post decided_at", "请上级定的事"),
    "Decision.words": Entry(PERSONAL, "为什么要上级定", _DUTY, _HOLDERS, "办结后 3 年", label="理由"),
    **internal(
        "Pause",
        "id community matter round number asked_by asked_post since ends_at until ended_by due_before outward_before",
        "等居民补充",
    ),
    "Pause.question": Entry(PERSONAL, "请居民补充什么", _DUTY, _HOLDERS, "办结后 3 年", label="问居民的话"),
    **internal(
        "Check",
        "id community matter round ending asked_by asked_post asked_at done_by checked_by checked_post",
        "核查",
    ),
    **internal("Check", "is_good ended_at", "核查"),
    "Check.words": Entry(
        PERSONAL, "核查后给居民的答复", _DUTY, _HOLDERS, "办结后 3 年", label="待核查的答复"
    ),
    **internal(
        "Mark",
        "id community matter marked_by marked_post marked_at seconded_by seconded_post seconded_at taken_back_by",
        "两人标记的诉求",
    ),
    **internal("Mark", "taken_back_at", "两人标记的诉求"),
    "Mark.words": Entry(PERSONAL, "为什么标记", _DUTY, "本辖区经手的岗位", "办结后 3 年", label="标记的理由"),
    **internal("Visit", "id community matter seq person post at rating", "回访"),
    "Visit.spoken_with": Entry(PERSONAL, "回访时谁说的", _DUTY, "回访的人", "办结后 3 年", label="回访对象"),
    **internal("WorkRule", "id filed_as topic kind photos needs_check", "办理要求"),
    **internal("Clock", "id kind rung amount unit", "办理时限"),
}
