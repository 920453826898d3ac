"""Asking for mediation: by a party, by a leader for somebody, out of a matter."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.forms.base import (
    Form,
    PeopleField,
    choice_field,
    phone_field,
    select_field,
    text_field,
    words_field,
)
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class SideFields:
    """One side of a form: whom one always names, and what only some need, folded away until something stands there."""

    head: str
    first: list[BoundField]
    more: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Say whether what only some need is shown."""
        return any(field.value() or field.errors for field in self.more)


NAME = "请写姓名或者怎么称呼。"


class TurnForm(Form):
    """What kind it is, and whom it is between."""

    heads = ("申请人一方", "对方")
    kind = select_field("哪一类", rules.KINDS.items(), "请选是哪一类。")
    scale = choice_field("涉及多少户", rules.SCALES.items(), "请选涉及多少户。")
    applicant = text_field("申请人姓名", NAME)
    applicant_phone = phone_field("申请人手机号")
    applicant_by = text_field("申请人的代理人", hint="由别人代办的才填。")
    applicant_more = PeopleField("申请人一方还有谁")
    respondent = text_field("对方姓名或者门牌", "请写对方是谁,不知道姓名就写门牌,例如 201 室。")
    respondent_phone = phone_field("对方手机号")
    respondent_by = text_field("对方的代理人", hint="由别人代办的才填。")
    respondent_more = PeopleField("对方一方还有谁")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scale"].initial = "single"

    @property
    def asked(self) -> list[BoundField]:
        """Return the fields that are about no side."""
        return [field for field in self if not field.name.startswith(tuple(rules.SIDES))]

    @property
    def sides(self) -> list[SideFields]:
        """Return the fields of each side."""
        return [
            SideFields(head, [self[side], self[f"{side}_phone"]], [self[f"{side}_more"], self[f"{side}_by"]])
            for side, head in zip(rules.SIDES, self.heads, strict=True)
        ]


class TellForm(TurnForm):
    """The same from a party, with what happened."""

    heads = ("您这一方", "对方")
    words = words_field("是怎么回事", "请写一写是怎么回事。", "只有双方和调解员能看到。", rows=5)
    field_order = ("words",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["applicant"].label = "您的姓名"
        self.fields["applicant_phone"].label = "您的手机号"
        self.fields["applicant_by"].label = "您的代理人"
        self.fields["applicant_more"].label = "您这一方还有谁"


class TellForForm(TurnForm):
    """The same by a leader, or from a paper."""

    source = choice_field(
        "怎么来的", (("leader", "走访时发现的"), ("paper", "交来的纸面申请")), "请选怎么来的。"
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label="在哪里",
        empty_label="请选择",
        error_messages={"required": "请选在哪里。", "invalid_choice": "请在列表里选一个地方。"},
    )
    words = words_field("是怎么回事", "请写一写是怎么回事。", "交上去以后,只有双方和调解员能看到。", rows=5)
    field_order = ("source", "place", "words")

    def __init__(self, *args: Any, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["place"]
        field.queryset = places  # type: ignore[attr-defined]
        field.label_from_instance = territory.full_name  # type: ignore[attr-defined]
        self.fields["source"].initial = "leader"
