"""What the forms of this room have in common."""

from django import forms

from sanzhang.duties.supervision import rules


class Form(forms.Form):
    """A form whose faults are told by us, in Chinese."""

    use_required_attribute = False


def words_field(label: str, *, required: str = "", hint: str = "", rows: int = 4) -> forms.CharField:
    """Return a box for words; `required`: what to say when it is empty, "" if it may be."""
    box = forms.Textarea(attrs={"rows": rows, "data-count": rules.WORDS_MAX})
    return forms.CharField(
        label=label,
        max_length=rules.WORDS_MAX,
        required=bool(required),
        widget=box,
        help_text=hint,
        error_messages={"required": required},
    )


def day_field(label: str, *, required: bool = False, hint: str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日子。", "invalid": "日期要写成 2026-12-01 这样。"},
    )
