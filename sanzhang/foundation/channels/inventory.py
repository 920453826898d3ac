"""What messages keep, and why."""

from sanzhang.foundation.records.inventory import PERSONAL, Entry, internal

_DUTY = "履行社区治理职责(个人信息保护法第十三条第一款第三项)"
_KEEP = "验证码 1 天,其他 180 天"
FIELDS = {
    "Message.phone": Entry(PERSONAL, "把消息发到手机", _DUTY, "系统;短信服务商", _KEEP, label="手机号"),
    "Message.phone_index": Entry(
        PERSONAL, "限制每个号码的短信条数", _DUTY, "系统", _KEEP, label="手机号指纹"
    ),
    "Message.words": Entry(PERSONAL, "消息的内容", _DUTY, "收件人;短信服务商", _KEEP, label="消息内容"),
    "Message.facts": Entry(PERSONAL, "填写短信模板", _DUTY, "系统;短信服务商", _KEEP, label="消息里的事实"),
    **internal(
        "Message", "id community_id to template link sender needs needs_path in_inbox read_at state tries"
    ),
    **internal(
        "Message",
        "created_at first_at next_at in_flight_at sent_at ended_at provider_id trouble",
        "消息发没发到",
    ),
    "Budget.key": Entry(
        PERSONAL, "防止短信轰炸和猜验证码", _DUTY, "系统", "过期后 1 天", plain="只存指纹", label="指纹"
    ),
    **internal("Budget", "id purpose window_at ends_at count", "防止短信轰炸和猜验证码"),
}
