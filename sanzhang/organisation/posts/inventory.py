"""Posts, who sat in them, who serves a grid: the person is a key, name and own phone lie with people."""

from sanzhang.foundation.records.inventory import PERSONAL, SENSITIVE, Entry, internal, public

_DUTY = "履行社区治理职责"
FIELDS = {
    **internal(
        "Post", "id community kind place number title opened_at closed_at vacant_since vacant_until", "岗位"
    ),
    **internal(
        "Tenure",
        "id community post person starts_at ends_at term_until cancelled_at is_acting way seated_by entered_for",
        "任职",
    ),
    "Tenure.reason": Entry(
        PERSONAL,
        "任职例外的理由",
        _DUTY,
        "本辖区社区和街道",
        "离任后 3 年",
        plain="公开的任职理由,不写私事",
        label="任职说明",
    ),
    "Tenure.end_reason": Entry(
        PERSONAL, "离任的种类", _DUTY, "本辖区社区和街道", "离任后 3 年", plain="只存种类", label="离任种类"
    ),
    "Tenure.end_words": Entry(
        PERSONAL,
        "离任说明",
        _DUTY,
        "本辖区社区和街道",
        "离任后 3 年",
        plain="公务说明,不写私事",
        label="离任说明",
    ),
    **internal(
        "GridMember", "id community grid person topics starts_on ends_on end_reason entered_by", "一格多员"
    ),
    **public("GridMember", "kind label body duty duty_phone", "居民该找谁:单位、职责和单位值班电话"),
    "GridMember.to_check": Entry(
        PERSONAL,
        "请社区再核对的原因",
        _DUTY,
        "本辖区社区",
        "结束后 3 年",
        plain="公务说明,不写私事",
        label="要核对的原因",
    ),
    **internal("Background", "id community post person proof noted_by noted_at", "岗位档案"),
    "Background.kinds": Entry(
        SENSITIVE, "岗位档案里的人选背景", _DUTY, "本社区工作者", "离任后 3 年", label="人选背景"
    ),
    "Background.words": Entry(
        SENSITIVE, "人选背景的证明", _DUTY, "本社区工作者", "离任后 3 年", label="背景证明"
    ),
    **internal(
        "Filing",
        "id community post person tenure kind way starts_on until state year serial submitted_by submitted_at"
        " decided_by decided_at",
        "备案",
    ),
    **internal("TermReminder", "id community tenure days sent_at", "任期到期的提醒"),
    "Filing.reason": Entry(
        PERSONAL,
        "任职例外的理由",
        _DUTY,
        "本辖区社区和街道",
        "离任后 3 年",
        plain="公开的任职理由,不写私事",
        label="备案理由",
    ),
    "Filing.decision_words": Entry(
        PERSONAL,
        "备案的答复",
        _DUTY,
        "本辖区社区和街道",
        "离任后 3 年",
        plain="公务说明,不写私事",
        label="备案答复",
    ),
    **internal(
        "Leaving",
        "id community tenure kind state asked_by asked_at grounds hear_until said_at said_to leaves_at returns_at"
        " acting returning decided_by decided_at",
        "离岗",
    ),
    "Leaving.words": Entry(
        SENSITIVE,
        "辞任、请假的原因或免任的理由",
        _DUTY,
        "本人、本社区和街道",
        "离任后 3 年",
        label="离岗原因",
    ),
    "Leaving.said": Entry(SENSITIVE, "本人的申辩", _DUTY, "本人、本社区和街道", "离任后 3 年", label="申辩"),
    "Leaving.decision_words": Entry(
        PERSONAL,
        "离岗的决定说明",
        _DUTY,
        "本人、本社区和街道",
        "离任后 3 年",
        plain="公务说明,不写私事",
        label="离岗决定",
    ),
    **internal("Body", "id community kind estate name opened_at closed_at", "党组织名称"),
    **internal(
        "BodySeat",
        "id community body person role starts_on ends_on nomination entered_by entered_at ended_at cancelled_at"
        " kept_at",
        "党组织任职",
    ),
    **internal(
        "BodyFigures",
        "id community counted_at estates branches leaders party_members seated waiting",
        "交叉任职的数字,不含姓名",
    ),
    "BodySeat.end_words": Entry(
        PERSONAL,
        "离任说明",
        _DUTY,
        "本社区和街道",
        "离任后 3 年",
        plain="公务说明,不写私事",
        label="党组织离任说明",
    ),
    **internal(
        "Nomination",
        "id community body person tenure role state proposed_by proposed_at decided_by decided_at",
        "交叉任职提名",
    ),
    "Nomination.words": Entry(
        PERSONAL,
        "提名的理由",
        _DUTY,
        "本社区和街道",
        "决定后 3 年",
        plain="公开的推荐理由,不写私事",
        label="提名理由",
    ),
    "Nomination.decision_words": Entry(
        PERSONAL,
        "提名的答复",
        _DUTY,
        "本社区和街道",
        "决定后 3 年",
        plain="公务说明,不写私事",
        label="提名答复",
    ),
}
