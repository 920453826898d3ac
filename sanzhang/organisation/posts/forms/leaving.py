"""Forms of leaving: resignation, leave, removal and its hearing, decisions, a death."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.forms.chairs import midnight

DAY_WRONG = "日期要写成 2026-12-01 这样。"
AGREED = (("yes", "同意"), ("no", "不同意"))


def _day(label: str, *, help_text: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": DAY_WRONG, "required": "请选一天。"},
    )


def _words(label: str, *, rows: int = 3, help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请写{label}。"},
    )


class Timed(forms.Form):
    """A form that knows the time of its request."""

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def instant(self, name: str) -> datetime | None:
        """Return the midnight of a day to come, now for today, None if empty. Raises: ValidationError."""
        day: date | None = self.cleaned_data[name]
        today = timezone.localdate(self.at)
        if day is not None and day < today:
            raise forms.ValidationError("这一天已经过去了。请选今天或以后的日子。")
        if day is None:
            return None
        return self.at if day == today else midnight(day)


class ResignForm(Timed):
    """From which day one wants to leave, and why."""

    leaves_at = _day(
        "从哪天起不干了", required=False, help_text="空着就是社区一同意就离岗;写以后的日子,到那天零点离岗。"
    )
    words = _words("原因", help_text="写一句就行,例如“身体不好”。只有您、社区和街道能看。")

    def clean_leaves_at(self) -> datetime:
        """Return now or a midnight to come."""
        return self.instant("leaves_at") or self.at


class LeaveForm(Timed):
    """Days and reason of a leave."""

    leaves_at = _day("从哪天起", required=False, help_text="空着就是从现在起。")
    returns_at = _day("哪天回来", help_text="到这天零点自动返岗,不用再办。")
    words = _words("原因", help_text="写一句就行,例如“住院”“回老家”。只有您、社区和街道能看。")

    def clean_leaves_at(self) -> datetime:
        """Return now or a midnight to come."""
        return self.instant("leaves_at") or self.at

    def clean_returns_at(self) -> datetime:
        """Return the midnight of the return."""
        return midnight(self.cleaned_data["returns_at"])

    def clean(self) -> dict[str, Any]:
        """Ask for the days in their order."""
        given = super().clean() or {}
        if "leaves_at" in given and "returns_at" in given and given["returns_at"] <= given["leaves_at"]:
            self.add_error("returns_at", "回来的日子要在请假开始以后。")
        return given


class RemovalForm(forms.Form):
    """On what grounds somebody should be removed."""

    grounds = forms.MultipleChoiceField(
        label="理由",
        choices=list(rules.GROUNDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一条理由。"},
    )
    words = _words("具体情况", rows=5, help_text="哪天、什么事、谁知道。本人会看到,所以只写事实。")


class HearForm(Timed):
    """What the person says about the removal; a worker also says when it was spoken."""

    words = _words("意见", rows=5, help_text="没有意见的,写“没有意见”。")
    said_on = _day("本人哪天说的", required=False, help_text="空着就是今天。")

    def __init__(self, *args: Any, is_own: bool, asked_at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked_at = asked_at
        if is_own:
            del self.fields["said_on"]
            self.fields["words"].label = "您的意见"
        else:
            self.fields["words"].label = "本人说的话"

    def clean_said_on(self) -> datetime | None:
        """Return when it was said, as well as a day can tell."""
        day = self.cleaned_data["said_on"]
        if day is None or day == timezone.localdate(self.at):
            return None
        if not timezone.localdate(self.asked_at) <= day < timezone.localdate(self.at):
            raise forms.ValidationError("要在提出免任那天以后、今天以前(含今天)。")
        return max(self.asked_at, midnight(day))


class SettleForm(Timed):
    """Yes or no, from when, and the reason of a no."""

    agreed = forms.ChoiceField(label="怎么处理", choices=AGREED, widget=forms.RadioSelect)
    leaves_at = _day("从哪天起离岗", required=False)
    words = _words("说明", required=False, help_text="不同意的,写明原因。本人会看到。")

    def clean_leaves_at(self) -> datetime | None:
        """Return now or a midnight to come, None if empty."""
        return self.instant("leaves_at")

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a no."""
        given = super().clean() or {}
        if given.get("agreed") == "no" and not given.get("words"):
            self.add_error("words", "不同意的,请写明原因。")
        return given


class DecideRemovalForm(SettleForm):
    """The decision on a removal: always with its reason."""

    words = _words("决定的理由", help_text="本人会看到,也印在决定书上。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agreed"].choices = (("yes", "免任"), ("no", "不免任"))  # type: ignore[attr-defined]
        self.fields["leaves_at"].help_text = "免任的,空着就是从现在起;写以后的日子,到那天零点离岗。"


class ActingForm(Timed):
    """Who acts: nobody, a leader next door, or somebody by name and number."""

    NOBODY, OTHER = "none", "other"
    who = forms.ChoiceField(label="谁来代理", widget=forms.RadioSelect)
    name = forms.CharField(label="代理人的姓名", max_length=50, required=False)
    phone = forms.CharField(
        label="代理人的手机号",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    show_name = forms.BooleanField(label="代理人同意在公示牌上写姓名", required=False)
    show_phone = forms.BooleanField(label="代理人同意在公示牌上写电话", required=False)

    def __init__(self, *args: Any, neighbours: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        others = [(str(key), words) for key, words in neighbours]
        none = (self.NOBODY, "不安排代理(岗位公开空缺,居民的事自动报给上一级)")
        self.fields["who"].choices = [none, *others, (self.OTHER, "别的人(在下面写姓名和手机号)")]  # type: ignore[attr-defined]
        self.fields["who"].initial = self.NOBODY

    def clean(self) -> dict[str, Any]:
        """Ask for name and number where somebody else is meant."""
        given = super().clean() or {}
        if given.get("who") == self.OTHER:
            if not given.get("name"):
                self.add_error("name", "请写代理人的姓名。")
            try:
                given["name"], given["phone"] = (
                    clean_name(given.get("name") or ""),
                    clean_phone(given["phone"]),
                )
            except NotAPhone as fault:
                self.add_error("phone", fault.words)
        return given


class GrantForm(ActingForm):
    """Yes or no to a leave, and who acts."""

    agreed = forms.ChoiceField(label="怎么处理", choices=AGREED, widget=forms.RadioSelect, initial="yes")
    words = _words("说明", required=False, help_text="不同意的,写明原因。本人会看到。")
    field_order = ("agreed", "who", "name", "phone", "show_name", "show_phone", "words")

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a no."""
        given = super().clean()
        if given.get("agreed") == "no" and not given.get("words"):
            self.add_error("words", "不同意的,请写明原因。")
        return given


class ReturnForm(Timed):
    """When somebody comes back: earlier (empty: now) or later."""

    returns_at = _day("哪天返岗", required=False, help_text="空着就是现在。")

    def __init__(self, *args: Any, is_later: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_later:
            self.fields["returns_at"].required = True
            self.fields["returns_at"].help_text = "到这天零点自动返岗。"

    def clean_returns_at(self) -> datetime:
        """Return now or a midnight to come."""
        return self.instant("returns_at") or self.at


class DeathForm(Timed):
    """The day of a death, and that one is sure."""

    on = _day("哪天去世的")
    is_sure = forms.BooleanField(
        label="我核实过,确实是本人去世", error_messages={"required": "请先核实,再打勾。"}
    )

    def clean_on(self) -> date:
        """Return a day that has come."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate(self.at):
            raise forms.ValidationError("这一天还没有到。")
        return day
