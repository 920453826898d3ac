"""What is typed into the calendar."""

from datetime import date, timedelta
from typing import Any

from django import forms

from sanzhang.foundation.calendar import rules


class SetDays(forms.Form):
    """A day, or a run of days, that differs from the plain week."""

    first = forms.DateField(
        label="从哪天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "日期要写成 2027-02-05 这样。"},
    )
    last = forms.DateField(
        label="到哪天",
        help_text="只有一天就不用填。",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期要写成 2027-02-05 这样。"},
    )
    is_working = forms.ChoiceField(
        label="这几天",
        choices=(("off", "放假"), ("on", "上班(调休)")),
        error_messages={"required": "请选放假还是上班。"},
    )
    note = forms.CharField(
        label="为什么",
        help_text="例如:春节",
        max_length=40,
        error_messages={"required": "请写一下为什么,例如“春节”。", "max_length": "最多写 40 个字。"},
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year

    def clean(self) -> dict[str, Any]:
        """Check that the days lie in the year and are at most 15 in number."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last") or given.get("first")
        if first and last:
            if first.year != self.year or last.year != self.year:
                self.add_error("first", f"这里只填 {self.year} 年的日子,别的年份请换到那一年再填。")
            elif last < first:
                self.add_error("last", f"“到哪天”比“从哪天”早。请写 {first:%Y-%m-%d} 或之后的日子。")
            elif (last - first).days >= 15:
                self.add_error("last", "一次最多填 15 天。更长的请分几次填。")
        return given

    def days(self) -> list[date]:
        """Return each day of the run."""
        first = self.cleaned_data["first"]
        last = self.cleaned_data["last"] or first
        return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]

    def works(self) -> bool:
        """Say whether the days are worked."""
        return bool(self.cleaned_data["is_working"] == "on")


class ClearDay(forms.Form):
    """A day that follows its weekday again."""

    day = forms.DateField()


YEARS = range(rules.FIRST_YEAR, rules.LAST_YEAR + 1)
