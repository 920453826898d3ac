"""What a form says when something is missing: plain words, never Django's own."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver

from sanzhang.web.tests.sample import Sample

OFFICIALESE = re.compile("字段|有效|可用的选项|输入整数|提交的文件|变量|该值")


def kinds_of(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds_of(below)


def test_no_field_of_ours_speaks_like_an_office() -> None:
    assert get_resolver().url_patterns  # reads every page, and with it every form
    ours = {kind for kind in kinds_of(forms.BaseForm) if kind.__module__.startswith("sanzhang.")}

    faults = [
        f"{kind.__module__}.{kind.__name__}.{name} {code}: {sentence}"
        for kind in ours
        for name, field in getattr(kind, "base_fields", {}).items()
        for code, sentence in field.error_messages.items()
        if OFFICIALESE.search(str(sentence))
    ]

    assert len(ours) > 20
    assert sorted(faults) == []


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({}, "words", "这一项还没有填。"),
        ({}, "topic", "这一项还没有选。"),
        ({"topic": "roof"}, "topic", "请在给出的几项里选。"),
        ({"doors": ["999"]}, "doors", "请在给出的几项里选。"),
        ({"day": "明天"}, "day", "日期要写成 2026-12-01 这样。"),
    ],
)
def test_a_form_says_what_to_do(typed: dict[str, Any], name: str, sentence: str) -> None:
    assert Sample(typed).errors[name] == [sentence]


def test_a_field_keeps_its_own_sentence() -> None:
    class Own(forms.Form):
        place = forms.ChoiceField(choices=[], error_messages={"required": "请选在哪栋楼。"})

    assert Own({}).errors["place"] == ["请选在哪栋楼。"]


def test_limits_are_told_with_their_numbers() -> None:
    class Limits(forms.Form):
        words = forms.CharField(max_length=4)
        floors = forms.IntegerField(min_value=1, max_value=99)

    errors = Limits({"words": "楼道灯坏了", "floors": "100"}).errors
    assert errors == {"words": ["最多写 4 个字,现在是 5 个字。"], "floors": ["最大写 99。"]}
