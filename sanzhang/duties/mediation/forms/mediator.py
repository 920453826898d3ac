"""What the mediator notes: consents, sittings, the agreement, follow-ups, the end."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localtime

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.forms.base import (
    Form,
    PhotoField,
    choice_field,
    date_field,
    phone_field,
    select_field,
    text_field,
    words_field,
)
from sanzhang.duties.mediation.models import Dispute, Party

WHO, TOO_FEW = "请选是哪一方。", "请把第 %s 项写全:谁、做什么、哪天以前。"
HOW = ((rules.PAPER, "纸上签了字"), (rules.SPOKEN, "当面口头同意"))
ABOUT = ((rules.TO_MEDIATE, "同意调解"), (rules.TO_EXTEND, "同意延长 15 天"))


class DisputeForm(Form):
    """A form about a dispute; knows its parties, sittings and follow-ups."""

    def __init__(self, *args: Any, dispute: Dispute, **options: Any) -> None:
        super().__init__(*args, **options)
        self.parties: dict[str, Party] = {str(one.pk): one for one in queries.parties_of(dispute)}
        choices = [
            ("", "请选择"),
            *((pk, f"{one.get_side_display()} {one.name}") for pk, one in self.parties.items()),
        ]
        for name, field in self.fields.items():
            if name.startswith("party"):
                field.choices = choices  # type: ignore[attr-defined]

    def clean_party(self) -> Party:
        """Return the party."""
        return self.parties[self.cleaned_data["party"]]


class ConsentForm(DisputeForm):
    """A consent given on paper or by word of mouth."""

    party = select_field("哪一方", (), WHO)
    about = choice_field("同意什么", ABOUT, "请选同意的是什么。")
    way = choice_field("怎么同意的", HOW, "请选怎么同意的。")
    witness = text_field("见证人", hint="口头同意的要写。")
    photo = PhotoField("签字的照片")


class ConveneForm(DisputeForm):
    """When and where both sides meet."""

    on = date_field("哪一天", "请选哪一天。")
    clock = forms.TimeField(
        label="几点",
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": "请写几点。", "invalid": "时间要写成 19:30 这样。"},
    )
    spot = text_field("在哪里", "请写在哪里谈。", longest=100)


class SittingForm(DisputeForm):
    """One of the sittings that are planned."""

    def __init__(self, *args: Any, dispute: Dispute, **options: Any) -> None:
        super().__init__(*args, dispute=dispute, **options)
        self.sittings = {str(one.pk): one for one in dispute.sittings.filter(state=rules.PLANNED)}
        choices = [(pk, f"{localtime(one.starts_at):%m月%d日 %H:%M}") for pk, one in self.sittings.items()]
        self.fields["sitting"] = select_field("哪一次", choices, "请选哪一次。")
        self.order_fields(["sitting"])

    def clean_sitting(self) -> Any:
        """Return the sitting."""
        return self.sittings[self.cleaned_data["sitting"]]


class HoldForm(SittingForm):
    """Who came, what was said, how it went."""

    attendance = words_field("谁到场了", "请写谁到场了。", "一行一个:双方、调解员、见证人。", rows=3)
    minutes = words_field("调解笔录", "请写笔录。", rows=6)
    result = choice_field("谈得怎么样", rules.RESULTS.items(), "请选谈得怎么样。")


class AgreementForm(DisputeForm):
    """The agreement, with up to two things to do until a day."""

    facts = words_field("纠纷主要事实、争议事项", "请写纠纷的主要事实。")
    clauses = words_field("协议内容", "请写双方说好了什么。", "一条一行。", rows=6)
    manner = words_field("履行方式、期限", rows=2)
    party_1 = select_field("谁去做(一)", (), "", optional=True)
    words_1 = text_field("做什么(一)", longest=200)
    due_1 = date_field("哪天以前(一)")
    party_2 = select_field("谁去做(二)", (), "", optional=True)
    words_2 = text_field("做什么(二)", longest=200)
    due_2 = date_field("哪天以前(二)")

    def clean(self) -> dict[str, Any]:
        """Put what is to be done together."""
        given: dict[str, Any] = super().clean() or {}
        found: list[tuple[Party, str, date]] = []
        for number in ("1", "2"):
            three = [given.get(f"{name}_{number}") for name in ("party", "words", "due")]
            if any(three) and not all(three):
                self.add_error(f"words_{number}", TOO_FEW % number)
            elif all(three):
                found.append((self.parties[str(three[0])], str(three[1]), three[2]))  # type: ignore[arg-type]
        return given | {"obligations": found}


class SignatureForm(DisputeForm):
    """A signature on paper, of whoever has not signed yet."""

    def __init__(self, *args: Any, dispute: Dispute, **options: Any) -> None:
        super().__init__(*args, dispute=dispute, **options)
        agreement = queries.agreement_of(dispute)
        signed = {str(one.party_id) for one in agreement.signatures.all()} if agreement else set()
        field: Any = self.fields["party"]
        field.choices = [choice for choice in field.choices if str(choice[0]) not in signed]

    party = select_field("哪一方签的", (), WHO)
    photo = PhotoField("签了字的协议的照片")


class OutcomeForm(DisputeForm):
    """In words."""

    words = words_field("写清楚", "请写清楚。")


class AsideForm(DisputeForm):
    """Why one stands aside."""

    kind = choice_field("为什么要回避", rules.INTERESTS.items(), "请选是哪一种。")
    words = words_field("说明", rows=2)


class AppointForm(DisputeForm):
    """Whom to call in."""

    phone = phone_field("他的手机号")
    role = choice_field("做什么", rules.ROLES.items(), "请选做什么。")


class FollowUpForm(DisputeForm):
    """What a follow-up found."""

    def __init__(self, *args: Any, dispute: Dispute, **options: Any) -> None:
        super().__init__(*args, dispute=dispute, **options)
        self.follow_ups = {
            str(one.pk): one for one in dispute.follow_ups.filter(done_at=None).order_by("due_on")
        }
        choices = [(pk, f"{one.due_on:%Y年%m月%d日}") for pk, one in self.follow_ups.items()]
        self.fields["follow"] = select_field("哪一次回访", choices, "请选哪一次回访。")
        self.order_fields(["follow"])

    result = choice_field("履行得怎么样", rules.FOLLOW_UPS.items(), "请选履行得怎么样。")
    words = words_field("情况", rows=2)

    def clean_follow(self) -> Any:
        """Return the follow-up."""
        return self.follow_ups[self.cleaned_data["follow"]]


MEDIATOR_FORMS: dict[str, type[DisputeForm]] = {
    "consent": ConsentForm,
    "convene": ConveneForm,
    "hold": HoldForm,
    "call-off": SittingForm,
    "draw-up": AgreementForm,
    "sign": SignatureForm,
    "settle": OutcomeForm,
    "follow-up": FollowUpForm,
    "appoint": AppointForm,
    "move": DisputeForm,
    "aside": AsideForm,
    "end": OutcomeForm,
}
