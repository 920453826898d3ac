"""What people type into feedback."""

from typing import Any

from django import forms

from sanzhang.mechanisms.feedback.rules import alarm, spots


class Form(forms.Form):
    """A form whose faults are told by us, in Chinese."""

    use_required_attribute = False


def _words(label: str, required: str = "", hint: str = "") -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=alarm.WORDS_MAX,
        widget=box,
        help_text=hint,
        error_messages={"required": required, "max_length": f"最多写 {alarm.WORDS_MAX} 个字,请写短一点。"},
    )


class AlarmForm(Form):
    """What happened; nothing of it must be filled in."""

    kind = forms.ChoiceField(
        label="是什么情况", choices=list(alarm.KINDS.items()), required=False, widget=forms.RadioSelect
    )
    words = _words("在几楼、几个人、现在怎么样")
    phone = forms.CharField(
        label="您的电话,方便找您问路",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class EndForm(Form):
    """How an alarm ended."""

    ending = forms.ChoiceField(
        label="怎么解除",
        choices=list(alarm.ENDINGS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选是已处置还是误报。"},
    )
    words = _words("怎么处置的;误报就写实际是什么", "请写一句怎么处置的。", "误报不追究,只用来改进。")


class WishForm(Form):
    """Why something should be talked about."""

    words = _words(
        "为什么要协商,想商量出什么",
        "请写一写为什么要协商。",
        "最多 200 字,会印在议题清单上,不写姓名和门牌号。",
    )


class OffForm(Form):
    """Why something is taken off the agenda."""

    words = _words("为什么拿下来", "请写一写为什么拿下来。")


class RuleForm(Form):
    """The numbers of one rule."""

    def __init__(self, typed: Any = None, *, kind: str, numbers: dict[str, int]) -> None:
        super().__init__(typed, auto_id=f"{kind}_%s")
        for name, value in numbers.items():
            self.fields[name] = forms.IntegerField(
                label=spots.LABELS[name],
                initial=value,
                min_value=spots.LOWEST[name],
                max_value=spots.HIGHEST.get(name, 100_000),
                error_messages={
                    "required": "请填一个数。",
                    "invalid": "请填一个整数。",
                    "min_value": "不能小于 %(limit_value)s。",
                    "max_value": "不能大于 %(limit_value)s。",
                },
            )
