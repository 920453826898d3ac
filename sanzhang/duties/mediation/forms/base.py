"""What forms of mediation share: faults in plain words, boxes, choices, photos."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sanzhang.duties.mediation import rules
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto, reencode
from sanzhang.foundation.records.form_fields import PhoneField
from sanzhang.foundation.records.text import NotAPhone, clean_phone, half_width


class Form(forms.Form):
    """A form whose faults are told by us, in Chinese, and not by the browser in its own language."""

    use_required_attribute = False


def words_field(label: str, required: str = "", hint: str = "", rows: int = 4) -> forms.CharField:
    """Return a box for words; `required`: what to say when it is empty, "" if it may be."""
    return forms.CharField(
        label=label,
        max_length=rules.WORDS_MAX,
        required=bool(required),
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": f"最多写 {rules.WORDS_MAX} 个字。"},
    )


def text_field(label: str, required: str = "", hint: str = "", longest: int = 60) -> forms.CharField:
    """Return a line for words."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(required),
        help_text=hint,
        error_messages={"required": required, "max_length": f"最多写 {longest} 个字。"},
    )


def choice_field(label: str, choices: Iterable[tuple[Any, str]], required: str) -> forms.ChoiceField:
    """Return buttons to choose one of."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": "请选列出来的一个。"},
    )


def select_field(
    label: str, choices: Iterable[tuple[Any, str]], required: str, *, optional: bool = False
) -> forms.ChoiceField:
    """Return a list to choose one of."""
    return forms.ChoiceField(
        label=label,
        choices=[("", "请选择"), *choices],
        required=not optional,
        error_messages={"required": required, "invalid_choice": "请在列表里选一个。"},
    )


def date_field(label: str, required: str = "") -> forms.DateField:
    """Return a day."""
    return forms.DateField(
        label=label,
        required=bool(required),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": required, "invalid": "日期要写成 2026-12-01 这样。"},
    )


def phone_field(label: str) -> PhoneField:
    """Return a field for a number that may be left out."""
    too_long = {"max_length": "手机号太长了,请看看有没有写错。"}
    return PhoneField(label=label, max_length=30, required=False, error_messages=too_long)


class PeopleField(forms.CharField):
    """More people of one side, one a line: a name, and a phone behind it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=400,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="一人一行,例如:王芳 13900000001。手机号没有可以不写。",
            error_messages={"max_length": "写得太长了。每人只写姓名和手机号。"},
        )

    def clean(self, value: Any) -> list[tuple[str, str]]:
        """Return names with phones, "" where there is none."""
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]
        if len(lines) > rules.MORE_A_SIDE:
            raise forms.ValidationError(
                f"一方除了上面写的,最多再写 {rules.MORE_A_SIDE} 个人。可以推选代表来。"
            )
        return [self._read(line) for line in lines]

    @staticmethod
    def _read(line: str) -> tuple[str, str]:
        words = half_width(line).replace(",", " ").replace("、", " ").split()
        phone = words.pop() if len(words) > 1 and words[-1][-4:].isdigit() else ""
        name = "".join(words)
        if not name or len(name) > 60 or name[-4:].isdigit():
            raise forms.ValidationError(f"“{line[:20]}”看不懂。请写成“王芳 13900000001”,一人一行。")
        try:
            return name, clean_phone(phone) if phone else ""
        except NotAPhone as fault:
            raise forms.ValidationError(f"{name}的手机号:{fault.words}") from fault


class PhotoField(forms.FileField):
    """A photo, written anew before any transaction begins."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
        self.error_messages |= {"invalid": "照片没有传上来,请重新选。", "empty": "这张照片是空的,请重新拍。"}

    def clean(self, data: Any, initial: Any = None) -> Photo | None:
        """Return the photo, None where none was sent."""
        if not data:
            return None
        try:
            return reencode(data)
        except UnreadablePhoto as fault:
            raise forms.ValidationError(fault.words) from fault
