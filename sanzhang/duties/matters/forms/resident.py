"""Forms of whoever reports: where, what, how urgent, how to be reached; the receipt."""

from typing import Any

from django import forms

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.forms.base import KINDS_ASKED, LEADERS_ASKED, RATINGS, Form, words_field
from sanzhang.duties.matters.forms.kinds import kind_choices
from sanzhang.duties.matters.queries import Offered
from sanzhang.foundation.records.ids import read_code
from sanzhang.organisation.territory.models import Household, Place


class WhereForm(Form):
    """Where exactly; the place itself is known from the scan."""

    spot = forms.CharField(
        label="具体在什么位置",
        required=False,
        max_length=rules.SPOT_MAX,
        help_text="例如:三楼楼道、一层大门、楼后停车位",
        error_messages={"max_length": f"最多写 {rules.SPOT_MAX} 个字。"},
    )


SUGGESTING = {  # while somebody types; by POST, so that no log keeps the words
    "hx-post": "/kinds/suggest/",
    "hx-trigger": "input changed delay:800ms",
    "hx-target": "#kinds",
    "hx-sync": "this:replace",
}


class WhatForm(Form):
    """What it is, in one's own words."""

    words = words_field(
        "什么东西、怎么了、从什么时候开始",
        required="请写一写是什么事,一句话也行。",
        hint="请不要写别人的身份证号、病情等隐私。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].widget.attrs |= SUGGESTING

    def clean_words(self) -> str:
        """Return the words without control signs."""
        words = rules.clean_words(self.cleaned_data["words"])
        if not words:
            raise forms.ValidationError("请写一写是什么事,一句话也行。")
        return words


class SortForm(Form):
    """How urgent it is, what kind it is, and whom it is about. Who chose a kind is not asked for the coarse group."""

    filed_as = forms.ChoiceField(
        label="是哪一种事",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请在列出的里面选,或者选拿不准。"},
    )
    kind = forms.ChoiceField(
        label="急不急",
        choices=KINDS_ASKED,
        widget=forms.RadioSelect,
        error_messages={"required": "请选急不急。"},
        initial=rules.ORDINARY,
    )
    topic = forms.ChoiceField(
        label="属于哪一类",
        choices=list(rules.TOPICS.items()),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": "请选属于哪一类;拿不准就选“别的事”。"},
    )
    about = forms.MultipleChoiceField(
        label="和哪位三长有关",
        choices=LEADERS_ASKED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="选了谁,谁和他的家人就看不到、也经手不了这件事。",
    )
    household_number = forms.CharField(
        label="和哪一户有关(门牌号)",
        required=False,
        max_length=12,
        help_text="例如 302。那一户的人看不到、也经手不了这件事。",
    )

    def __init__(
        self, *args: Any, place: Place, offered: list[Offered] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.place = place
        self.household: Household | None = None
        self.fields["filed_as"].choices = kind_choices(offered or [])  # type: ignore[attr-defined]
        if not offered:
            del self.fields["filed_as"]
            self.fields["topic"].required = True
        kinds = {"unit": LEADERS_ASKED, "building": LEADERS_ASKED[1:], "grid": LEADERS_ASKED[2:]}
        self.fields["about"].choices = kinds.get(place.kind, [])  # type: ignore[attr-defined]
        if place.kind != "unit":
            del self.fields["household_number"]
        if not self.fields["about"].choices:  # type: ignore[attr-defined]
            del self.fields["about"]

    def clean_household_number(self) -> str:
        """Find the door in this unit."""
        number = "".join(str(self.cleaned_data["household_number"]).split())
        if number:
            doors = Household.objects.filter(unit=self.place, number=number, closed_on=None)
            self.household = doors.first()
            if self.household is None:
                raise forms.ValidationError(f"本单元没有“{number}”这个门牌号。请改一改,或者不填。")
        return number

    def clean(self) -> dict[str, Any]:
        """Ask for the coarse group where no kind was chosen."""
        given = super().clean() or {}
        if not given.get("filed_as") and not given.get("topic") and "topic" not in self.errors:
            self.add_error("topic", self.fields["topic"].error_messages["required"])
        return given

    def answers(self) -> dict[str, Any]:
        """Return what a draft keeps: the door by its id, too."""
        kept = {"filed_as": "", "joined_to": "", "as": ""} | self.cleaned_data
        return kept | {"household": self.household.pk if self.household else None}


class FollowForm(Form):
    """The sixteen signs of a receipt."""

    code = forms.CharField(
        label="查询码",
        max_length=60,
        help_text="回执上的 16 位字母和数字,大小写、空格都可以。",
        error_messages={"required": "请输入回执上的 16 位查询码。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """Return the code as it is kept."""
        code = read_code(self.cleaned_data["code"])
        if len(code) != 16:
            raise forms.ValidationError(f"查询码是 16 位,现在是 {len(code)} 位。请对着回执再看一遍。")
        return code


class RateForm(Form):
    """How it was."""

    rating = forms.ChoiceField(
        label="这件事办得怎么样",
        choices=RATINGS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选满意不满意。"},
    )
    words = words_field("想说的话", rows=3)
