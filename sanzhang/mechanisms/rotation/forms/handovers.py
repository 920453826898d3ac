"""Forms of the hand-over: words in parts, a question, an answer."""

from typing import Any

from django import forms

from sanzhang.mechanisms.rotation import rules

HINTS = {
    "after": "例如哪件事快到期、哪一段楼道晚上没有灯。不要写谁家有病人、谁家有矛盾这些事:要照看的人,请当面告诉下一任。",
    "things": "钥匙、袖标、登记本、楼栋群的群主,交了什么写什么。密码不要写在这里。",
    "other": "",
}


def _box(label: str, most: int, *, hint: str = "", rows: int = 3, required: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows, "data-count": most}),
        error_messages={
            "required": required,
            "max_length": f"最多写 {most} 个字,现在是 %(show_value)d 个。请写短一点。",
        },
    )


class HandoverForm(forms.Form):
    """What the old one adds: about each open matter, and in three parts."""

    use_required_attribute = False

    def __init__(self, *args: Any, matters: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for key, label in matters:
            self.fields[key] = _box(f"怎么接着办:{label}", rules.MATTER_MAX, rows=2)
        for key, label in rules.PARTS.items():
            self.fields[key] = _box(label, rules.PART_MAX, hint=HINTS[key])


class SayForm(forms.Form):
    """A question, or the answer to one."""

    use_required_attribute = False

    def __init__(self, *args: Any, label: str, required: str, hint: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"] = _box(label, rules.PART_MAX, required=required, hint=hint)
