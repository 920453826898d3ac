"""Forms of whoever has a seat: steps, typing for somebody, lists, clocks."""

import re
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules
from sanzhang.duties.matters.forms.base import KINDS_ASKED, Form, ReachForm, place_words, words_field
from sanzhang.duties.matters.forms.kinds import question_field
from sanzhang.duties.matters.forms.resident import WhereForm
from sanzhang.organisation.territory.models import Household, Place

AREA = re.compile(r"[0-9]{4,22}")


class VersionForm(Form):
    """A step taken on a page that shows one version of a matter."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


class WordsForm(VersionForm):
    """A step with words."""

    words = words_field("说明", required="请写一句话,让居民和下一位知道情况。")

    def __init__(
        self, *args: Any, label: str = "", required: str = "", hint: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = self.fields["words"]
        field.label = label or field.label
        field.help_text = hint
        if required:
            field.error_messages["required"] = required


class AnswerForm(VersionForm):
    """One of four honest ends, with words."""

    ending = forms.ChoiceField(
        label="办得怎样",
        choices=list(rules.ENDINGS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选办得怎样。没办好也照实选。"},
    )
    words = words_field(
        "跟居民说一说",
        required="请写清楚:怎么办的;没办好的写为什么;不归我们管的写归谁管、找谁。",
        hint="居民会看到这段话。",
    )

    def ask_of_work(self, *, waits_for: list[str], is_checked: bool) -> None:
        """Ask why running orders (`waits_for`: to whom) are not waited for, and whether somebody looks first."""
        if waits_for:
            names = "、".join(waits_for[:3])
            self.fields["despite"] = words_field(
                f"{names}还没有回单,为什么不等了", required="等回单以后再答复,或者写明为什么不等了。", rows=2
            )
        if is_checked:
            self.fields["ending"].help_text = "这类事办完要另一个人核查,核查好了才发给居民。"
        else:
            label = "先请另一个人核查,好了再发给居民"
            self.fields["check_first"] = forms.BooleanField(label=label, required=False)


class SubjectForm(VersionForm):
    """Whom a matter turned out to be about: a leader of the ladder, or a door of the unit."""

    who = forms.ChoiceField(
        label="和谁有关", error_messages={"required": "请选这件事和谁有关。"}, widget=forms.RadioSelect
    )
    number = forms.CharField(
        label="门牌号", required=False, max_length=12, help_text="选“某一户”时填,例如 302。"
    )
    words = words_field("写一句情况", required="请写一句为什么和他有关。不要写别人的隐私。", rows=3)

    def __init__(self, *args: Any, place: Place, leaders: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.place = place
        self.household: Household | None = None
        door = [("household", "本单元的某一户")] if place.kind == "unit" else []
        self.fields["who"].choices = [*leaders, *door]  # type: ignore[attr-defined]
        if not door:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        """Find the door."""
        given = super().clean() or {}
        if given.get("who") == "household":
            number = "".join(str(given.get("number") or "").split())
            self.household = Household.objects.filter(unit=self.place, number=number, closed_on=None).first()
            if self.household is None:
                self.add_error(
                    "number", f"本单元没有“{number}”这个门牌号。" if number else "请写门牌号,例如 302。"
                )
        return given


class ContactForm(Form):
    """Why somebody has to be called."""

    purpose = forms.ChoiceField(  # a choice, not free words: the journal holds no names (R9)
        label="为什么要联系",
        choices=[(words, words) for words in ("约时间上门", "问清楚情况", "告诉办理结果", "紧急情况联系")],
        widget=forms.RadioSelect,
        help_text="这次查看会记下来,反映的人也能查到。",
        error_messages={"required": "请选为什么要联系。"},
    )


class NewForm(ReachForm):
    """A matter typed by a leader or worker: for somebody, or found on the round."""

    origin = forms.ChoiceField(
        label="怎么知道的",
        choices=[(key, label) for key, label in rules.ORIGINS.items() if key != "resident"],
        widget=forms.RadioSelect,
        help_text="自己发现的事由您的上一级来办,您凭回执查看。",
        error_messages={"required": "请选这件事是怎么知道的。"},
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label="在哪里",
        empty_label="请选择",
        error_messages={"required": "请选在哪个单元或哪栋楼。", "invalid_choice": "请在列表里选一个地方。"},
    )
    spot = WhereForm.base_fields["spot"]
    words = words_field("什么事", required="请写一写是什么事,一句话也行。", hint="按居民的原话写。")
    kind = forms.ChoiceField(
        label="急不急",
        choices=KINDS_ASKED,
        widget=forms.RadioSelect,
        initial=rules.ORDINARY,
        error_messages={"required": "请选急不急。"},
    )
    filed_as = forms.ChoiceField(
        label="是哪一种事",
        required=False,
        error_messages={"invalid_choice": "这一种已经不用了,请另选。"},
    )
    topic = forms.ChoiceField(
        label="属于哪一类",
        choices=list(rules.TOPICS.items()),
        help_text="上面选了是哪一种,这里就跟着走。",
        error_messages={"required": "请选属于哪一类。"},
    )
    field_order = ("origin", "place", "spot", "words", "kind", "filed_as", "topic")

    def __init__(
        self,
        *args: Any,
        places: Any,
        kinds: Any = (),
        kind: Kind | None = None,
        was_offline: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.chosen, self.asked = kind, {}
        choices = [("", "拿不准,只选大类"), *((group, rows) for group, rows in kinds)]
        self.fields["filed_as"].choices = choices  # type: ignore[attr-defined]
        if not kinds:
            del self.fields["filed_as"]
        for question in kind.questions.all() if kind else ():
            self.asked[f"q{question.number}"] = question.words
            self.fields[f"q{question.number}"] = asking = question_field(question)
            asking.required = asking.required and not was_offline  # without a net nobody could ask it
        field = self.fields["place"]
        field.queryset = places  # type: ignore[attr-defined]
        field.label_from_instance = place_words  # type: ignore[attr-defined]
        self.fields["contact_name"].label = "反映的人怎么称呼"
        self.fields["contact_phone"].help_text = "他愿意留才填;有答复时会发短信告诉他。"
        self.order_fields([*self.field_order, *self.asked, "contact_name", "contact_phone"])

    def given(self) -> dict[str, Any]:
        """Return what is reported: the kind itself, and question → answer."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in self.asked}
        said = {words: self.cleaned_data.get(name) for name, words in self.asked.items()}
        details = {words: str(answer) for words, answer in said.items() if answer not in (None, "")}
        return given | {"filed_as": self.chosen, "details": details}


class QuickSelect(forms.Select):
    """A select without a template an option: a list page draws sixty options at each visit."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the select with its options."""
        chosen = str(value or "")
        options = (
            format_html(CHOSEN if str(key) == chosen else OPTION, key, label) for key, label in self.choices
        )
        drawn = format_html_join("", "{}", ((option,) for option in options))
        return format_html(
            '<select name="{}" id="{}">{}</select>', name, (attrs or {}).get("id", name), drawn
        )


OPTION, CHOSEN = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'


def narrowing(label: str, choices: Any = ()) -> forms.ChoiceField:
    """Return a filter of a list; empty: everything."""
    return forms.ChoiceField(
        label=label, required=False, choices=[("", "全部"), *choices], widget=QuickSelect
    )


class ListForm(Form):
    """What a list is narrowed to."""

    q = forms.CharField(label="搜内容或编号", required=False, max_length=60)
    state = narrowing("状态", [("open", "没办完的"), ("late", "超期的"), *rules.STATES.items()])
    rung = narrowing("在谁手里", rules.RUNGS.items())
    kind = narrowing("急不急", rules.KINDS.items())
    topic = narrowing("哪一类", rules.TOPICS.items())
    area = narrowing("哪一片")
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: list[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "全部"), *((place.path, place_words(place).split("(")[0]) for place in areas)]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]

    def wishes(self) -> dict[str, Any]:
        """Return the valid filters; what is not understood is left out."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        area = str(self.data.get("area") or "")
        if AREA.fullmatch(area):  # a figure's list may be narrower than what one can choose here
            given["area"] = area
        if words := given.pop("q", ""):
            given["words"] = words
        return given


class ClockForm(Form):
    """How long one rung may keep one kind, or how long an answer may take."""

    amount = forms.IntegerField(
        min_value=1,
        max_value=999,
        error_messages={
            "required": "请写一个数。",
            "invalid": "请写整数。",
            "min_value": "至少写 1。",
            "max_value": "最多写 999。",
        },
    )
    unit = forms.ChoiceField()

    def __init__(self, *args: Any, units: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
