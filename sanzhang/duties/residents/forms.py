"""Forms of residents."""

from typing import Any

from django import forms

from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone
from sanzhang.organisation.territory.models import Household, Place


class LookForm(forms.Form):
    """For what names behind doors are wanted."""

    PURPOSES = (
        ("avoid", "核对回避:是不是和当事人同住"),
        ("correct", "核对和改正住户资料"),
        ("visit", "上门前核对"),
    )
    purpose = forms.ChoiceField(label="为什么要看姓名", choices=PURPOSES)


class SettleForm(forms.Form):
    """Who lives behind which door of a unit."""

    household = forms.ModelChoiceField(Household.objects.none(), label="门牌", empty_label="请选门牌")
    name = forms.CharField(label="姓名", max_length=50, error_messages={"required": "请写姓名。"})
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text="姓名和手机号都对得上,才当作同一个人。",
        error_messages={"required": "请写手机号。"},
    )

    def __init__(self, *args: Any, unit: Place, **options: Any) -> None:
        super().__init__(*args, **options)
        doors = Household.objects.filter(unit=unit, closed_on=None).order_by("path")
        self.fields["household"].queryset = doors  # type: ignore[attr-defined]
        self.fields["household"].label_from_instance = lambda door: door.number  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Return the name without stray spaces."""
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """Return the digits."""
        try:
            return clean_phone(self.cleaned_data["phone"])
        except NotAPhone as fault:
            raise forms.ValidationError(fault.words) from fault
