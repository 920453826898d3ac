"""Matters are found by what somebody said, whole words or parts of them, on both engines."""

import pytest

from sanzhang.duties.matters import queries
from tests.times import MONDAY_10AM

SAID = "三楼的声控灯坏了一个星期,12栋2单元晚上看不清"


def found(cast, words):
    return [matter.words for matter in queries.listed(cast.liu, MONDAY_10AM, {"words": words})]


@pytest.mark.parametrize(
    "words", ["声控灯", "灯", "灯坏", "12栋", "12 单元", "看不清", "清", "1", "声控灯坏了", "三楼的 晚上"]
)
def test_a_part_of_what_was_said_finds_it(cast, words):
    cast.chen_reports(SAID)
    cast.chen_reports("电梯停了")

    assert found(cast, words) == [SAID]


@pytest.mark.parametrize("words", ["控声", "灯泡", "楼三", "13栋"])
def test_other_words_do_not(cast, words):
    cast.chen_reports(SAID)

    assert found(cast, words) == []


def test_the_place_within_the_house_and_the_number_are_found_too(cast):
    matter = cast.chen_reports(SAID, spot="地下室门口")

    assert found(cast, "地下室") == [SAID]
    assert found(cast, matter.reference) == [SAID]
    assert found(cast, f"{matter.reference[:4]} {matter.reference[4:]}".lower()) == [SAID]


@pytest.mark.parametrize(
    "words", ["'", '"', "灯' OR 1=1", "灯*", "(灯", "灯 & !", "NEAR(灯", "\\", ":*", "<->", "、、"]
)
def test_no_sign_breaks_the_search(cast, words):
    cast.chen_reports(SAID)

    assert found(cast, words) in ([], [SAID])
