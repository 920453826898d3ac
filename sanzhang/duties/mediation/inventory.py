"""Every field of mediation and why it is kept."""

from sanzhang.foundation.records.inventory import PERSONAL, SENSITIVE, Entry, Fields, internal

_BASIS = "当事人同意;人民调解法"
_READERS = "当事人、这件纠纷现在的调解员和他请的人"
_KEEP = "调解结束后 5 年,到期清除"
_AID = "只存编号,用来定谁能打开"


def _sealed(label: str, purpose: str = "调解纠纷", data_class: str = SENSITIVE) -> Entry:
    return Entry(data_class, purpose, _BASIS, _READERS, _KEEP, label=label)


def _who(purpose: str, label: str) -> Entry:
    return Entry(PERSONAL, purpose, _BASIS, _READERS, _KEEP, plain=_AID, label=label)


FIELDS: Fields = {
    **internal("Dispute", "id community reference place kind scale source matter state rung version told_at"),
    **internal(
        "Dispute", "due_at extended ended_at ending settled_rung erased_at mediator tenure entered_by"
    ),
    "Dispute.words": _sealed("纠纷经过"),
    "Dispute.outcome": _sealed("调解结果"),
    **internal("Party", "id community dispute side receipt_index"),
    "Party.person": _who("定谁是当事人", "当事人"),
    "Party.household": _who("定谁是当事人", "当事户"),
    "Party.name": _sealed("当事人姓名", data_class=PERSONAL),
    "Party.phone": _sealed("当事人电话", "通知当事人", PERSONAL),
    "Party.phone_index": Entry(PERSONAL, "认出当事人", _BASIS, "系统", _KEEP, label="电话指纹"),
    "Party.representative": _sealed("代理人", data_class=PERSONAL),
    "Party.receipt": _sealed("回执", "当事人凭它打开", PERSONAL),
    **internal("DisputeStep", "id community dispute seq step at state rung post", "调解经过,不含内容"),
    **internal("Interest", "id community dispute party kind at", "回避"),
    "Interest.person": _who("回避", "要回避的人"),
    "Interest.words": _sealed("回避的理由", "回避"),
    **internal("Aid", "id community dispute role starts_at ends_at", "共同调解"),
    "Aid.person": _who("共同调解", "共同调解员、记录员"),
    **internal("SealedPaper", "id community dispute size kept_at", "签字的照片"),
    "SealedPaper.content": _sealed("签字的照片"),
    **internal("Move", "id community dispute to_rung why asked_at ended_at agreed", "换人和上移"),
    **internal("Consent", "id community dispute party about move given way said_at withdrawn_at paper"),
    **internal("Consent", "recorded_by"),
    "Consent.witness": _sealed("见证人", "证明当事人同意", PERSONAL),
    **internal("Sitting", "id community dispute starts_at state result reminded_at", "调解会"),
    "Sitting.spot": _sealed("调解地点", data_class=PERSONAL),
    "Sitting.attendance": _sealed("到场的人", data_class=PERSONAL),
    "Sitting.minutes": _sealed("调解笔录"),
    **internal("AgreementCounter", "id community year last", "协议编号"),
    **internal("Agreement", "id community dispute state year number drawn_at signed_at mediator reminded_at"),
    "Agreement.facts": _sealed("纠纷主要事实"),
    "Agreement.clauses": _sealed("协议内容"),
    "Agreement.manner": _sealed("履行方式"),
    **internal("Obligation", "id community agreement party due_on", "履行期限"),
    "Obligation.words": _sealed("要做的事"),
    **internal("Signature", "id community agreement party way at paper", "签字"),
    **internal("FollowUp", "id community dispute due_on done_at result reminded_at", "回访"),
    "FollowUp.words": _sealed("回访情况"),
}
