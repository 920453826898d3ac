"""What is kept of persons, and why."""

from sanzhang.foundation.records.inventory import PERSONAL, SENSITIVE, Entry, internal

_DUTY = "履行社区治理职责(个人信息保护法第十三条第一款第三项)"
_CONSENT = "本人同意(个人信息保护法第十三条第一款第一项)"
_KEEP = "离岗且无未结事项后 3 年删除"
FIELDS = {
    "Person.name": Entry(
        PERSONAL, "知道谁是三长、谁办的事", _DUTY, "本辖区社区工作者;本人;公示须另行同意", _KEEP, label="姓名"
    ),
    "Person.name_index": Entry(PERSONAL, "按姓名查找", _DUTY, "系统", _KEEP, label="姓名指纹"),
    "Person.phone": Entry(
        PERSONAL, "登录、联系", _DUTY, "本辖区社区工作者;本人;公示须另行同意", _KEEP, label="手机号"
    ),
    "Person.phone_index": Entry(PERSONAL, "按手机号登录", _DUTY, "系统", _KEEP, label="手机号指纹"),
    "Person.password": Entry(
        SENSITIVE, "办公人员登录", _DUTY, "无人", _KEEP, plain="只存 Argon2 摘要", label="登录口令摘要"
    ),
    "Person.totp_secret": Entry(SENSITIVE, "办公人员第二重登录", _DUTY, "无人", _KEEP, label="动态口令密钥"),
    **internal("Person", "id login totp_last_step journal_key phone_verified_at last_used_at large_type"),
    **internal("Person", "enrolled_at disabled_at"),
    "OneTimeCode.phone_index": Entry(
        PERSONAL, "核对登录验证码", _CONSENT, "系统", "1 天", label="手机号指纹"
    ),
    **internal("OneTimeCode", "id code_digest asked_by asked_at expires_at tries used_at", "登录验证码"),
    **internal("Consent", "id person purpose wording given_at given_with withdrawn_at", "证明本人同意与撤回"),
}
