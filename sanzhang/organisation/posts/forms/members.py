"""Forms of grid members (§1.4)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.foundation.paper.fields import TableField
from sanzhang.foundation.records.form_fields import PhoneField
from sanzhang.foundation.records.text import NotAPhone, clean_name
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.actions import Service
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory.models import Place

_DAY = {"invalid": "日期要写成 2026-12-01 这样。"}


def _without_mobile(text: str) -> str:
    if rules.has_mobile(text):
        raise forms.ValidationError(rules.NO_MOBILE)
    return text


class _ServiceForm(forms.Form):
    """What a membership says beside who it is: for which grids, of which body, with which duty."""

    grids = forms.TypedMultipleChoiceField(
        label="负责哪些网格",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个网格。"},
    )
    body = forms.CharField(
        label="单位",
        max_length=60,
        required=False,
        help_text="例如 桐荫派出所、长春水务。居民能看到。",
        error_messages={"max_length": "单位名称最多 60 个字。"},
    )
    duty_phone = forms.CharField(
        label="单位电话",
        max_length=20,
        required=False,
        help_text="值班电话或热线,居民能看到,例如 95598、0431-81234567。",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    duty = forms.CharField(
        label="什么事找他",
        max_length=120,
        required=False,
        help_text="一句话,居民能看到。空着就按这一类常用的写法。",
        error_messages={"max_length": "一句话写完,最多 120 个字。"},
    )
    topics = forms.MultipleChoiceField(
        label="管哪些事",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="居民反映这几类事的时候,经手的人能看到可以找谁。",
    )

    def __init__(self, *args: Any, grids: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = {grid.pk: grid for grid in grids}
        self.fields["grids"].choices = [(grid.pk, grid.name) for grid in grids]  # type: ignore[attr-defined]
        self.fields["topics"].choices = list(queries.topics().items())  # type: ignore[attr-defined]

    def clean_body(self) -> str:
        """Return the body's name, in which no mobile number may stand."""
        return _without_mobile(clean_name(self.cleaned_data["body"]))

    def clean_duty(self) -> str:
        """Return the duty in words, in which no mobile number may stand."""
        return _without_mobile(self.cleaned_data["duty"])

    def clean_duty_phone(self) -> str:
        """Return the digits of the body's number. Raises: ValidationError."""
        text = self.cleaned_data["duty_phone"]
        try:
            return rules.clean_duty_phone(text) if text else ""
        except NotAPhone as fault:
            raise forms.ValidationError(fault.words) from fault

    @property
    def chosen(self) -> list[Place]:
        """Return the grids that were ticked."""
        return [self.places[pk] for pk in self.cleaned_data["grids"]]

    def service_of(self, kind: str, label: str) -> Service:
        """Return what was typed, as actions take it."""
        given = self.cleaned_data
        return Service(kind, label, given["body"], given["duty_phone"], given["duty"], tuple(given["topics"]))


class MemberForm(_ServiceForm):
    """A new member, for one grid or many."""

    kind = forms.ChoiceField(
        label="哪一类", choices=list(rules.KINDS.items()), error_messages={"required": "请选一类。"}
    )
    label = forms.CharField(
        label="“其他”是什么成员", max_length=20, required=False, help_text="选了“其他”才写,例如 城管队员。"
    )
    name = forms.CharField(
        label="姓名", max_length=50, required=False, help_text="没有固定的人就空着,只写单位。"
    )
    phone = PhoneField(
        label="本人手机号", required=False, help_text="本人同意才给居民看。工作人员看一次记一次。"
    )
    show_name = forms.BooleanField(label="本人同意在“该找谁”里写姓名", required=False)
    show_phone = forms.BooleanField(label="本人同意在“该找谁”里写手机号", required=False)
    starts_on = forms.DateField(
        label="从哪天起",
        required=False,
        help_text="空着就是今天。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=_DAY,
    )
    field_order = (
        *("kind", "label", "grids", "body", "duty_phone", "name", "phone", "show_name", "show_phone"),
        *("duty", "topics", "starts_on"),
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = timezone.localdate(at)

    def clean_label(self) -> str:
        """Return an other's own words, in which no mobile number may stand."""
        return _without_mobile(clean_name(self.cleaned_data["label"]))

    def clean_starts_on(self) -> date:
        """Return the day, today if left empty."""
        day: date = self.cleaned_data["starts_on"] or self.day
        if day < self.day:
            raise forms.ValidationError("这一天已经过去了。空着就是从今天起。")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together: own words of an other, a person or a body, somebody to consent."""
        given = super().clean() or {}
        name = clean_name(given.get("name", ""))
        if given.get("kind") == rules.OTHER and not clean_name(given.get("label", "")):
            self.add_error("label", "选了“其他”,请写清楚是什么成员,例如“城管队员”。")
        if not name and not clean_name(given.get("body", "")):
            self.add_error("body", "请写单位,或者写姓名。")
        if not name and given.get("phone"):
            self.add_error("name", "写了本人手机号,请写姓名;单位的电话请写在“单位电话”里。")
        if not given.get("phone") and given.get("show_phone"):
            self.add_error("phone", "同意写手机号,请写上手机号。")
        return given

    @property
    def service(self) -> Service:
        """Return what was typed, as actions take it."""
        return self.service_of(self.cleaned_data["kind"], self.cleaned_data["label"])

    @property
    def shown(self) -> list[str]:
        """Return the purposes that were consented to."""
        ticked = ((rules.SHOW_NAME, "show_name"), (rules.SHOW_PHONE, "show_phone"))
        return [purpose for purpose, field in ticked if self.cleaned_data[field]]


class ChangeMemberForm(_ServiceForm):
    """Another duty, number, or other grids, for a member that is there."""

    field_order = ("grids", "body", "duty_phone", "duty", "topics")

    def __init__(self, *args: Any, member: GridMember, serving: Sequence[GridMember], **options: Any) -> None:
        first = {name: getattr(member, name) for name in ("body", "duty", "topics")}
        first["duty_phone"] = member.duty_phone_shown
        first["grids"] = [one.grid_id for one in serving]
        super().__init__(*args, initial=first, **options)
        self.member = member

    def clean_body(self) -> str:
        """Return the body, which must be there where no person is."""
        body = super().clean_body()
        if not body and self.member.person_id is None:
            raise forms.ValidationError("没有写姓名的成员要写单位。")
        return body

    @property
    def service(self) -> Service:
        """Return what was typed, as actions take it."""
        return self.service_of(self.member.kind, self.member.label)


class EndMemberForm(forms.Form):
    """In which grids a member serves no longer, from when on, and why."""

    members = forms.TypedMultipleChoiceField(
        label="哪些网格",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个网格。"},
    )
    on = forms.DateField(
        label="从哪天起",
        required=False,
        help_text="空着就是今天。从这一天零点起不再显示给居民。",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=_DAY,
    )
    reason = forms.ChoiceField(
        label="原因",
        choices=[(key, rules.END_REASONS[key]) for key in (rules.LEFT, rules.REPLACED, rules.WRONG)],
    )

    def __init__(self, *args: Any, serving: Sequence[GridMember], at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = timezone.localdate(at)
        self.serving = {one.pk: one for one in serving}
        self.fields["members"].choices = [(one.pk, one.grid.name) for one in serving]  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        """Return the day, today if left empty."""
        day: date = self.cleaned_data["on"] or self.day
        if day < self.day:
            raise forms.ValidationError("这一天已经过去了。空着就是从今天起。")
        return day

    @property
    def chosen(self) -> list[GridMember]:
        """Return the memberships that were ticked."""
        return [self.serving[pk] for pk in self.cleaned_data["members"]]


class MembersFileForm(forms.Form):
    """Which community, which list."""

    community = forms.ModelChoiceField(Place.objects.none(), label="社区", empty_label=None)
    file = TableField(
        label="成员名单",
        help_text="Excel 或 CSV,要有网格、类别、单位、姓名这几列。一个成员负责几个网格,就写几行,或者写“1、2、3”。",
        error_messages={"required": "请选择名单。", "empty": "这个文件是空的。请打开看一看,另存一份再传。"},
    )

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        self.fields["community"].label_from_instance = lambda place: place.name  # type: ignore[attr-defined]
