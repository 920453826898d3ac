"""Forms of the territory."""

from typing import Any

from django import forms

from sanzhang.organisation.territory.models import Place


class ImportForm(forms.Form):
    """Which community, which file."""

    community = forms.ModelChoiceField(
        Place.objects.none(), label="社区", empty_label=None, error_messages={"required": "请选择社区。"}
    )
    file = forms.FileField(
        label="表格",
        help_text="Excel(.xlsx、.xls)或 CSV。先试导入,看清楚再确认,不会直接改数据。",
        error_messages={
            "required": "请选择要导入的表格。",
            "empty": "这个文件是空的。请打开看一看,另存一份再传。",
        },
    )

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        self.fields["community"].label_from_instance = lambda place: place.name  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """A new name."""

    name = forms.CharField(label="新名称", max_length=60, error_messages={"required": "请写名称。"})


class MoveForm(forms.Form):
    """To which grid."""

    grid = forms.ModelChoiceField(Place.objects.none(), label="移到哪个网格", empty_label=None)

    def __init__(self, *args: Any, grids: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["grid"].queryset = grids  # type: ignore[attr-defined]
        self.fields["grid"].label_from_instance = lambda place: f"{place.name}(现有 {place.households} 户)"  # type: ignore[attr-defined]
