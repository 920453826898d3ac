"""Paths as half-open ranges; names, numbers and masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.foundation.permission import SYSTEM
from sanzhang.foundation.records import paths, text
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM

PATHS = st.text("0129E", min_size=1, max_size=12)


@given(PATHS, PATHS)
def test_the_range_holds_exactly_what_begins_with_the_path(path, area):
    assert (area <= path < paths.next_path(area)) == path.startswith(area) == paths.in_area(path, area)


@given(PATHS)
def test_the_empty_area_is_everywhere(path):
    assert paths.in_area(path, "")
    assert "" <= path < paths.next_path("")


@given(st.lists(PATHS, max_size=8), PATHS)
def test_the_widest_areas_cover_the_same(areas, path):
    kept = paths.widest(areas)

    assert any(paths.in_area(path, one) for one in kept) == any(paths.in_area(path, one) for one in areas)
    assert not any(one != other and paths.in_area(one, other) for one in kept for other in kept)


@pytest.mark.django_db
def test_the_filter_is_the_rule_on_both_databases():
    city = territory.add_place(None, kind="city", name="长春市", path="2201", by=SYSTEM, at=MONDAY_9AM)
    for code in ("220101", "220102", "220110"):
        territory.add_place(city, kind="district", name=code, path=code, by=SYSTEM, at=MONDAY_9AM)

    def found(*areas):
        return sorted(Place.objects.filter(paths.area_filter(areas)).values_list("path", flat=True))

    assert found("220101") == ["220101"]
    assert found("22010") == ["220101", "220102"]
    assert found("220110", "220102") == ["220102", "220110"]
    assert found() == []
    assert len(found("")) == Place.objects.count()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0000 0001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86 13800000001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("+8613800000001", "13800000001"),
        ("0431-81234567", "043181234567"),
        ("(0431)81234567", "043181234567"),
        ("\uff080431\uff0981234567", "043181234567"),
        ("\uff11\uff13\uff1800000001", "13800000001"),
        ("\uff0b86 13800000001", "13800000001"),
    ],
)
def test_a_number_as_people_write_it(typed, kept):
    assert text.clean_phone(typed) == kept


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_refused_in_words(typed):
    words, kept = "", ""
    try:
        kept = text.clean_phone(typed)
    except text.NotAPhone as fault:
        words = fault.words

    assert words.endswith("。") if words else kept.isascii() and kept.isdecimal()
    assert not kept or text.clean_phone(kept) == kept


@pytest.mark.parametrize("typed", ["١٣٨٠٠٠٠٠٠٠١", "1380000000", "138000000011", "", "12a", "一三八", "²³⁴"])
def test_what_is_no_number(typed):
    with pytest.raises(text.NotAPhone):
        text.clean_phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  张 桂 兰 ", "张桂兰"),
        ("张\u3000桂兰", "张桂兰"),
        ("古丽•买买提", "古丽·买买提"),
        ("古丽・买买提", "古丽·买买提"),
        ("古丽.买买提", "古丽·买买提"),
        ("张\u200b桂兰", "张桂兰"),
        ("\ufeff张桂兰", "张桂兰"),
        ("𠮷野家", "𠮷野家"),
        ("Li Zhiguo", "Li Zhiguo"),
        ("﨑", "﨑"),
    ],
)
def test_a_name_is_made_clean_and_never_folded(typed, kept):
    assert text.clean_name(typed) == kept


@given(st.text(max_size=60))
def test_cleaning_a_name_twice_is_once(typed):
    once = text.clean_name(typed)

    assert text.clean_name(once) == once


@given(st.text(min_size=1, max_size=60))
def test_a_mask_shows_at_most_the_first_sign_of_a_name(name):
    masked = text.mask_name(name)

    assert masked[0] == name[0]
    assert set(masked[1:]) == {"*"}


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13800000001", "138****0001"), ("043181234567", "**********67"), ("", ""), ("12", "12")],
)
def test_masks_of_numbers(phone, masked):
    assert text.mask_phone(phone) == masked
