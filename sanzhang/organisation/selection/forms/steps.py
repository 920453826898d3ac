"""What a worker enters to bring a selection on."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.posts.rules.filing import term_end
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.models import Procedure


def words_field(label: str, *, help_text: str = "", rows: int = 3, most: int = 200) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请写{label}。", "max_length": f"最多写 {most} 个字,请写短一些。"},
    )


def day_field(label: str, *, help_text: str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": f"请写{label}。", "invalid": "日期要写成 2026-12-01 这样。"},
    )


class CallForm(forms.Form):
    """By which way, for how long, what is asked of candidates."""

    way = forms.ChoiceField(label="产生方式", choices=list(rules.WAYS.items()), widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label="征集几个工作日",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "按产生方式的一般天数"), *((n, f"{n} 个工作日") for n in (3, 5, 10, 15))],
    )
    words = forms.CharField(
        label="对人选的要求",
        required=False,
        max_length=300,
        help_text="例如“住本单元、热心、有时间”。居民能看到。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BulkForm(CallForm):
    """The same for many posts, which are ticked."""

    chairs = forms.TypedMultipleChoiceField(
        label="哪些岗位",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一个岗位。"},
    )

    def __init__(self, *args: Any, vacant: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chairs"].choices = [(one.pk, queries.name_of_post(one)) for one in vacant]  # type: ignore[attr-defined]
        self.order_fields(["chairs", "way", "days", "words"])


class StepForm(forms.Form):
    """A form that knows its selection and the time of the request."""

    def __init__(self, *args: Any, procedure: Procedure, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.procedure, self.at = procedure, at

    def later(self, name: str) -> date:
        """Return a day after today. Raises: ValidationError."""
        day: date = self.cleaned_data[name]
        if day <= timezone.localdate(self.at):
            raise forms.ValidationError("要选今天以后的日子。")
        return day


class EmptyForm(StepForm):
    """Nothing to fill in: a press is enough."""


class ReasonForm(StepForm):
    """Why."""

    words = words_field("原因", help_text="写一两句。居民在公示的网页上能看到。")


class ExtendForm(ReasonForm):
    """Until when the call runs, and why it is longer."""

    until = day_field("延长到哪天", help_text="到这天结束(24 点)。")
    field_order = ("until", "words")

    def clean_until(self) -> datetime:
        """Return the midnight after that day."""
        return local_midnight(self.later("until") + timedelta(days=1))


class TurnForm(ReasonForm):
    """By which other way, and why."""

    way = forms.ChoiceField(label="改为", widget=forms.RadioSelect)
    field_order = ("way", "words")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = [(way, words) for way, words in rules.WAYS.items() if way != self.procedure.way]
        self.fields["way"].choices = others  # type: ignore[attr-defined]


class HandOverForm(StepForm):
    """Who answers for it from now on."""

    owner = forms.TypedChoiceField(
        label="交给谁", coerce=int, widget=forms.RadioSelect, error_messages={"required": "请选一位。"}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        there = queries.workers_of(self.procedure, self.at)
        choices = [(one.pk, one.name) for one in there if one.pk != self.procedure.owner_id]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]


class VoteForm(StepForm):
    """Until when is voted."""

    closes_on = day_field("投票到哪天", help_text="到这天零点截止,也就是前一天 24 点。到时自动计票。")

    def clean_closes_on(self) -> date:
        """Return a day to come."""
        return self.later("closes_on")


class DecideForm(StepForm):
    """Whom the organisation chooses, with its opinion and who signed."""

    candidate = forms.TypedChoiceField(
        label="确定谁", coerce=int, widget=forms.RadioSelect, error_messages={"required": "请选一位。"}
    )
    opinion = words_field("组织意见", most=300, help_text="例如“群众基础好,同意担任”。")
    signed_by = forms.CharField(
        label="谁签的字",
        max_length=60,
        help_text="例如“桐荫社区党委书记”。",
        error_messages={"required": "请写谁签的字。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = queries.standing(self.procedure)
        choices = [(one.pk, f"{one.number} 号 {one.person.name}") for one in found if one.person]
        self.fields["candidate"].choices = choices  # type: ignore[attr-defined]


class DrawForm(StepForm):
    """The public number that decides."""

    number = forms.CharField(
        label="开奖号码",
        min_length=3,
        max_length=3,
        help_text="三位数字,照公布的写。任何人都可以用它和公布的选票重新算一遍。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请写开奖号码。",
            "min_length": "要三位数字。",
            "max_length": "要三位数字。",
        },
    )


class HandInForm(StepForm):
    """From which midnight, until which."""

    starts_on = day_field("哪天上岗", help_text="到这天零点自动上岗。")
    until = day_field("任期到哪天", help_text="到这天零点到期。一般任期 3 年。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        start = timezone.localdate(self.at) + timedelta(days=7)
        self.fields["starts_on"].initial, self.fields["until"].initial = start, term_end(start)

    def clean_starts_on(self) -> date:
        """Return a day to come."""
        return self.later("starts_on")
