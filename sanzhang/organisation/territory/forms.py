"""Forms of the territory."""

import re
from typing import Any

from django import forms

from sanzhang.foundation.paper.fields import TableField
from sanzhang.foundation.records.text import half_width
from sanzhang.organisation.territory.models import Place
from sanzhang.organisation.territory.rules.buildings_table import MOST_DOORS, MOST_FLOORS, MOST_HOUSEHOLDS
from sanzhang.organisation.territory.rules.profile_columns import MOST_LOAD

EXAMPLES = {
    "grid": "例如 第9网格。",
    "estate": "例如 桐荫家园。",
    "building": "例如 12栋。",
    "unit": "例如 3单元。",
}


class ImportForm(forms.Form):
    """Which community, which file."""

    community = forms.ModelChoiceField(
        Place.objects.none(), label="社区", empty_label=None, error_messages={"required": "请选择社区。"}
    )
    file = TableField(
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


class AddForm(forms.Form):
    """A new place: its name, and what else its kind has."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请写名称。"})
    estate = forms.ModelChoiceField(
        Place.objects.none(), label="所在小区", required=False, empty_label="没有小区"
    )
    floors = forms.IntegerField(label="楼层数", min_value=1, max_value=MOST_FLOORS, required=False)
    doors = forms.IntegerField(
        label="每层户数",
        min_value=1,
        max_value=MOST_DOORS,
        required=False,
        help_text="写了楼层数和每层户数,会自动排出门牌 101、102、201……",
    )
    built_year = forms.IntegerField(label="建成年份", min_value=1900, max_value=2100, required=False)
    address = forms.CharField(label="地址", max_length=120, required=False)

    KEPT = {
        "building": ("name", "estate", "floors", "built_year", "address"),
        "unit": ("name", "floors", "doors"),
    }

    def __init__(self, *args: Any, kind: str, parent: Place, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in set(self.fields) - set(self.KEPT.get(kind, ("name",))):
            del self.fields[name]
        self.fields["name"].help_text = EXAMPLES[kind]
        if "estate" in self.fields:
            estates = Place.objects.filter(community=parent.community, kind="estate", closed_on=None)
            self.fields["estate"].queryset = estates.order_by("path")  # type: ignore[attr-defined]
            self.fields["estate"].label_from_instance = lambda place: place.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the floors where doors a floor are given."""
        given = super().clean() or {}
        if given.get("doors") and not given.get("floors"):
            self.add_error("floors", "写了每层户数,还要写楼层数。")
        return given


class MoveForm(forms.Form):
    """To which grid."""

    grid = forms.ModelChoiceField(
        Place.objects.none(),
        label="移到哪个网格",
        empty_label=None,
        error_messages={"required": "请选择网格。"},
    )

    def __init__(self, *args: Any, grids: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["grid"].queryset = grids  # type: ignore[attr-defined]
        self.fields["grid"].label_from_instance = _with_households  # type: ignore[attr-defined]


def _with_households(place: Place) -> str:
    return f"{place.name}(现有 {place.households} 户)"


class ProfileForm(forms.Form):
    """What is known of a building in numbers; an empty box is not known."""

    elderly = forms.IntegerField(
        label="老年人户数", min_value=0, required=False, help_text="有 60 岁以上老人的户数。"
    )
    renters = forms.IntegerField(label="出租户数", min_value=0, required=False)
    block = forms.CharField(
        label="地块",
        max_length=40,
        required=False,
        help_text="大马路围成的一块地,写名称或编号;划分网格时尽量不跨马路。",
    )
    load = forms.FloatField(
        label="管理负担",
        min_value=0,
        max_value=MOST_LOAD,
        required=False,
        help_text="数字越大越费力;空着就按近 12 个月反映的事来算。",
    )

    def __init__(self, *args: Any, households: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.households = households

    def clean(self) -> dict[str, Any]:
        """Refuse more households than the building has."""
        given = super().clean() or {}
        for name in ("elderly", "renters"):
            if (given.get(name) or 0) > self.households:
                self.add_error(name, f"这栋楼有 {self.households} 户,不能写得更多。")
        return given


class DoorsForm(forms.Form):
    """All doors of a unit, in one box."""

    numbers = forms.CharField(
        label="门牌号",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一户一个,用空格、逗号或换行隔开,例如 101 102 1203A。",
    )

    def clean_numbers(self) -> list[str]:
        """Return the numbers, each once, in the order written."""
        parts = re.split(r"[\s,,、;;]+", half_width(self.cleaned_data["numbers"]).upper().strip())
        numbers = list(dict.fromkeys(re.sub("(室|号|房)$", "", part) for part in parts if part))
        for number in numbers:
            if not re.fullmatch(r"[0-9A-Z\-]{1,12}", number):
                raise forms.ValidationError(f"“{number[:20]}”不像门牌号。请写数字和字母,例如 302 或 1203A。")
        if len(numbers) > MOST_HOUSEHOLDS:
            raise forms.ValidationError(f"一个单元最多 {MOST_HOUSEHOLDS} 户,现在写了 {len(numbers)} 户。")
        return numbers
