"""Forms of the division."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from sanzhang.organisation.division import rules

WEIGHTS = [("0", "不考虑"), ("1", "一般"), ("5", "重视")]
MOST_GRIDS = 60
NEW_GRID = "0"
NUMBER_WRONG = "请写数字,例如 550。"


class StartForm(forms.Form):
    """What a plan shall look like."""

    wished_grids = forms.IntegerField(
        label="要几个网格",
        required=False,
        min_value=1,
        max_value=MOST_GRIDS,
        help_text="不写,就由系统选:平均 550 户左右,户数都合适。也会给出多一个、少一个的方案。",
        error_messages={"invalid": "请写整数,例如 5。", "min_value": "至少 1 个网格。"},
    )
    fewest = forms.IntegerField(
        label="每个网格最少几户",
        min_value=1,
        max_value=9999,
        initial=rules.FEWEST,
        error_messages={"required": NUMBER_WRONG, "invalid": NUMBER_WRONG},
    )
    most = forms.IntegerField(
        label="每个网格最多几户",
        min_value=1,
        max_value=9999,
        initial=rules.MOST,
        error_messages={"required": NUMBER_WRONG, "invalid": NUMBER_WRONG},
    )
    whole_estates = forms.BooleanField(label="一个网格放得下的小区,一律不拆开", required=False)
    kept_grids = forms.TypedMultipleChoiceField(
        label="保持原样的网格",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾上的网格一栋楼也不动,只重新划分其余的。",
    )

    def __init__(self, *args: Any, grids: Iterable[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for term, words in rules.TERMS.items():
            self.fields[f"weight_{term}"] = forms.ChoiceField(label=words, choices=WEIGHTS, initial="1")
        shown = list(grids)
        if shown:
            self.fields["kept_grids"].choices = shown  # type: ignore[attr-defined]
        else:
            del self.fields["kept_grids"]

    def clean(self) -> dict[str, Any]:
        """Check that the bounds rise."""
        given = super().clean() or {}
        fewest, most = given.get("fewest"), given.get("most")
        if fewest and most and fewest > most:
            self.add_error("most", f"最多 {most} 户,比最少的 {fewest} 户还少。请调换过来。")
        return given

    @property
    def weights(self) -> dict[str, float]:
        """Return term → factor as chosen."""
        return {term: float(self.cleaned_data[f"weight_{term}"]) for term in rules.TERMS}

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """Return the fields of the weights, for a table of their own."""
        return [self[f"weight_{term}"] for term in rules.TERMS]


class ChangeForm(forms.Form):
    """A change by hand: which buildings or grids, where to."""

    version = forms.IntegerField(
        error_messages={
            "required": "这一页不完整。请刷新以后再办。",
            "invalid": "这一页不完整。请刷新以后再办。",
        }
    )
    building = forms.TypedMultipleChoiceField(coerce=int, required=False)
    grid = forms.TypedMultipleChoiceField(coerce=int, required=False)
    to = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    name = forms.CharField(max_length=60, required=False)

    def __init__(
        self, *args: Any, numbers: Mapping[int, int], grids: Iterable[int], wants: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.wants = wants
        known = [(str(number), "") for number in grids]
        buildings, here, to = self.fields["building"], self.fields["grid"], self.fields["to"]
        buildings.choices = [(str(pk), "") for pk in numbers]  # type: ignore[attr-defined]
        here.choices = known  # type: ignore[attr-defined]
        to.choices = [*known, (NEW_GRID, "")]  # type: ignore[attr-defined]
        buildings.error_messages["invalid_choice"] = "有的楼栋不在这个方案里。请刷新以后再选。"
        for field in (here, to):
            field.error_messages["invalid_choice"] = "方案里没有这个网格。请刷新以后再选。"

    def clean(self) -> dict[str, Any]:
        """Check that something was chosen."""
        given = super().clean() or {}
        if self.wants in ("move", "lock") and not given.get("building") and not given.get("grid"):
            raise forms.ValidationError("还没有选楼栋。请在地图上点楼栋,或者在列表里勾选。")
        if self.wants == "move" and given.get("to") is None and "to" not in self.errors:
            raise forms.ValidationError("还没有选移到哪个网格。")
        return given

    @property
    def words(self) -> str:
        """Return what is wrong, in one paragraph."""
        return " ".join(dict.fromkeys(str(one) for errors in self.errors.values() for one in errors))


class SignForm(forms.Form):
    """From which day a plan counts, and why it may break a rule."""

    takes_effect_on = forms.DateField(
        label="从哪天零点起生效",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="今天以后的一天。要给街道审批留出时间,建议两周以后。",
        error_messages={
            "required": "请选生效的日子。",
            "invalid": "日期要写成 2026-12-01 这样。",
        },
    )
    exception_words = forms.CharField(
        label="为什么只能这样分",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "400"}),
        help_text="这个方案不完全符合规定,街道要看到理由才能批。",
        error_messages={"required": "请写明理由,例如:小区在建,明年交房后再划。"},
    )

    def __init__(self, *args: Any, today: date, lawful: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        if lawful:
            del self.fields["exception_words"]

    def clean_takes_effect_on(self) -> date:
        """Check that the day is to come."""
        day: date = self.cleaned_data["takes_effect_on"]
        if day <= self.today:
            raise forms.ValidationError("生效日要在今天以后,方案在那天零点生效。")
        if day.year > self.today.year + 2:
            raise forms.ValidationError("生效日太远了。请选两年以内的一天。")
        return day


class RefuseForm(forms.Form):
    """Why a plan goes back."""

    words = forms.CharField(
        label="退回的原因,要改什么",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "400"}),
        error_messages={"required": "请写明为什么退回、要改什么。"},
    )
