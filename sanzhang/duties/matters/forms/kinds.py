"""The kind of a report: suggested, found, by group, or not known; and what its kind asks besides (§4.2)."""

from typing import Any

from django import forms
from django.utils.html import format_html

from sanzhang.duties.catalogue import rules as catalogue
from sanzhang.duties.catalogue.models import Kind, KindQuestion
from sanzhang.duties.matters.forms.base import Form
from sanzhang.duties.matters.queries import Offered

UNSURE = "拿不准,只选下面的大类"
YES_NO = [("是", "是"), ("不是", "不是"), ("不清楚", "不清楚")]


def kind_choices(offered: list[Offered]) -> list[tuple[str, Any]]:
    """Return what can be chosen: each kind once with its reasons, and not to know."""
    rows: dict[str, Any] = {}
    for one in offered:
        because = (
            format_html('<br><span class="quiet">因为提到:{}</span>', one.because) if one.because else ""
        )
        group = format_html(' <span class="quiet">{}</span>', one.kind.group)
        rows.setdefault(str(one.kind.pk), format_html("{}{}{}", one.kind.name, group, because))
    return [*rows.items(), ("", UNSURE)] if rows else []


class KindAnswersForm(Form):
    """What a kind asks: which lift, since when, is somebody shut in. What has to be known is enforced."""

    def __init__(self, *args: Any, kind: Kind, known: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questions = kind.asked
        for question in self.questions:
            field = question_field(question)
            field.initial = (known or {}).get(question.words, "")
            self.fields[f"q{question.number}"] = field

    def answers(self) -> dict[str, str]:
        """Return question → answer, of those that were answered."""
        given = {one.words: self.cleaned_data.get(f"q{one.number}") for one in self.questions}
        return {words: str(answer) for words, answer in given.items() if answer not in (None, "")}


def question_field(question: KindQuestion) -> forms.Field:
    """Return the field that asks a question of a kind."""
    said: dict[str, Any] = {"label": question.words, "required": question.is_needed}
    said["error_messages"] = {
        "required": f"请回答“{question.words}”。",
        "invalid": {catalogue.NUMBER: "请写数字。", catalogue.DAY: "请选一天。"}.get(question.answer, ""),
        "invalid_choice": "请在列出的里面选一项。",
        "max_length": "最多写 200 个字。",
    }
    if question.answer == catalogue.CHOICE:
        rows = [(str(one), str(one)) for one in question.choices]
        return forms.ChoiceField(choices=rows, widget=forms.RadioSelect, **said)
    if question.answer == catalogue.YES_NO:
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **said)
    if question.answer == catalogue.NUMBER:
        return forms.DecimalField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **said)
    if question.answer == catalogue.DAY:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **said)
    return forms.CharField(max_length=200, **said)
