"""A kind as a row of a workbook: its clocks and questions as lines in one cell."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from sanzhang.duties.catalogue import queries, rules
from sanzhang.duties.catalogue.forms.kind import KindForm, shown
from sanzhang.duties.catalogue.models import Kind

SPAN = re.compile(r"(\d{1,3})\s*(分钟|小时|工作日|天)")
UNIT_OF = {words: unit for unit, words in rules.UNITS}
ANSWER_OF = {words: answer for answer, words in rules.ANSWERS.items()}


class KindRowForm(KindForm):
    """A kind with its clocks and questions as they stand in a workbook."""

    clocks = forms.CharField(required=False)
    questions = forms.CharField(required=False)

    def clean_clocks(self) -> dict[str, tuple[int, str]]:
        """Return rung → span."""
        rung_of = {words: rung for rung, words in queries.names()["rungs"].items()} | {"答复居民": ""}
        found: dict[str, tuple[int, str]] = {}
        for number, line in enumerate(self.cleaned_data["clocks"].splitlines(), start=1):
            said = line.strip()
            if not said:
                continue
            rung = next((words for words in rung_of if said.startswith(words)), None)
            span = SPAN.search(said)
            if rung is None or span is None or int(span[1]) == 0:
                raise forms.ValidationError(
                    f"第 {number} 行“{said}”看不懂。请写成“单元长 24 小时”或“答复居民 3 天”。"
                )
            found[rung_of[rung]] = int(span[1]), UNIT_OF[span[2]]
        return found

    def clean_questions(self) -> list[Mapping[str, Any]]:
        """Return the questions in their order."""
        found: list[Mapping[str, Any]] = []
        for number, line in enumerate(self.cleaned_data["questions"].splitlines(), start=1):
            if not line.strip():
                continue
            words, answer, choices, needed = [*(part.strip() for part in line.split("|")), "", "", ""][:4]
            kind = ANSWER_OF.get(answer or "文字")
            options = [one for one in choices.split("/") if one]
            if kind is None or len(words) > 80 or (kind == rules.CHOICE and len(options) < 2):
                said = f"第 {number} 行“{line.strip()[:30]}”看不懂。"
                raise forms.ValidationError(
                    said + "请写成“问题|选一项|停水/水小|必填”,选一项至少要两个选项。"
                )
            found.append({"words": words, "answer": kind, "choices": options, "is_needed": needed == "必填"})
        return found


def row_shown(kind: Kind | None) -> dict[str, Any]:
    """Return what stands in the cells of a kind."""
    if kind is None:
        return {}
    lines = {"clocks": "\n".join(clock_lines(kind)), "questions": "\n".join(question_lines(kind))}
    return shown(kind) | lines


def clock_lines(kind: Kind) -> list[str]:
    """Return a kind's clocks as they are typed: 单元长 24 小时."""
    rungs, units = dict(queries.names()["rungs"]) | {"": "答复居民"}, dict(rules.UNITS)
    return [f"{rungs.get(one.rung, one.rung)} {one.amount} {units[one.unit]}" for one in kind.clocks.all()]


def question_lines(kind: Kind) -> list[str]:
    """Return a kind's questions as they are typed: 有人困在里面吗|是或不是||必填."""
    return [
        "|".join(
            (one.words, rules.ANSWERS[one.answer], "/".join(one.choices), "必填" if one.is_needed else "")
        )
        for one in kind.asked
    ]
