"""Who is put forward, or stands by himself; who stands behind him; how he is checked."""

from typing import Any

from django import forms

from sanzhang.foundation.records.form_fields import NameField, PhoneField
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.forms.steps import words_field
from sanzhang.organisation.selection.models import Procedure


class WhoForm(forms.Form):
    """Name, number and background of somebody."""

    name = NameField()
    phone = PhoneField()
    kinds = forms.MultipleChoiceField(
        label="人选背景",
        required=False,
        choices=list(post_rules.BACKGROUNDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    background = forms.CharField(
        label="背景怎么证明",
        required=False,
        max_length=200,
        help_text="例如“退休证”“党员档案”。只留在这个岗位的档案里。",
    )
    photos = forms.FileField(
        label="证明照片",
        required=False,
        help_text="最多 1 张。审核前加密保存,只有社区工作者能看。",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class NominateForm(WhoForm):
    """Somebody put forward, as a worker enters it."""

    source = forms.ChoiceField(label="谁提的名", widget=forms.RadioSelect)
    opinion = forms.CharField(
        label="提名的意见",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="组织提名要写。",
    )
    signed_by = forms.CharField(
        label="谁签的字", required=False, max_length=60, help_text="组织提名要写,例如“桐荫社区党委”。"
    )
    statement = forms.CharField(
        label="本人的话",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本人同意公示的,公示时大家能看到。",
    )
    agrees = forms.BooleanField(label="本人同意公示姓名、背景和自己的话", required=False)
    field_order = (
        "source",
        "name",
        "phone",
        "opinion",
        "signed_by",
        "kinds",
        "background",
        "photos",
        "statement",
    )

    def __init__(self, *args: Any, procedure: Procedure, **options: Any) -> None:
        super().__init__(*args, **options)
        sources = [(one, rules.SOURCES[one]) for one in rules.SOURCES_OF[procedure.way]]
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["source"].initial = sources[0][0]


class StandForm(WhoForm):
    """Standing by oneself, on a phone."""

    statement = words_field(
        "自荐的话", rows=5, most=500, help_text="为什么想当、有没有时间、能为邻居做什么。请不要写电话和住址。"
    )
    agrees = forms.BooleanField(
        label="我同意在公示里写我的姓名、背景和自荐的话",
        required=False,
        help_text="不同意的,不能公示,也就不能成为候选人。以后可以撤回。",
    )
    field_order = ("name", "phone", "statement", "kinds", "background", "photos", "agrees")


class AcceptForm(forms.Form):
    """What a worker confirms of who was put forward."""

    checked = forms.BooleanField(
        label="我已当面或电话核实:是本人、愿意担任、号码没有错",
        error_messages={"required": "核实过本人,才能通过。"},
    )
    agrees = forms.BooleanField(label="本人同意公示姓名、背景和自荐的话", required=False)
    reason = forms.CharField(
        label="为什么由其他社区工作者担任",
        required=False,
        max_length=200,
        help_text="不是“两委”成员的,要写。",
    )

    def __init__(self, *args: Any, is_grid: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_grid:
            del self.fields["reason"]


class WordsForm(forms.Form):
    """Why."""

    words = words_field("原因", help_text="写一两句,本人能看到。")


class EndorseForm(forms.Form):
    """Which households signed."""

    doors = forms.TypedMultipleChoiceField(
        label="哪些户签了名",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选签了名的户。"},
    )

    def __init__(self, *args: Any, procedure: Procedure, **options: Any) -> None:
        super().__init__(*args, **options)
        taken = queries.endorsed_households(procedure)
        self.fields["doors"].choices = [  # type: ignore[attr-defined]
            (key, label) for key, label in queries.roll_of(procedure) if key not in taken
        ]


class PhoneForm(forms.Form):
    """For what a number is needed."""

    purpose = forms.ChoiceField(label="用途", choices=[("核实人选", "核实人选"), ("通知结果", "通知结果")])
