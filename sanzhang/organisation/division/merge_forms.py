"""Forms of many grids into one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from sanzhang.foundation.paper.fields import TableField
from sanzhang.organisation.division import rules
from sanzhang.organisation.division.queries.merge_screens import Piece
from sanzhang.organisation.division.queries.merging import TODAY
from sanzhang.organisation.division.rules.carrying import DEPARTMENTS

OTHER, NO_PHONE, ANOTHER = "other", "none", "another"
SOLVER = "solver"


class DepartmentForm(forms.Form):
    """Which department, which file."""

    department = forms.ChoiceField(label="哪个部门", choices=[])
    other = forms.CharField(
        label="别的部门",
        max_length=30,
        required=False,
        help_text="上面选了“别的部门”才填,例如“残联”。",
    )
    file = TableField(
        label="部门的网格表",
        help_text="Excel 或 CSV,要有楼栋、部门网格编号;可以有网格名称、网格员、电话、职责。",
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的。请打开看一看,另存一份再传。"},
    )

    def __init__(self, *args: Any, known: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        names = dict.fromkeys([*known, *DEPARTMENTS])
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            *((name, name) for name in names),
            (OTHER, "别的部门"),
        ]

    def clean(self) -> dict[str, Any]:
        """Return the department's name as one field."""
        given = super().clean() or {}
        if given.get("department") == OTHER:
            given["department"] = given.get("other", "").strip()
            if len(given["department"]) < 2:
                self.add_error("other", "请写部门名称,至少两个字,例如“残联”。")
        return given


class MergeForm(forms.Form):
    """Whose grids are the base, whom to follow at each piece, how large a grid may be."""

    base = forms.ChoiceField(
        label="以谁的网格为准",
        widget=forms.RadioSelect,
        error_messages={"required": "请选以谁为准,或者请系统算一个方案。"},
    )
    fewest = forms.IntegerField(label="每个网格最少几户", min_value=1, max_value=9999, initial=rules.FEWEST)
    most = forms.IntegerField(label="每个网格最多几户", min_value=1, max_value=9999, initial=rules.MOST)

    def __init__(self, *args: Any, voices: Sequence[str], pieces: Sequence[Piece], **options: Any) -> None:
        super().__init__(*args, **options)
        self.pieces = pieces
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            *((name, "社区现有网格" if name == TODAY else name) for name in voices),
            (SOLVER, "请系统算:户数合规,尽量少动各部门的网格"),
        ]
        for piece in pieces:
            self.fields[f"piece_{piece.key}"] = forms.ChoiceField(
                label=f"第 {piece.number} 处听谁的",
                required=False,
                choices=[
                    ("", "跟上面选的为准"),
                    *((voice, f"{voice}:{grid}") for voice, grid in piece.says),
                ],
                error_messages={"invalid_choice": "这一处刚才变了,请刷新页面再选。"},
            )

    @property
    def rows(self) -> list[tuple[Piece, forms.BoundField]]:
        """Return each piece with its field."""
        return [(piece, self[f"piece_{piece.key}"]) for piece in self.pieces]

    @property
    def follows(self) -> dict[str, str]:
        """Return key of a piece → whom to follow there."""
        chosen = {piece.key: self.cleaned_data.get(f"piece_{piece.key}", "") for piece in self.pieces}
        return {key: voice for key, voice in chosen.items() if voice}

    def clean(self) -> dict[str, Any]:
        """Check that the bounds rise."""
        given = super().clean() or {}
        fewest, most = given.get("fewest"), given.get("most")
        if fewest and most and fewest > most:
            self.add_error("most", f"最多 {most} 户,比最少的 {fewest} 户还少。请调换过来。")
        return given


class DecisionForm(forms.Form):
    """Where a member goes, and with which phone."""

    way = forms.ChoiceField(
        label="带不带过去",
        widget=forms.RadioSelect,
        choices=[("carry", "带到下面选的网格"), ("leave", "不带过去")],
        initial="carry",
    )
    grids = forms.TypedMultipleChoiceField(
        label="负责哪几个新网格",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选一个网格,或者选“不带过去”。",
            "invalid_choice": "方案里没有这个网格了。请刷新以后再选。",
        },
    )
    phone = forms.ChoiceField(
        label="登记哪个电话",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个电话,或者选“不登记电话”。"},
    )
    number = forms.CharField(
        label="别的号码",
        max_length=20,
        required=False,
        help_text="上面选了“别的号码”才填。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, grids: Sequence[tuple[int, str]], phones: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["grids"].choices = grids  # type: ignore[attr-defined]
        self.fields["phone"].choices = [  # type: ignore[attr-defined]
            *phones,
            (NO_PHONE, "不登记电话"),
            (ANOTHER, "别的号码"),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the number that is promised; who does not go along needs neither grid nor phone."""
        given = super().clean() or {}
        if given.get("way") == "leave":
            for name, value in (("phone", NO_PHONE), ("grids", [])):
                self.errors.pop(name, None)
                given.setdefault(name, value)
        if given.get("way") == "carry" and given.get("phone") == ANOTHER and not given.get("number"):
            self.add_error("number", "请写号码,例如 13800000001。")
        return given


class LookupForm(forms.Form):
    """Which code, on which day."""

    on = forms.DateField(
        label="哪一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期要写成 2026-12-01 这样。"},
    )
    code = forms.CharField(
        label="编号",
        max_length=40,
        required=False,
        help_text="部门的网格编号,或者我们的 15 位网格编码。不写就是全部。",
    )
