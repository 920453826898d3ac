"""Forms of a rota: how it was chosen, in which order, how far ahead, why it ends."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Member

AHEAD = [(str(count), f"{count} 个月") for count in range(rules.LEAST_AHEAD, rules.MOST_AHEAD + 1)]


class StartForm(forms.Form):
    """How a unit chose to take turns, from when on, and in which order."""

    chosen_how = forms.ChoiceField(
        label="怎么商定的",
        choices=list(rules.CHOSEN.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选怎么商定的。"},
    )
    chosen_on = forms.DateField(
        label="哪天商定的",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请选一天。", "invalid": "日期要写成 2026-12-01 这样。"},
    )
    words = forms.CharField(
        label="商定的话",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如“18 户里 15 户同意,每户一个月”。大家都能看,不写谁同意谁不同意。",
    )
    order = forms.ChoiceField(
        label="次序怎么排",
        choices=list(rules.ORDERS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选次序怎么排。"},
    )
    starts_on = forms.DateField(
        label="从哪个月开始",
        widget=forms.Select,
        help_text="到那个月 1 日零点,由轮到的住户当单元长。",
        error_messages={"required": "请选从哪个月开始。", "invalid": "请从列出的月份里选。"},
    )
    months_ahead = forms.TypedChoiceField(
        label="提前排几个月", choices=AHEAD, coerce=int, initial=str(rules.AHEAD)
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = rules.day_of(at)
        first = rules.month_after(rules.first_of(self.today))
        self.months = [rules.month_after(first, step) for step in range(12)]
        choices = [(month.isoformat(), rules.spoken_month(month)) for month in self.months]
        self.fields["starts_on"].widget.choices = choices

    def clean_chosen_on(self) -> date:
        """Return a day that is not to come."""
        day: date = self.cleaned_data["chosen_on"]
        if day > self.today:
            raise forms.ValidationError("商定的日子不能在今天以后。")
        return day

    def clean_starts_on(self) -> date:
        """Return one of the months offered."""
        month: date = self.cleaned_data["starts_on"]
        if month not in self.months:
            raise forms.ValidationError("请从列出的月份里选。")
        return month


class ExtendForm(forms.Form):
    """How many months ahead."""

    months = forms.TypedChoiceField(label="提前排几个月", choices=AHEAD, coerce=int)


class WordsForm(forms.Form):
    """A reason that the people concerned read."""

    words = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写原因。"},
    )


class EndForm(WordsForm):
    """Why a rota ends."""

    words = forms.CharField(
        label="为什么结束",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如“大家商定改为推选”。参加的住户都会看到。",
        error_messages={"required": "请写为什么结束。"},
    )


class OrderForm(forms.Form):
    """A number for each household: the order that was agreed on."""

    def __init__(self, *args: Any, members: Sequence[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {f"place{member.pk}": member for member in members}
        for place, (name, member) in enumerate(self.members.items(), start=1):
            self.fields[name] = forms.IntegerField(
                label=f"{member.household.number}室",
                min_value=1,
                max_value=len(self.members),
                initial=place,
                error_messages={
                    "required": "请写一个数。",
                    "invalid": "请写一个数,例如 1。",
                    "min_value": f"请写 1 到 {len(self.members)}。",
                    "max_value": f"请写 1 到 {len(self.members)}。",
                },
            )

    def clean(self) -> dict[str, Any]:
        """Ask for each number once."""
        given = super().clean() or {}
        seen: dict[int, str] = {}
        for name, place in list(given.items()):
            if place in seen:
                other = self.members[seen[place]].household.number
                self.add_error(name, f"{place} 已经写给 {other}室 了,每个数写一次。")
            seen.setdefault(place, name)
        return given

    def ordered(self) -> list[Member]:
        """Return the members in the order of their numbers."""
        return [self.members[name] for name in sorted(self.members, key=lambda name: self.cleaned_data[name])]
