"""Forms of suggestions."""

from typing import Any

from django import forms

from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.forms.base import Form, day_field, words_field
from sanzhang.foundation.records.form_fields import NameField, PhoneField

TOPICS = list(matter_rules.TOPICS.items())


class SuggestForm(Form):
    """A suggestion to the community."""

    words = words_field(
        "您的建议",
        required="请写一写您的建议,一句话也行。",
        hint="答复以后会公开(不带姓名)。请不要写别人的姓名、电话和门牌。",
        rows=5,
    )
    topic = forms.ChoiceField(label="哪一类", choices=TOPICS, initial="idea")
    contact_name = NameField(label="怎么称呼您", required=False)
    contact_phone = PhoneField(
        max_length=30,
        required=False,
        help_text="留下手机号,有答复时发短信告诉您。只有社区能看。",
        attrs={"autocomplete": "tel"},
    )


class AnswerForm(Form):
    """Where a suggestion stands, or its answer."""

    state = forms.ChoiceField(
        label="怎么答复",
        choices=[(key, rules.STATES[key]) for key in (rules.STUDYING, *rules.ENDS)],
        widget=forms.RadioSelect,
        error_messages={"required": "请选怎么答复。"},
    )
    words = words_field("答复和理由", hint="提建议的人会看到,也会公开。不采纳的,理由至少写一句话。", rows=5)
    on = day_field("哪一天", hint="研究中:到哪天给答复。采纳:什么时候办。")
    doer = forms.CharField(
        label="由谁来办", max_length=40, required=False, help_text="采纳的要写。写单位或岗位,不写个人。"
    )
    as_matter = forms.BooleanField(label="采纳的同时立成一件事,跟着办到底", required=False, initial=True)
    link = forms.URLField(
        label="答复的网址",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="已有答复的可以放。",
    )

    def clean(self) -> dict[str, Any]:
        """Tell what an answer lacks, beside the form."""
        given = super().clean() or {}
        state = given.get("state")
        if state:
            try:
                rules.refuse_answer(
                    state,
                    words=rules.clean_words(given.get("words") or ""),
                    has_day=given.get("on") is not None,
                    doer=given.get("doer") or "",
                    link=given.get("link") or "",
                )
            except rules.NotPossible as fault:
                self.add_error(None, fault.words)
        return given


class JudgeForm(Form):
    """Whether the answer is satisfying."""

    satisfied = forms.TypedChoiceField(
        label="对答复满意吗",
        coerce=int,
        choices=list(rules.SATISFIED.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。"},
    )


class AgainForm(Form):
    """What the answer did not say."""

    words = words_field("哪里没有说清楚", required="请写哪里没有说清楚。", rows=3)


class SuggestionListForm(Form):
    """What the list is narrowed to."""

    q = forms.CharField(label="搜内容或编号", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("open", "等答复的"), ("late", "超期的"), *rules.STATES.items()],
    )
    topic = forms.ChoiceField(label="哪一类", required=False, choices=[("", "全部"), *TOPICS])

    def wishes(self) -> dict[str, Any]:
        """Return the valid filters; what is not understood is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PublicListForm(SuggestionListForm):
    """What everybody may narrow the answered ones to."""

    state = forms.ChoiceField(
        label="答复",
        required=False,
        choices=[("", "全部"), *((key, rules.STATES[key]) for key in rules.ENDS)],
    )
