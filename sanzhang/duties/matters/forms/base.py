"""What forms of matters share: a plain form, a box for words, choices, phones, places in words."""

from django import forms

from sanzhang.duties.matters import rules
from sanzhang.foundation.records.form_fields import NameField, PhoneField
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


class ReachForm(Form):
    """How to reach who reports; both optional."""

    contact_name = NameField(
        label="怎么称呼您",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_phone = PhoneField(
        max_length=30,
        required=False,
        help_text="留下手机号,有答复时会发短信告诉您。",
        attrs={"autocomplete": "tel"},
    )


def place_words(place: Place) -> str:
    """Return 桐荫家园 12栋2单元 for a list."""
    above = place.parent
    if place.kind == "unit" and above:
        return f"{above.estate.name if above.estate else ''}{above.name}{place.name}"
    if place.kind == "building":
        return f"{place.estate.name if place.estate else ''}{place.name}(整栋)"
    return f"{place.name}(公共区域)"
