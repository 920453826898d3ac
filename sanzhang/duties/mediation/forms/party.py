"""What a party may say: yes or no, an objection, the end, a signature."""

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.forms.base import Form, choice_field, words_field

YES_NO = (("yes", "同意"), ("no", "不同意"))


class AnswerForm(Form):
    """Yes or no."""

    answer = choice_field("您的意见", YES_NO, "请选同意还是不同意。")


class ObjectForm(Form):
    """Why the mediator should be another."""

    kind = choice_field("为什么", rules.INTERESTS.items(), "请选是哪一种。")
    words = words_field("具体说说", "请写为什么觉得这位调解员不合适。", rows=3)


class LeaveForm(Form):
    """How one leaves."""

    ending = choice_field(
        "怎么结束",
        ((rules.COURT, "改走诉讼或者行政途径"), (rules.WITHDRAWN, "撤回申请(只有申请人能选)")),
        "请选怎么结束。",
    )


PARTY_FORMS: dict[str, type[Form]] = {
    "consent": AnswerForm,
    "move": AnswerForm,
    "extend": AnswerForm,
    "sign": Form,
    "object": ObjectForm,
    "leave": LeaveForm,
    "take-back": Form,
}
