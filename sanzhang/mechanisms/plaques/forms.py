"""Forms of plaques."""

from typing import Any

from django import forms

from sanzhang.organisation.territory.models import Place

KINDS = [("grid", "网格牌"), ("building", "楼栋牌"), ("unit", "单元牌")]


class PrintForm(forms.Form):
    """Which plaques, on which paper."""

    place = forms.ModelChoiceField(
        Place.objects.none(),
        label="哪里的公示牌",
        empty_label=None,
        error_messages={"required": "请选择一个社区或网格。"},
    )
    kinds = forms.MultipleChoiceField(
        label="哪几种",
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "网格牌、楼栋牌、单元牌,至少选一种。"},
    )
    paper = forms.ChoiceField(label="纸张", choices=[("A4", "A4(室内、单元门)"), ("A3", "A3(小区、楼门外)")])
    which = forms.ChoiceField(
        label="印哪些", choices=[("changed", "只印有变化的和从未印过的"), ("all", "全部")]
    )

    def __init__(self, *args: Any, areas: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = areas  # type: ignore[attr-defined]
        self.fields["place"].label_from_instance = lambda place: f"{place.name}({place.households} 户)"  # type: ignore[attr-defined]


class PutUpForm(forms.Form):
    """Put up or taken down, with a photo."""

    what = forms.ChoiceField(choices=[("up", "挂好了"), ("down", "取下了")])
    photo = forms.FileField(label="照片", required=False)
