"""Forms of votes."""

from typing import Any

from django import forms

from sanzhang.foundation.ballots import rules
from sanzhang.foundation.ballots.models import Poll
from sanzhang.foundation.records.ids import read_code

BLANK = "blank"


class CodeForm(forms.Form):
    """The code on a sheet or in a message, as people type it."""

    code = forms.CharField(
        label="投票码",
        max_length=40,
        help_text="12 位,写在投票单上或短信里。大小写、空格都不要紧。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入投票码。"},
    )

    def clean_code(self) -> str:
        """Return the code as it was given out."""
        code = read_code(self.cleaned_data["code"])
        if len(code) != rules.CODE_SIGNS:
            raise forms.ValidationError("投票码是 12 位。请对着投票单或短信再输一次。")
        return str(code)


class BallotForm(forms.Form):
    """What a household chooses: one, or several."""

    def __init__(self, *args: Any, poll: Poll, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(key, words) for key, words in poll.options]
        if poll.most == 1:
            field: forms.Field = forms.ChoiceField(
                label="选一项",
                choices=[*choices, (BLANK, "都不选(投空白票)")],
                widget=forms.RadioSelect,
                error_messages={"required": "请先选一项;一个都不想选,就选最后一项。"},
            )
        else:
            field = forms.MultipleChoiceField(
                label=f"最多选 {poll.most} 项",
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        self.fields["choice"] = field
        self.most = poll.most

    def clean(self) -> dict[str, Any]:
        """Take no more than may be chosen."""
        given = super().clean() or {}
        chosen = given.get("choice") or []
        if self.most > 1 and len(chosen) > self.most:
            self.add_error("choice", f"最多选 {self.most} 项,请去掉几项。")
        return given

    @property
    def chosen(self) -> list[str]:
        """Return the keys that were chosen."""
        choice = self.cleaned_data.get("choice") or []
        chosen = [choice] if isinstance(choice, str) else list(choice)
        return [key for key in chosen if key != BLANK]


class PileForm(forms.Form):
    """A pile of paper slips, each typed in as a ballot: `slip1`, `slip2`, …"""

    words = forms.CharField(
        label="缺票的原因",
        max_length=200,
        required=False,
        help_text="登记了却找不到的票选“缺票”,并在这里写明原因。",
    )

    def __init__(self, *args: Any, poll: Poll, count: int, **options: Any) -> None:
        super().__init__(*args, **options)
        rest = [(BLANK, "空白票"), (rules.INVALID, "废票"), (rules.MISSING, "缺票")]
        choices = [(key, words) for key, words in poll.options]
        for number in range(1, count + 1):
            name = f"slip{number}"
            if poll.most == 1:
                self.fields[name] = forms.ChoiceField(
                    label=f"第 {number} 张", choices=[("", "请选"), *choices, *rest]
                )
            else:
                self.fields[name] = forms.MultipleChoiceField(
                    label=f"第 {number} 张", choices=[*choices, *rest], widget=forms.CheckboxSelectMultiple
                )
            self.fields[name].error_messages["required"] = f"第 {number} 张还没有录。"
        self.order_fields([*(f"slip{number}" for number in range(1, count + 1)), "words"])
        self.count = count

    @property
    def ballots(self) -> list[list[str]]:
        """Return the slips as choices; blank is empty."""
        return [self._slip(number) for number in range(1, self.count + 1)]

    def _slip(self, number: int) -> list[str]:
        given = self.cleaned_data[f"slip{number}"]
        chosen = [given] if isinstance(given, str) else list(given)
        return [key for key in chosen if key != BLANK]


class VoidForm(forms.Form):
    """Why a vote is void."""

    words = forms.CharField(
        label="为什么作废", max_length=200, error_messages={"required": "请写明为什么作废,居民会看到。"}
    )
