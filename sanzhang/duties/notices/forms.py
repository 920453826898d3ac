"""The form of a notice."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from sanzhang.duties.notices import rules
from sanzhang.organisation.territory.models import Place


class NoticeForm(forms.Form):
    """Whom, what, until when."""

    place = forms.ModelChoiceField(
        Place.objects.none(),
        label="发给谁",
        empty_label=None,
        error_messages={"required": "请选择发给哪里的住户。"},
    )
    title = forms.CharField(
        label="标题", max_length=rules.TITLE_MAX, error_messages={"required": "请写标题,例如“周五停水”。"}
    )
    words = forms.CharField(
        label="内容",
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea,
        error_messages={"required": "请写内容:什么事、什么时候、住户要做什么。"},
    )
    until = forms.DateField(
        label="到哪天为止",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期要写成 2026-12-01 这样。"},
    )

    def __init__(self, *args: Any, audiences: QuerySet[Place], at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        field = self.fields["place"]
        field.queryset = audiences  # type: ignore[attr-defined]
        field.label_from_instance = audience_words  # type: ignore[attr-defined]

    def clean_until(self) -> datetime | None:
        """Return the midnight that ends the last day, Shanghai time."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day < timezone.localdate(self.at):
            raise forms.ValidationError("这一天已经过去了。请写今天或以后的日期。")
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def audience_words(place: Place) -> str:
    """Return 第3网格(612 户)."""
    return f"{place.name}({place.households} 户)"


class WithdrawForm(forms.Form):
    """Why a notice is withdrawn."""

    words = forms.CharField(
        label="为什么撤回", max_length=200, error_messages={"required": "请写一句为什么撤回,住户会问。"}
    )
