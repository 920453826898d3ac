"""What the city types besides a kind: a workbook, a rule of sorting, a text to try."""

from typing import Any

from django import forms

from sanzhang.duties.catalogue import queries, rules
from sanzhang.duties.catalogue.forms.kind import word_list
from sanzhang.duties.catalogue.models import Kind, SortingRule
from sanzhang.foundation.paper.fields import TableField

PLACES = {"unit": "单元", "building": "楼栋", "grid": "网格", "community": "社区"}


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
