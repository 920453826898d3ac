"""Fields of forms in which a person is written: a name, a number."""

from typing import Any

from django import forms

from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone


class NameField(forms.CharField):
    """A name, cleaned of stray spaces."""

    def __init__(self, *, label: str = "姓名", max_length: int = 50, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "请写姓名。"})
        super().__init__(label=label, max_length=max_length, **options)

    def clean(self, value: Any) -> str:
        """Return the name, "" where none was asked and none was written."""
        return clean_name(super().clean(value) or "")


class PhoneField(forms.CharField):
    """The number of a telephone, however it was typed; what is wrong with one stands at the field."""

    def __init__(self, *, label: str = "手机号", max_length: int = 20, **options: Any) -> None:
        options.setdefault("error_messages", {"required": "请写手机号。"})
        attrs = {"inputmode": "tel"} | options.pop("attrs", {})
        super().__init__(label=label, max_length=max_length, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> str:
        """Return the digits, "" where none were asked and none were written. Raises: ValidationError."""
        text = str(super().clean(value) or "").strip()
        try:
            return clean_phone(text) if text else ""
        except NotAPhone as fault:
            raise forms.ValidationError(fault.words) from fault
