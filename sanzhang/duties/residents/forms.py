"""Forms of residents."""

from typing import Any

from django import forms

from sanzhang.foundation.records.form_fields import NameField, PhoneField
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
    name = NameField()
    phone = PhoneField(help_text="姓名和手机号都对得上,才当作同一个人。")

    def __init__(self, *args: Any, unit: Place, **options: Any) -> None:
        super().__init__(*args, **options)
        doors = Household.objects.filter(unit=unit, closed_on=None).order_by("path")
        self.fields["household"].queryset = doors  # type: ignore[attr-defined]
        self.fields["household"].label_from_instance = lambda door: door.number  # type: ignore[attr-defined]
