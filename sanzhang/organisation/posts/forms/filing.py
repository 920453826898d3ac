"""Forms of filings, terms and backgrounds."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.posts.rules import filing as numbers


class DecideForm(forms.Form):
    """File it, or say why not."""

    accepted = forms.ChoiceField(
        label="怎么办",
        choices=[("yes", "同意备案"), ("no", "不予备案")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选同意还是不予备案。"},
    )
    words = forms.CharField(
        label="说明", max_length=200, required=False, help_text="不予备案要写明原因,报的人看得到。"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words with a refusal."""
        given = super().clean() or {}
        if given.get("accepted") == "no" and not given.get("words", "").strip():
            self.add_error("words", "请写明为什么不予备案。")
        return given


class RenewForm(forms.Form):
    """Until when a leader sits on."""

    until = forms.DateField(
        label="续到哪天",
        help_text="到那天零点期满。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请写续到哪天。", "invalid": "日期要写成 2029-12-01 这样。"},
    )
    reason = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, tenure: Tenure, **options: Any) -> None:
        self.begins: date | None = timezone.localdate(tenure.ends_at) if tenure.ends_at else None
        super().__init__(*args, **options)
        if self.begins:
            self.fields["until"].initial = numbers.term_end(self.begins)

    def clean_until(self) -> date:
        """Return a day after the old term."""
        until: date = self.cleaned_data["until"]
        if self.begins and until <= self.begins:
            raise forms.ValidationError(f"要在本届到期日({self.begins:%Y-%m-%d})以后。")
        return until


class BackgroundForm(forms.Form):
    """What speaks for a person, and what proves it."""

    kinds = forms.MultipleChoiceField(
        label="背景",
        choices=list(rules.BACKGROUNDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label="证明", max_length=400, required=False, help_text="看过什么证件、谁证明的。不要抄证件号码。"
    )
    photo = forms.FileField(
        label="证明的照片", required=False, help_text="只有本社区工作者能看,看一次记一次。"
    )


class LookForm(forms.Form):
    """For what a background is wanted."""

    PURPOSES = (("file", "办备案"), ("select", "选任审核"), ("check", "核对"))
    purpose = forms.ChoiceField(label="为什么要看", choices=PURPOSES)


class ListForm(forms.Form):
    """Which of many: ids of checkboxes."""

    ids = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, choices: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ids"].choices = [(one, one) for one in choices]  # type: ignore[attr-defined]


def spoken(day: date | datetime | None) -> str:
    """Return a day as registers write it: 2026-11-23."""
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    return f"{day:%Y-%m-%d}" if day else ""
