"""Forms of posts."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone
from sanzhang.organisation.posts import rules
from sanzhang.organisation.territory.models import Place


class SeatForm(forms.Form):
    """Who sits where, since when, by which way."""

    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请写姓名。"})
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": "请写手机号。"},
    )
    way = forms.ChoiceField(label="怎么产生的")
    starts_on = forms.DateField(
        label="从哪天起",
        required=False,
        help_text="空着就是现在;写以后的日期,到那天零点自动上岗。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期要写成 2026-12-01 这样。"},
    )
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="代理或例外时,写清楚原因。"
    )
    show_name = forms.BooleanField(label="本人同意在公示牌上写姓名", required=False)
    show_phone = forms.BooleanField(label="本人同意在公示牌上写电话", required=False)

    def __init__(self, *args: Any, kind: str, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at, self.kind = at, kind
        ways: tuple[str, ...] = ("recommendation", "election", "self_nomination", "acting")
        if kind == rules.GRID:
            ways = ("appointment", "exception", "acting")
        words = {"appointment": "“两委”成员兼任"} if kind == rules.GRID else {}
        self.fields["way"].choices = [(way, words.get(way, rules.WAYS[way])) for way in ways]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Return the name without stray spaces."""
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """Return the digits."""
        try:
            return clean_phone(self.cleaned_data["phone"])
        except NotAPhone as fault:
            raise forms.ValidationError(fault.words) from fault

    def clean_starts_on(self) -> datetime:
        """Return now, or the midnight of a day to come."""
        day = self.cleaned_data["starts_on"]
        if day is None or day == timezone.localdate(self.at):
            return self.at
        if day < timezone.localdate(self.at):
            raise forms.ValidationError("这一天已经过去了。补登以前的任职,请在说明里写清楚,日期空着。")
        return timezone.make_aware(datetime.combine(day, time()))

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of an exception or of acting."""
        given = super().clean() or {}
        if given.get("way") in ("exception", "acting") and not given.get("reason"):
            self.add_error("reason", "请写明原因,例如“两委成员不足”或“原单元长住院”。")
        return given


class EndForm(forms.Form):
    """Why and when somebody leaves."""

    reason = forms.ChoiceField(
        label="原因",
        choices=[
            (key, words)
            for key, words in rules.END_REASONS.items()
            if key not in ("replaced", "place_closed")
        ],
    )
    words = forms.CharField(label="说明", max_length=200, required=False)


class LeadersForm(forms.Form):
    """Which community, which list."""

    community = forms.ModelChoiceField(Place.objects.none(), label="社区", empty_label=None)
    file = forms.FileField(
        label="三长名单",
        help_text="Excel 或 CSV,要有岗位、网格、楼栋、单元、姓名、手机号这几列。",
        error_messages={"required": "请选择名单。", "empty": "这个文件是空的。请打开看一看,另存一份再传。"},
    )

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        self.fields["community"].label_from_instance = lambda place: place.name  # type: ignore[attr-defined]
