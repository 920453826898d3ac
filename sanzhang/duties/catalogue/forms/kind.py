"""A kind on one page: what it is, how long each rung may take, what is asked besides."""

import re
from typing import Any, cast

from django import forms

from sanzhang.duties.catalogue import queries, rules
from sanzhang.duties.catalogue.actions import EDITABLE
from sanzhang.duties.catalogue.models import Kind
from sanzhang.organisation.posts.rules import members

MOST_QUESTIONS, MORE = 12, 2  # of one kind; empty rows that stand ready
LONGEST = 999  # of a clock, in any unit
CLOCK, QUESTION = "clock", "question"  # what the names of their fields begin with


def word_list(text: str) -> list[str]:
    """Return the words of a field, apart by spaces, commas or 、."""
    return [word for word in re.split(r"[\s,,、;;]+", text.strip()) if word]


class KindForm(forms.Form):
    """What a kind is."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请写名称。"})
    group = forms.CharField(label="大类", max_length=30, error_messages={"required": "请写属于哪个大类。"})
    topic = forms.ChoiceField(label="居民页上归到")
    urgency = forms.ChoiceField(label="急不急")
    first_rung = forms.ChoiceField(label="从哪一级开始", required=False)
    taken_by = forms.ChoiceField(
        label="可以找哪种网格成员", required=False, choices=[("", "没有"), *members.KINDS.items()]
    )
    department = forms.CharField(label="主管部门", max_length=60, required=False)
    file_when = forms.CharField(label="什么情况算(立案条件)", max_length=200, required=False)
    done_when = forms.CharField(label="怎样算办好(结案条件)", max_length=200, required=False)
    words = forms.CharField(
        label="居民常说的词",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="用空格隔开,例如:楼道灯 声控灯 灯不亮。",
    )

    def __init__(self, *args: Any, kind: Kind | None = None, **options: Any) -> None:
        super().__init__(*args, **({"initial": shown(kind)} | options))
        names = queries.names()
        self.fields["topic"].choices = list(names["topics"].items())  # type: ignore[attr-defined]
        self.fields["urgency"].choices = list(names["urgencies"].items())  # type: ignore[attr-defined]
        rungs = [("", "按地点:单元长、楼栋长或网格长"), *names["rungs"].items()]
        self.fields["first_rung"].choices = rungs  # type: ignore[attr-defined]

    def clean_words(self) -> list[str]:
        """Return the words as a list."""
        return word_list(self.cleaned_data["words"])


def shown(kind: Kind | None) -> dict[str, Any]:
    """Return what stands in the fields of a kind."""
    if kind is None:
        return {}
    return {name: getattr(kind, name) for name in EDITABLE} | {"words": " ".join(kind.words)}


class ClocksForm(forms.Form):
    """How long each rung may keep a matter of the kind; a rung left empty goes by the general clocks."""

    def __init__(self, *args: Any, kind: Kind | None = None, **options: Any) -> None:
        own = {one.rung: one for one in kind.clocks.all()} if kind else {}
        first: dict[str, Any] = {f"amount_{rung}": one.amount for rung, one in own.items()}
        super().__init__(*args, **({"initial": first, "prefix": CLOCK} | options))
        general = queries.general_clocks(kind.urgency if kind else "ordinary")
        self.rungs = {"": "答复居民"} | dict(queries.names()["rungs"])
        for rung, words in self.rungs.items():
            self.fields[f"amount_{rung}"] = forms.IntegerField(
                label=words,
                required=False,
                min_value=1,
                max_value=LONGEST,
                help_text=f"通用 {general[rung]}" if rung in general else "",
                error_messages={"invalid": "请只写数字。"},
            )
            self.fields[f"unit_{rung}"] = forms.ChoiceField(
                label=f"{words}的单位",
                required=False,
                choices=rules.UNITS,
                initial=own[rung].unit if rung in own else "hours",
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return number and unit, rung by rung."""
        return [(self[f"amount_{rung}"], self[f"unit_{rung}"]) for rung in self.rungs]

    def clocks(self) -> dict[str, tuple[int, str]]:
        """Return rung → span, of those that were filled in."""
        given = self.cleaned_data
        return {
            rung: (given[f"amount_{rung}"], given[f"unit_{rung}"] or rules.UNITS[0][0])
            for rung in self.rungs
            if given[f"amount_{rung}"]
        }


class QuestionForm(forms.Form):
    """One question that reports of a kind are asked."""

    words = forms.CharField(label="问题", required=False, max_length=80)
    answer = forms.ChoiceField(label="怎么答", required=False, choices=list(rules.ANSWERS.items()))
    choices = forms.CharField(
        label="选项", required=False, max_length=200, help_text="“选一项”才填,用空格隔开,例如:停水 水小。"
    )
    is_needed = forms.BooleanField(label="一定要答", required=False)

    def clean_choices(self) -> list[str]:
        """Return the choices as a list."""
        return list(dict.fromkeys(word_list(self.cleaned_data["choices"])))

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing."""
        given = super().clean() or {}
        if given.get("choices") and not given.get("words"):
            self.add_error("words", "请写问题;不要这一行,就把选项也清空。")
        if given.get("words") and given.get("answer") == rules.CHOICE and len(given.get("choices", ())) < 2:
            self.add_error("choices", "“选一项”至少要写两个选项。")
        return given


class QuestionFormSet(forms.BaseFormSet[QuestionForm]):
    """The questions of a kind, in the order in which they are asked."""

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions, of the rows that were filled in and not taken out, by their numbers."""
        rows = [one.cleaned_data for one in self.forms if one.cleaned_data.get("words")]
        kept = sorted((row for row in rows if not row["DELETE"]), key=lambda row: row["ORDER"] or LONGEST)
        return [
            {
                "words": row["words"],
                "answer": row["answer"] or rules.TEXT,
                "choices": row["choices"] if row["answer"] == rules.CHOICE else [],
                "is_needed": row["is_needed"],
            }
            for row in kept
        ]

    def add_fields(self, form: QuestionForm, index: int | None) -> None:
        """Word the fields that the library adds."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = "第几个问"
        form.fields["DELETE"].label = "去掉这个问题"
        form.fields["answer"].initial = rules.TEXT


_Questions = forms.formset_factory(
    QuestionForm,
    formset=QuestionFormSet,
    extra=MORE,
    max_num=MOST_QUESTIONS,
    validate_max=True,
    absolute_max=MOST_QUESTIONS + MORE,
    can_order=True,
    can_delete=True,
)


def questions_form(kind: Kind | None, typed: Any = None) -> QuestionFormSet:
    """Return the questions as rows; `typed`: what came back."""
    first = [
        {
            "words": one.words,
            "answer": one.answer,
            "choices": " ".join(one.choices),
            "is_needed": one.is_needed,
        }
        for one in (kind.asked if kind else ())
    ]
    return cast("QuestionFormSet", _Questions(typed, initial=first, prefix=QUESTION))


def with_more_rows(typed: Any) -> tuple[KindForm, ClocksForm, QuestionFormSet]:
    """Return the page as it was typed, unchecked, with empty rows for more questions."""
    count = typed.get(f"{QUESTION}-TOTAL_FORMS", "")
    rows = [
        {name: typed.get(f"{QUESTION}-{number}-{name}", "") for name in QuestionForm.base_fields}
        for number in range(min(int(count), MOST_QUESTIONS) if count.isdigit() else 0)
    ]
    plain = {name: typed.get(name, "") for name in KindForm.base_fields}
    start = f"{CLOCK}-"
    spans = {name.removeprefix(start): typed[name] for name in typed if name.startswith(start)}
    made = cast("QuestionFormSet", _Questions(initial=rows, prefix=QUESTION))
    return KindForm(initial=plain), ClocksForm(initial=spans), made
