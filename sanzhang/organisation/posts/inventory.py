"""Posts, who sat in them, who serves a grid: the person is a key, name and own phone lie with people."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, internal, public

_DUTY = "履行社区治理职责"
FIELDS = {
    **internal("Post", "id community kind place number title opened_at closed_at vacant_since", "岗位"),
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
}
