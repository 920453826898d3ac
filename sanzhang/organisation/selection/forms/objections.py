"""Objections during the publication, and their answers."""

from typing import Any

from django import forms

from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.forms.steps import words_field


class ObjectForm(forms.Form):
    """What somebody says against a candidate, or against how it was done."""

    about = forms.TypedChoiceField(
        label="关于谁", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    words = words_field("什么事", rows=5, most=1000, help_text="写清楚什么事、什么时候,才能去核实。")
    contact = forms.CharField(
        label="怎么联系您",
        required=False,
        max_length=60,
        help_text="不留也受理,凭查询码看答复。只有办这件事的工作人员能看。",
    )

    def __init__(self, *args: Any, candidates: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = [*candidates, ("", "选任的程序")]  # type: ignore[attr-defined]
        self.fields["about"].initial = ""


class HeardForm(ObjectForm):
    """The same, as heard by a worker."""

    how = forms.ChoiceField(
        label="怎么提的",
        choices=[(key, words) for key, words in rules.HOW.items() if key != "page"],
        widget=forms.RadioSelect,
        initial="phone",
    )


class AnswerForm(forms.Form):
    """Whether it stands, and why."""

    upheld = forms.ChoiceField(
        label="核实下来",
        choices=[("no", "异议不成立"), ("yes", "异议成立,不再是候选人")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选成立还是不成立。"},
    )
    words = words_field(
        "答复", rows=5, most=1000, help_text="怎么核实的、结果是什么。提异议的人凭查询码能看到。"
    )

    def __init__(self, *args: Any, is_about_somebody: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_about_somebody:
            self.fields["upheld"].choices = [("no", "异议不成立"), ("yes", "异议成立")]  # type: ignore[attr-defined]
