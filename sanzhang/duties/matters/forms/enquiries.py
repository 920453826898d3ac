"""Forms of questions: asked by anybody, typed for somebody, answered; and of answers that stand ready."""

from typing import Any

from django import forms

from sanzhang.duties.matters import asking, rules
from sanzhang.duties.matters.forms.base import Form, ReachForm, place_words, words_field
from sanzhang.duties.matters.forms.seats import narrowing
from sanzhang.organisation.territory.models import Place

NO_ANSWER = "请写怎么回答的。"
ORIGINS_OF_QUESTIONS = ("phone", "walk_in", "paper", "letter", "hotline")


class AskForm(ReachForm):
    """A question of a resident, with a way to be reached for who wants one."""

    words = words_field("您想问什么", required="请写一写要问什么,一句话也行。", rows=4)
    field_order = ("words", "contact_name", "contact_phone")


class AskForForm(ReachForm):
    """A question heard on the telephone or at the desk, with its answer if it could be given at once."""

    origin = forms.ChoiceField(
        label="怎么问的",
        choices=[(key, rules.ORIGINS[key]) for key in ORIGINS_OF_QUESTIONS],
        widget=forms.RadioSelect,
        initial="phone",
        error_messages={"required": "请选怎么问的。"},
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label="哪里的居民",
        empty_label="请选择",
        error_messages={"required": "请选哪里的居民。", "invalid_choice": "请在列表里选一个地方。"},
    )
    words = words_field("问的什么", required="请写一写问的什么。", rows=3)
    topic = forms.ChoiceField(label="哪一类", choices=list(rules.TOPICS.items()), initial="other")
    answer = words_field("当时怎么回答的", hint="当时答不上来就空着,社区两个工作日内答复。", rows=4)
    field_order = ("origin", "place", "words", "topic", "answer", "contact_name", "contact_phone")

    def __init__(self, *args: Any, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["place"]
        field.queryset = places  # type: ignore[attr-defined]
        field.label_from_instance = place_words  # type: ignore[attr-defined]
        self.fields["contact_name"].label = "问的人怎么称呼"
        self.fields["contact_phone"].help_text = "要回话才填。"


class EnquiryAnswerForm(Form):
    """The answer to a question that waits; kept ready for the next one who asks, if wished."""

    answer = words_field("回答", required=NO_ANSWER, hint="问的人凭回执会看到。", rows=6)
    keep = forms.BooleanField(label="以后还会有人问:存进常见问答", required=False)


class QuestionListForm(Form):
    """What the list of questions is narrowed to."""

    q = forms.CharField(label="搜内容或编号", required=False, max_length=60)
    state = narrowing("状态", [("late", "超期的"), *asking.STATES.items()])
    topic = narrowing("哪一类", rules.TOPICS.items())
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def wishes(self) -> dict[str, Any]:
        """Return the valid filters; what is not understood is left out."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        if words := given.pop("q", ""):
            given["words"] = words
        return given


class ReadyAnswerForm(Form):
    """A question that is often asked, and its answer."""

    place = forms.ModelChoiceField(
        Place.objects.none(),
        label="给哪里的居民看",
        empty_label=None,
        error_messages={"required": "请选一个地方。"},
    )
    topic = forms.ChoiceField(label="哪一类", choices=list(rules.TOPICS.items()), initial="other")
    question = forms.CharField(
        label="问题",
        max_length=asking.QUESTION_MAX,
        help_text="照居民的问法写,例如:居住证明怎么开?",
        error_messages={"required": "请写问题。", "max_length": f"最多写 {asking.QUESTION_MAX} 个字。"},
    )
    words = forms.CharField(
        label="还会怎么说",
        required=False,
        max_length=asking.OTHER_WORDS_MAX,
        help_text="用空格隔开,例如:居住证明 暂住证 住址证明",
    )
    answer = words_field(
        "回答", required=NO_ANSWER, hint="写清楚:谁能办、带什么、去哪里、几点、打哪个电话。", rows=8
    )

    def __init__(self, *args: Any, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["place"]
        field.queryset = places  # type: ignore[attr-defined]
        field.label_from_instance = lambda place: place.name  # type: ignore[attr-defined]
