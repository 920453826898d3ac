"""What forms of matters share: a plain form, a box for words, choices, phones, places in words."""

from django import forms

from sanzhang.duties.matters import rules
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone
from sanzhang.organisation.territory.models import Place

KINDS_ASKED = [
    (rules.ORDINARY, "一般的事(7 天内答复)"),
    (rules.UTILITY, "停水、停电、停气、停暖(24 小时内答复)"),
    (rules.EMERGENCY, "紧急,有危险(2 小时内答复,直接报到社区)"),
]
LEADERS_ASKED = [
    (rules.UNIT, "本单元的单元长"),
    (rules.BUILDING, "本楼的楼栋长"),
    (rules.GRID, "本网格的网格长"),
]
RATINGS = [("5", "满意"), ("3", "基本满意"), ("1", "不满意")]


class Form(forms.Form):
    """A form whose faults are told by us, in Chinese, and not by the browser in its own language."""

    use_required_attribute = False


def words_field(label: str, *, required: str = "", hint: str = "", rows: int = 5) -> forms.CharField:
    """Return a box for words; `required`: what to say when it is empty, "" if it may be."""
    box = forms.Textarea(attrs={"rows": rows, "data-count": rules.WORDS_MAX})
    return forms.CharField(
        label=label,
        max_length=rules.WORDS_MAX,
        required=bool(required),
        widget=box,
        help_text=hint,
        error_messages={
            "required": required,
            "max_length": f"最多写 {rules.WORDS_MAX} 个字,现在是 %(show_value)d 个。请写短一点。",
        },
    )


def cleaned_phone(text: str) -> str:
    """Return the number made clean, "" where nothing was typed. Raises: ValidationError."""
    if not text.strip():
        return ""
    try:
        return clean_phone(text)
    except NotAPhone as fault:
        raise forms.ValidationError(fault.words) from fault


class ReachForm(Form):
    """How to reach who reports; both optional."""

    contact_name = forms.CharField(
        label="怎么称呼您",
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_phone = forms.CharField(
        label="手机号",
        required=False,
        max_length=30,
        help_text="留下手机号,有答复时会发短信告诉您。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_contact_name(self) -> str:
        """Return the name made clean."""
        return clean_name(self.cleaned_data["contact_name"])

    def clean_contact_phone(self) -> str:
        """Return the digits of the number."""
        return cleaned_phone(self.cleaned_data["contact_phone"])


def place_words(place: Place) -> str:
    """Return 桐荫家园 12栋2单元 for a list."""
    above = place.parent
    if place.kind == "unit" and above:
        return f"{above.estate.name if above.estate else ''}{above.name}{place.name}"
    if place.kind == "building":
        return f"{place.estate.name if place.estate else ''}{place.name}(整栋)"
    return f"{place.name}(公共区域)"
