"""Forms of households and their months."""

from collections.abc import Sequence
from typing import Any

from django import forms

from sanzhang.duties.residents.models import Home
from sanzhang.foundation.records.text import mask_name
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Member, Turn

MOVE_UP = (("up", "后面的住户依次提前,补上来"), ("vacant", "先空着,等别人自愿接"))


def _words(label: str, *, help_text: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": f"请写{label}。"},
    )


class JoinForm(forms.Form):
    """For which household one joins; most people have one."""

    home = forms.ModelChoiceField(
        Home.objects.none(),
        label="哪一户",
        empty_label=None,
        error_messages={"required": "请选哪一户。", "invalid_choice": "请从列出的门牌里选。"},
    )
    agrees = forms.BooleanField(
        label="我愿意轮到时当一个月单元长。同单元参加轮值的住户能看到我家的门牌和轮到的月份。",
        error_messages={"required": "愿意的话,请勾选这一句。"},
    )

    def __init__(self, *args: Any, homes: Sequence[Home], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["home"].queryset = Home.objects.filter(  # type: ignore[attr-defined]
            pk__in=[home.pk for home in homes]
        ).select_related("household", "person")
        self.fields["home"].label_from_instance = self.label_of  # type: ignore[attr-defined]

    def label_of(self, home: Home) -> str:
        """Return how a home is named."""
        return f"{home.household.number}室"


class EnterForm(JoinForm):
    """Whom the worker visited and enters."""

    agrees = forms.BooleanField(
        label="已经当面问过,本人愿意轮到时当一个月单元长。",
        error_messages={"required": "请先当面问过本人,再勾选。"},
    )

    def label_of(self, home: Home) -> str:
        """Return door and masked name."""
        return f"{home.household.number}室 {mask_name(home.person.name)}"


class DeclineForm(forms.Form):
    """Why somebody does not take part this time."""

    words = _words("为什么这次不参加", required=True, help_text="报名的人看得到,请写得客气、清楚。")


class GiveUpForm(forms.Form):
    """Why a month is passed over or a household leaves, and who gets its months."""

    words = _words("原因", help_text="写一句就行,例如“出差”。本单元参加轮值的住户和社区能看。")
    instead = forms.ChoiceField(
        label="空出来的月份怎么办",
        choices=MOVE_UP,
        initial="up",
        widget=forms.RadioSelect,
        error_messages={"required": "请选怎么办。"},
    )


class StopForm(forms.Form):
    """Why somebody stops in the middle of a month."""

    words = _words("原因", help_text="写一句就行。本单元参加轮值的住户和社区能看。")


class SwapForm(forms.Form):
    """With whose month one would like to change."""

    theirs = forms.ModelChoiceField(
        Turn.objects.none(),
        label="想换到哪个月",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选想换到哪个月。", "invalid_choice": "这个月已经变了,请重新选。"},
    )
    words = forms.CharField(
        label="捎一句话", max_length=100, required=False, help_text="例如“那个月要回老家”。"
    )

    def __init__(self, *args: Any, turns: Sequence[Turn], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theirs"].queryset = Turn.objects.filter(  # type: ignore[attr-defined]
            pk__in=[turn.pk for turn in turns]
        ).select_related("member__household", "rota__post__place")
        self.fields["theirs"].label_from_instance = month_of  # type: ignore[attr-defined]


def month_of(turn: Turn) -> str:
    """Return 2027年1月(302室)."""
    door = f"({turn.member.household.number}室)" if turn.member else ""
    return f"{rules.spoken_month(turn.month)}{door}"


class TakeForm(forms.Form):
    """Who takes a month that nobody has."""

    member = forms.ModelChoiceField(
        Member.objects.none(),
        label="哪一户接",
        empty_label=None,
        error_messages={"required": "请选哪一户。", "invalid_choice": "这一户不能接,请重新选。"},
    )

    def __init__(self, *args: Any, members: Sequence[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member"].queryset = Member.objects.filter(  # type: ignore[attr-defined]
            pk__in=[member.pk for member in members]
        ).select_related("household", "rota__post__place", "person")
        self.fields["member"].label_from_instance = lambda one: f"{one.household.number}室"  # type: ignore[attr-defined]
