"""What the city types into the catalogue."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from sanzhang.duties.catalogue import queries, rules
from sanzhang.duties.catalogue.models import Kind, SortingRule
from sanzhang.foundation.paper.fields import TableField
from sanzhang.organisation.posts.rules import members

SPAN = re.compile(r"(\d{1,3})\s*(分钟|小时|工作日|天)")
UNIT_OF = {words: unit for unit, words in rules.UNITS}
ANSWER_OF = {words: answer for answer, words in rules.ANSWERS.items()}
PLACES = {"unit": "单元", "building": "楼栋", "grid": "网格", "community": "社区"}


def word_list(text: str) -> list[str]:
    """Return the words of a field, apart by spaces, commas or 、."""
    return [word for word in re.split(r"[\s,,、;;]+", text.strip()) if word]


class KindForm(forms.Form):
    """A kind with its clocks and questions on one page."""

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
    clocks = forms.CharField(
        label="单独的时限",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个,例如“单元长 24 小时”“答复居民 3 天”。不写就用通用的办理时限。",
    )
    questions = forms.CharField(
        label="要多问的话",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个:问题|文字、选一项、数字、是或不是、日期|选项用/隔开|必填。例如“有人困在里面吗|是或不是||必填”。",
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


SHOWN = (
    "name",
    "group",
    "topic",
    "urgency",
    "first_rung",
    "taken_by",
    "department",
    "file_when",
    "done_when",
)


def shown(kind: Kind | None) -> dict[str, Any]:
    """Return what stands in the fields of a kind."""
    if kind is None:
        return {}
    shown = {name: getattr(kind, name) for name in SHOWN} | {"words": " ".join(kind.words)}
    return shown | {"clocks": "\n".join(clock_lines(kind)), "questions": "\n".join(question_lines(kind))}


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
        for one in sorted(kind.questions.all(), key=lambda one: one.number)
    ]


class KindFileForm(forms.Form):
    """A workbook of kinds."""

    file = TableField(
        label="类别表",
        help_text="类别清单导出的 .xlsx 改好就能传,列名不用改;.csv 也行。",
        error_messages={"required": "请选一个文件。", "empty": "这个文件是空的。"},
    )


class RuleForm(forms.Form):
    """One rule of sorting."""

    kind = forms.CharField(label="归到哪一类(编码)", max_length=12, help_text="类别清单里的编码,例如 S0103。")
    number = forms.IntegerField(label="排在第几条", min_value=1, max_value=999)
    all_of = forms.CharField(label="都要说到", required=False, max_length=200)
    one_of = forms.CharField(label="至少说到一个", required=False, max_length=400)
    none_of = forms.CharField(label="不能说到", required=False, max_length=200)
    places = forms.MultipleChoiceField(
        label="只管哪里", required=False, choices=list(PLACES.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rule: SortingRule | None = None, **options: Any) -> None:
        shown: dict[str, Any] = {"number": 1}
        if rule is not None:
            shown = {"kind": rule.kind.code, "number": rule.number, "places": rule.places}
            shown |= {name: " ".join(getattr(rule, name)) for name in ("all_of", "one_of", "none_of")}
        super().__init__(*args, **({"initial": shown} | options))

    def clean_kind(self) -> Kind:
        """Find the kind in use of the code."""
        kind = queries.in_use().filter(code=self.cleaned_data["kind"].strip().upper()).first()
        if kind is None:
            raise forms.ValidationError("没有在用的这个编码。请在类别清单里查。")
        return kind

    def condition(self) -> rules.Condition:
        """Return what was typed as a condition."""
        given = self.cleaned_data
        lists = {name: word_list(given[name]) for name in ("all_of", "one_of", "none_of")}
        return rules.Condition(**lists, places=given["places"])


class TryForm(forms.Form):
    """A text to try on the bench."""

    words = forms.CharField(
        label="居民会怎么说",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写一句话试试。"},
    )
    place_kind = forms.ChoiceField(label="在哪里", choices=list(PLACES.items()), required=False)
