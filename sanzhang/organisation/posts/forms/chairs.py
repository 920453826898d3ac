"""Forms of posts."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.foundation.paper.fields import TableField
from sanzhang.foundation.records.form_fields import NameField, PhoneField
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.rules import filing as terms
from sanzhang.organisation.posts.rules.leaving import OWN_FLOW
from sanzhang.organisation.territory.models import Place


def midnight(day: date) -> datetime:
    """Return the first instant of a day in Changchun."""
    return timezone.make_aware(datetime.combine(day, time()))


class SeatForm(forms.Form):
    """Who sits where, since when, by which way."""

    name = NameField()
    phone = PhoneField()
    way = forms.ChoiceField(label="怎么产生的")
    starts_on = forms.DateField(
        label="从哪天起",
        required=False,
        help_text="空着就是现在;写以后的日期,到那天零点自动上岗。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期要写成 2026-12-01 这样。"},
    )
    ends_on = forms.DateField(
        label="到哪天为止",
        required=False,
        help_text="到那天零点自动离岗。代理要写;一般的可以空着。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期要写成 2026-12-01 这样。"},
    )
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="代理或例外时,写清楚原因。"
    )
    entered_for = forms.TypedChoiceField(
        label="您是替谁登记的",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="替不方便上网的三长登记时选他;您和他的名字都会留在记录里。",
    )
    show_name = forms.BooleanField(label="本人同意在公示牌上写姓名", required=False)
    show_phone = forms.BooleanField(label="本人同意在公示牌上写电话", required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        at: datetime,
        is_held: bool = False,
        spokesmen: Sequence[tuple[int, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.at = at
        ways: tuple[str, ...] = ("recommendation", "election", "self_nomination", "acting")
        if kind == rules.GRID:
            ways = ("appointment", "exception", "acting")
        elif kind in rules.OFFICES:
            ways = ("appointment", "acting")
        if is_held:  # nobody acts for somebody who sits there
            ways = ways[:-1]
        if kind in rules.LEADERS:
            until = terms.term_end(timezone.localdate(at))
            self.fields["ends_on"].help_text = (
                f"到那天零点自动离岗。一届一般 {rules.TERM_YEARS} 年,从今天起就是 {until:%Y-%m-%d};"
                "代理写到替完的那天。"
            )
        words = {"appointment": "“两委”成员兼任"} if kind == rules.GRID else {}
        self.fields["way"].choices = [(way, words.get(way, rules.WAYS[way])) for way in ways]  # type: ignore[attr-defined]
        self.fields["entered_for"].choices = [("", "我自己登记"), *spokesmen]  # type: ignore[attr-defined]
        if kind in rules.OFFICES:  # plaques name the three leaders only
            self.fields["show_name"].widget = self.fields["show_phone"].widget = forms.HiddenInput()

    def clean_starts_on(self) -> datetime:
        """Return now, or the midnight of a day to come."""
        day = self.cleaned_data["starts_on"]
        if day is None or day == timezone.localdate(self.at):
            return self.at
        if day < timezone.localdate(self.at):
            raise forms.ValidationError("这一天已经过去了。补登以前的任职,请在说明里写清楚,日期空着。")
        return midnight(day)

    def clean_ends_on(self) -> datetime | None:
        """Return the midnight of the day, or nothing."""
        day = self.cleaned_data["ends_on"]
        return midnight(day) if day else None

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of an exception or of acting, and for the days in their order."""
        given = super().clean() or {}
        starts_at, ends_at = given.get("starts_on"), given.get("ends_on")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_on", "到期的日子要在上岗以后。")
        if given.get("way") == "acting" and "ends_on" in given and not ends_at:
            self.add_error("ends_on", "请写代理到哪天为止,例如下个月的今天。")
        if given.get("way") in ("exception", "acting") and not given.get("reason"):
            self.add_error("reason", "请写明原因,例如“两委成员不足”或“原单元长住院”。")
        return given


class EndForm(forms.Form):
    """Why and when somebody leaves; cleaned as `actions.end_tenure` takes it."""

    ends_at = forms.DateField(
        label="从哪天起离岗",
        required=False,
        help_text="空着就是现在;写以后的日期,到那天零点自动离岗。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期要写成 2026-12-01 这样。"},
    )
    reason = forms.ChoiceField(
        label="原因",
        choices=[
            (key, words)
            for key, words in rules.END_REASONS.items()
            if key not in ("replaced", "place_closed", "entered_wrong", "leave")
        ],
    )
    words = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, at: datetime, is_leader: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        if is_leader:  # the other ways have a procedure of their own
            plain = [one for one in self.fields["reason"].choices if one[0] not in OWN_FLOW]  # type: ignore[attr-defined]
            self.fields["reason"].choices = plain  # type: ignore[attr-defined]

    def clean_ends_at(self) -> datetime:
        """Return now, or the midnight of a day to come."""
        day = self.cleaned_data["ends_at"]
        if day is None or day == timezone.localdate(self.at):
            return self.at
        if day < timezone.localdate(self.at):
            raise forms.ValidationError("这一天已经过去了:在岗时办过的事不会改变。空着就是从现在起离岗。")
        return midnight(day)


class CallForm(forms.Form):
    """For what a leader's phone is wanted."""

    PURPOSES = (("work", "联系工作"), ("check", "核对号码"), ("urgent", "有急事"))
    purpose = forms.ChoiceField(label="为什么要看电话", choices=PURPOSES)


class LeadersForm(forms.Form):
    """Which community, which list."""

    community = forms.ModelChoiceField(Place.objects.none(), label="社区", empty_label=None)
    file = TableField(
        label="三长名单",
        help_text="Excel 或 CSV,要有岗位、网格、楼栋、单元、姓名、手机号这几列。",
        error_messages={"required": "请选择名单。", "empty": "这个文件是空的。请打开看一看,另存一份再传。"},
    )

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        self.fields["community"].label_from_instance = lambda place: place.name  # type: ignore[attr-defined]
