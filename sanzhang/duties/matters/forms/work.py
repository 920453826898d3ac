"""Forms of work that others do: whom one sends, what is decided, what was seen, what was said."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from sanzhang.duties.matters import rules, work
from sanzhang.duties.matters.forms.base import Form, words_field
from sanzhang.duties.matters.forms.seats import VersionForm
from sanzhang.foundation.records.form_fields import PhoneField
from sanzhang.foundation.records.text import clean_name

OTHER = "other"
CLOSES = time(17)


def day_field(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """Return a box for a day; work ends at five in the afternoon of it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "日期要写成 2026-12-05 这样。"},
    )


def end_of(day: date) -> datetime:
    """Return five in the afternoon of a day."""
    return timezone.make_aware(datetime.combine(day, CLOSES))


def choice(label: str, choices: Any, required: str, hint: str = "") -> forms.ChoiceField:
    """Return a few choices, one under the other."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        help_text=hint,
        error_messages={"required": required, "invalid_choice": required},
    )


class HandlerForm(VersionForm):
    """To whom an order goes: somebody known of the place, or another by name and phone."""

    to = choice("派给谁", (), "请选派给谁。")
    kind = forms.ChoiceField(
        label="别的单位:是哪一种",
        required=False,
        choices=[(key, label) for key, label in work.HANDLERS.items() if key not in (work.MEMBER, work.POST)],
    )
    name = forms.CharField(
        label="别的单位:名字",
        required=False,
        max_length=40,
        help_text="写单位的名字,居民也会看到。例如:省热力南关站。",
    )
    phone = PhoneField(
        label="别的单位:手机号",
        max_length=30,
        required=False,
        help_text="填了手机号,会把一次性网址用短信发给他;不填,可以自己复制或者打印给他。",
    )

    def __init__(self, *args: Any, handlers: dict[str, work.Handler], **options: Any) -> None:
        super().__init__(*args, **options)
        self.handlers = handlers
        known = [(key, handler.name) for key, handler in handlers.items()]
        self.fields["to"].choices = [*known, (OTHER, "别的单位(在下面写)")]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Return the name made clean."""
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Put the handler together."""
        given = super().clean() or {}
        to = given.get("to")
        if to == OTHER and not given.get("name") and "name" not in self.errors:
            self.add_error("name", "请写单位的名字。")
        elif to == OTHER:
            kind, name = given.get("kind") or work.PROPERTY, given.get("name", "")
            given["handler"] = work.Handler(kind, name, phone=given.get("phone", ""))
        elif to:
            given["handler"] = self.handlers[to]
        return given


class DispatchForm(HandlerForm):
    """Sending somebody."""

    words = words_field(
        "要办什么", required="请写要他办什么。", hint="他看得到您写的话,居民也看得到。", rows=3
    )
    day = day_field("哪天以前办完", hint="到当天 17:00。")
    shares_contact = forms.BooleanField(
        label="反映的人同意把他的联系方式给办理的单位",
        required=False,
        help_text="问过本人、他同意了才勾。办理的单位接单以后、回单以前能看,每次看都会记下来。",
    )
    field_order = ("to", "words", "day", "shares_contact", "kind", "name", "phone")


class ReturnForm(HandlerForm):
    """Deciding what was handed back."""

    choice = choice(
        "由谁办",
        (
            ("confirm", "就归他办,不能再退"),
            ("elsewhere", "改派给别人"),
            ("take_back", "收回来,由原来派单的岗位自己办"),
        ),
        "请选由谁办。",
    )
    words = words_field("为什么这样定", required="请写为什么这样定。", rows=3)
    field_order = ("choice", "words", "to", "kind", "name", "phone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].required = False
        self.fields["to"].label = "改派的话,派给谁"

    def clean(self) -> dict[str, Any]:
        """Ask for a handler only where another one is sent."""
        given = super().clean()
        if given.get("choice") == "elsewhere" and not given.get("handler"):
            self.add_error("to", "请选改派给谁。")
        return given


class YesForm(Form):
    """Deciding more time, or a second question."""

    choice = choice("您定", (("yes", "同意"), ("no", "不同意")), "请选同意还是不同意。")
    tell_resident = forms.BooleanField(label="告诉居民新的时间", required=False)
    words = words_field("想说的话", rows=3)

    def __init__(self, *args: Any, moves_promise: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not moves_promise:
            del self.fields["tell_resident"]

    def clean(self) -> dict[str, Any]:
        """Ask for words where it is refused."""
        given = super().clean() or {}
        if given.get("choice") == "no" and not rules.clean_words(given.get("words", "")):
            self.add_error("words", "不同意,请写一句为什么。")
        return given


class RedoForm(Form):
    """Deciding a second reopening."""

    choice = choice(
        "您看过以后", (("again", "要再办一次"), ("done", "已经办妥了,办结")), "请选再办一次,还是已经办妥。"
    )
    words = words_field(
        "看到了什么、为什么这样定", required="请写看到了什么、为什么这样定。", hint="居民会看到这段话。"
    )


class TimeForm(VersionForm):
    """Asking for more time."""

    day = day_field("延到哪天", hint="到当天 17:00。")
    words = words_field("为什么来不及", required="请写为什么来不及。", hint="居民会看到这段话。", rows=3)


class CheckForm(Form):
    """What somebody else saw."""

    choice = choice(
        "看过以后", (("good", "办好了,可以答复居民"), ("bad", "没有办好,退回去再办")), "请选办好了没有。"
    )
    words = words_field("看到了什么", required="请写看到了什么。", hint="居民会看到这段话。", rows=3)


class VisitForm(Form):
    """What was said by telephone or at the door."""

    spoken_with = forms.CharField(
        label="谁说的,怎么称呼",
        max_length=50,
        help_text="只给回访的岗位看,居民的回执上不写。",
        error_messages={"required": "请写谁说的,怎么称呼。"},
    )
    rating = choice("满意吗", list(work.ANSWERS_TO_VISIT.items()), "请选满意不满意。")
    again = forms.BooleanField(
        label="他要求再办一次", required=False, help_text="勾了就当居民要求重办,下面要写哪里没办好。"
    )
    words = words_field("他怎么说", rows=3, hint="居民会看到这段话。")


class DespiteForm(Form):
    """A report of a handler: what was done, with photos before and after."""

    words = words_field(
        "办了什么、结果怎么样", required="请写办了什么、结果怎么样。", hint="居民会看到。", rows=4
    )


class LeadForm(DespiteForm):
    """A report of who leads, while others are at it."""

    despite = words_field("还有一起办的没有回单,为什么不等了", required="请写为什么不等了。", rows=2)


class WorkRuleForm(Form):
    """What a topic asks of its work."""

    photos = forms.ChoiceField(label="照片", choices=list(work.PHOTOS.items()), required=False)
    needs_check = forms.BooleanField(label="答复居民以前要另一个人核查", required=False)


class KindRuleForm(WorkRuleForm):
    """What one kind of the catalogue asks of its work."""

    code = forms.CharField(
        label="目录里的编码",
        max_length=12,
        help_text="例如 M06003。",
        error_messages={"required": "请写目录里的编码。"},
    )
    field_order = ("code", "photos", "needs_check")
