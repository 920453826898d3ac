"""The form of a round: one page, all duties, words and photos of each problem; and of ratings and replies."""

from collections.abc import Sequence
from typing import Any

from django import forms

from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.forms.base import Form, words_field
from sanzhang.duties.supervision.models import Duty


class InspectForm(Form):
    """What was seen of each duty. `month`: of the page, so that a send that comes late counts for its month."""

    month = forms.DateField(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, duties: Sequence[Duty], **options: Any) -> None:
        super().__init__(*args, **options)
        self.duties = duties
        for duty in duties:
            self.fields[f"result_{duty.pk}"] = forms.ChoiceField(
                label=duty.title,
                choices=list(rules.RESULTS.items()),
                initial=rules.UNSEEN,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"words_{duty.pk}"] = forms.CharField(
                label=f"“{duty.title}”有什么问题、在哪里",
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def lines(self) -> list[tuple[Duty, Any, Any]]:
        """Return each duty with its two fields."""
        return [(duty, self[f"result_{duty.pk}"], self[f"words_{duty.pk}"]) for duty in self.duties]

    def clean(self) -> dict[str, Any]:
        """Want words where there is a problem; words alone are a problem. Raises nothing, adds faults."""
        given = super().clean() or {}
        seen = False
        for duty in self.duties:
            result, words = f"result_{duty.pk}", f"words_{duty.pk}"
            said = (given.get(words) or "").strip()
            given[result] = given.get(result) or rules.UNSEEN
            if said and given[result] == rules.UNSEEN:
                given[result] = rules.PROBLEM
            if given[result] == rules.PROBLEM and not said:
                self.add_error(words, "请写一句是什么问题、在哪里。")
            seen |= given[result] != rules.UNSEEN
        if not seen and not self.errors:
            self.add_error(None, "还没有勾一条“好”或者“有问题”。看了几条就交几条,没看到的留着。")
        return given


class RateForm(Form):
    """Five questions, one to five."""

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        words = {5: "很好", 4: "好", 3: "一般", 2: "差", 1: "很差"}
        for number, question in enumerate(rules.questions_of(kind)):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=question,
                coerce=int,
                choices=list(words.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "请选一项。"},
            )

    def scores(self) -> list[int]:
        """Return the five scores."""
        return [int(self.cleaned_data[f"q{number}"]) for number in range(len(rules.QUESTIONS))]


class ReplyForm(Form):
    """What a body says to a problem."""

    words = words_field(
        "您的答复",
        required="请写答复:原因是什么,什么时候整改好。",
        hint="会和问题一起公开。请不要写居民的姓名和电话。",
    )
