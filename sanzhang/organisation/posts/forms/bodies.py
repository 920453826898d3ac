"""Forms of bodies: their name, who sits in them, who is put forward, what is decided (§3)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.foundation.records.form_fields import NameField, PhoneField
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import Body
from sanzhang.organisation.posts.rules import bodies as body_rules
from sanzhang.organisation.posts.rules.body_lines import MemberLine, read_lines

_DAY = {"invalid": "日期要写成 2026-12-01 这样。"}


class BodyForm(forms.Form):
    """What a body is called."""

    name = NameField(
        label="名称",
        max_length=60,
        error_messages={"required": "请写名称,例如“桐荫家园党支部”。", "max_length": "名称最多 60 个字。"},
    )


def _past_day(day: date | None, at: datetime) -> date | None:
    if day and day > timezone.localdate(at):
        raise forms.ValidationError("这一天还没有到。空着就是今天。")
    return day


class _RoleForm(forms.Form):
    """A role that the body has."""

    role = forms.ChoiceField(label="职务")

    def __init__(self, *args: Any, body: Body, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        roles = body_rules.ROLES_OF[body.kind]
        self.fields["role"].choices = [(role, rules.BODY_ROLES[role]) for role in roles]  # type: ignore[attr-defined]


class BodySeatForm(_RoleForm):
    """Who sits in a body, as what, since when."""

    name = NameField()
    phone = PhoneField()
    starts_on = forms.DateField(
        label="从哪天起任职",
        required=False,
        help_text="照原来的名单写,例如 2023-05-01。空着就是今天。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=_DAY,
    )
    field_order = ("name", "phone", "role", "starts_on")

    def clean_starts_on(self) -> date | None:
        """Return a day that is not to come."""
        return _past_day(self.cleaned_data["starts_on"], self.at)


class BodyListForm(forms.Form):
    """A list of members, pasted: all of it or nothing."""

    lines = forms.CharField(
        label="名单",
        max_length=6000,
        help_text="一行一位,可以从 Excel 里复制:姓名、手机号、职务、从哪天起。职务空着就是委员,日期空着就是今天。",
        widget=forms.Textarea(attrs={"rows": 10, "placeholder": "许文博 13812340001 书记 2023-05-01"}),
        error_messages={"required": "请把名单贴在这里。", "max_length": "名单太长了,请分几次。"},
    )

    def __init__(self, *args: Any, body: Body, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.body, self.at = body, at

    def clean_lines(self) -> list[MemberLine]:
        """Return who is on the list, with clean numbers. Each fault names its line."""
        found, faults = read_lines(self.cleaned_data["lines"])
        made = []
        for one in found:
            try:
                made.append(replace(one, name=clean_name(one.name), phone=clean_phone(one.phone)))
            except NotAPhone as fault:
                faults.append(f"第 {one.line} 行:{fault.words}")
            if one.role not in body_rules.ROLES_OF[self.body.kind]:
                faults.append(f"第 {one.line} 行:{self.body.get_kind_display()}没有这个职务。")
            if one.starts_on and one.starts_on > timezone.localdate(self.at):
                faults.append(f"第 {one.line} 行:任职的日子还没有到。")
        if faults:
            raise forms.ValidationError([*faults, "什么也没有登记。改好了再交一次。"])
        if not made:
            raise forms.ValidationError("名单是空的。一行写一位,例如“许文博 13812340001 书记 2023-05-01”。")
        return made


class BodyRoleForm(_RoleForm):
    """Which role somebody has from today on."""


class EndBodySeatForm(forms.Form):
    """When and why somebody leaves a body."""

    on = forms.DateField(
        label="从哪天起离任",
        required=False,
        help_text="空着就是今天。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=_DAY,
    )
    words = forms.CharField(
        label="说明", max_length=120, required=False, help_text="例如“支部换届”。不写私事。"
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def clean_on(self) -> date | None:
        """Return a day that is not to come."""
        return _past_day(self.cleaned_data["on"], self.at)


class TickedField(forms.TypedMultipleChoiceField):
    """Rows that were ticked, as ids. Which of them still fit is for the action to say, one by one."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "请至少勾选一位。"},
        )

    def valid_value(self, value: Any) -> bool:
        """Let ids through."""
        text = str(value)
        return text.isascii() and text.isdigit() and len(text) < 19


class NominateForm(forms.Form):
    """Who is put forward for a body, as what, and why."""

    persons = TickedField(label="提名谁")
    role = forms.ChoiceField(label="提名为")
    words = forms.CharField(
        label="理由",
        max_length=200,
        required=False,
        help_text="公开的推荐理由,不写私事。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "理由最多 200 个字。"},
    )

    def __init__(self, *args: Any, body: Body, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = body_rules.PUT_FORWARD_AS[body.kind]
        self.fields["role"].choices = [(role, rules.BODY_ROLES[role]) for role in roles]  # type: ignore[attr-defined]
        if body.kind == body_rules.COMMUNITY_PARTY:
            self.fields["words"].required = True
            self.fields["words"].label = "为什么特别优秀"
            self.fields["words"].error_messages["required"] = (
                "请写明理由,例如“任职 5 年,带头调解 30 多起纠纷”。"
            )
        else:
            self.fields["role"].widget = forms.HiddenInput()
            self.fields["role"].initial = roles[0]


class DecideForm(forms.Form):
    """What is decided on nominations."""

    nominations = TickedField(label="决定哪几位")
    answer = forms.ChoiceField(
        label="决定",
        choices=(("accepted", "同意,从今天起任职"), ("refused", "不同意")),
        widget=forms.RadioSelect,
        error_messages={"required": "请选同意或不同意。"},
    )
    words = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="同意的写依据,例如“11月23日支部党员大会通过”;不同意要写原因,本人能看到。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "说明最多 200 个字。"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        given = super().clean() or {}
        if given.get("answer") == "refused" and not given.get("words", "").strip():
            self.add_error("words", "不同意要写明原因,本人和提名的人都能看到。")
        return given


class AnswerForm(forms.Form):
    """A few words with a withdrawal or when one does not want to."""

    words = forms.CharField(max_length=200, required=False)
