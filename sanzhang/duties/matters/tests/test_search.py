"""Matters are found by what somebody said, whole words or parts of them, on both engines."""

import pytest

from sanzhang.duties.matters import queries
from tests.times import MONDAY_10AM

SAID = "三楼的声控灯坏了一个星期,12栋2单元晚上看不清"


def found(cast, words):
    """Return what is found, by the index and by reading alike."""
    by_index = [matter.words for matter in queries.listed(cast.liu, MONDAY_10AM, {"words": words})]
    for most in (1, 30):  # so few that reading finds them all; more than there are
        newest = queries.newest(cast.liu, MONDAY_10AM, {"words": words}, most)
        assert [matter.words for matter in newest] == by_index[:most]
    return by_index


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


def test_common_words_among_old_and_new_come_newest_first_and_page_on(cast):
    said = [cast.chen_reports(f"楼道灯坏了,第{number}次", spot=f"{number}楼") for number in range(1, 8)]
    cast.chen_reports("电梯停了")

    first = queries.newest(cast.liu, MONDAY_10AM, {"words": "楼道灯"}, 4)
    rest = queries.newest(cast.liu, MONDAY_10AM, {"words": "楼道灯", "before": first[-1].pk}, 4)

    assert [matter.pk for matter in first + rest] == [matter.pk for matter in reversed(said)]
