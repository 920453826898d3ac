"""Chinese words are found without a word list."""

import pytest

from sanzhang.foundation.records.grams import asked, grams


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三楼灯坏", "三楼 楼灯 灯坏 坏"),
        ("12栋2单元", "12 栋 2 单元 元"),
        ("WiFi坏了!", "wifi 坏了 了"),
        ("123", "123"),
        ("", ""),
    ],
)
def test_a_text_becomes_its_bigrams(text, expected):
    assert grams(text) == expected


def test_what_is_asked_for_ends_where_it_was_typed():
    assert asked("楼灯 12栋") == [["楼灯"], ["12"], ["栋"]]
    assert asked("声控灯坏") == [["声控", "控灯", "灯坏"]]
    assert asked("!?") == []
