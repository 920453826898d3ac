"""§10.2 §4.3: topics with ten different contributors at least, fixed weeks, never a person."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.foundation.permission import NotAllowed
from sanzhang.mechanisms.feedback import actions, queries
from sanzhang.mechanisms.feedback.models import Mood, Spot
from sanzhang.mechanisms.feedback.rules import spots as rules
from tests.cast import Cast
from tests.times import MONDAY_9AM, TUESDAY_9AM

WEEK = date(2026, 11, 23)
NEXT_MONDAY = MONDAY_9AM + timedelta(days=7)
AREA = "2201"
GRIDS = tuple(f"22010209800{community}00{grid}" for community in (1, 2) for grid in (1, 2, 3))


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from((*GRIDS, "220102098001")), st.integers(1, 40)))
def test_no_told_number_and_no_difference_of_told_numbers_speaks_of_fewer_than_ten(
    leaves: dict[str, int],
) -> None:
    told = rules.shown_cells(leaves)
    for area, count in told.items():
        assert count >= rules.LEAST
        assert count == sum(many for leaf, many in leaves.items() if leaf.startswith(area))
        inside = [one for one in told if one.startswith(area) and one != area]
        for chosen in range(2 ** min(len(inside), 8)):
            some = [one for bit, one in enumerate(inside[:8]) if chosen >> bit & 1]
            if any(a != b and a.startswith(b) for a in some for b in some):
                continue  # overlapping areas: the wider one alone says as much
            left = count - sum(told[one] for one in some)
            assert left == 0 or left >= rules.LEAST


def phones(count: int) -> list[str]:
    return [f"139000000{number:02d}" for number in range(count)]


def many_report(cast: Cast, count: int, **more: Any) -> None:
    more.setdefault("at", MONDAY_9AM)
    for phone in phones(count):
        cast.chen_reports("楼下垃圾没人收", topic="environment", contact_phone=phone, **more)


def test_one_household_one_telephone_and_one_nameless_unit_are_one_each(cast: Cast) -> None:
    for _ in range(10):
        cast.chen_reports(topic="environment", reporter=cast.chen)
        cast.chen_reports(topic="environment", contact_phone="13800000004")  # 陈晨's own number
        cast.chen_reports(topic="environment", contact_phone="13911112222")
        cast.chen_reports(topic="environment")
    assert queries.contributors(AREA, WEEK)["environment"] == {cast.grid.path: 3}


def test_nine_are_no_hot_spot_and_leave_no_trace_ten_are(cast: Cast) -> None:
    many_report(cast, 9)
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    assert not Spot.objects.filter(kind=rules.HOT).exists()
    assert not Mood.objects.exists()
    many_report(cast, 10, at=NEXT_MONDAY)
    actions.reckon_week(AREA, WEEK + rules.WEEK, at=NEXT_MONDAY + rules.WEEK)
    assert {one.place_id for one in Spot.objects.filter(kind=rules.HOT)} >= {cast.grid.pk, cast.community.pk}
    assert set(Mood.objects.values_list("people", flat=True)) == {10}


def test_a_week_is_reckoned_once_whoever_comes_later(cast: Cast) -> None:
    many_report(cast, 10)
    first = actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    many_report(cast, 1, at=TUESDAY_9AM)
    assert actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY) == -1
    assert first == Spot.objects.count()
    assert Mood.objects.filter(people=11).count() == 0


def test_the_database_keeps_no_count_below_ten(cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        Mood.objects.create(place=cast.grid, topic="safety", week=WEEK, people=9)


def test_a_rule_never_goes_below_ten_and_only_the_city_sets_it(cast: Cast) -> None:
    with pytest.raises(rules.TooLow):
        actions.set_rule(rules.HOT, {"people": 9}, by=cast.wu, at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.set_rule(rules.HOT, {"people": 20}, by=cast.liu, at=MONDAY_9AM)
    actions.set_rule(rules.HOT, {"people": 20}, by=cast.wu, at=MONDAY_9AM)
    assert queries.numbers()[rules.HOT] == {"people": 20}
    many_report(cast, 19)
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    assert not Spot.objects.filter(kind=rules.HOT).exists()


def test_a_step_where_most_wait_too_long_is_a_bottleneck_and_a_small_one_is_not() -> None:
    few = rules.Queue("rung:unit_leader", 9, 9)
    slow, quick = rules.Queue("rung:grid_leader", 12, 8), rules.Queue("rung:community_worker", 40, 2)
    assert rules.bottlenecks([few, slow, quick], rules.NUMBERS[rules.BLOCKED]) == [slow]


def test_what_waits_unanswered_past_its_promise_blocks_its_step(cast: Cast) -> None:
    for number in range(10):
        cast.chen_reports(f"第{number}件", at=MONDAY_9AM - timedelta(days=30))
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    spot = Spot.objects.get(kind=rules.BLOCKED)
    assert spot.place_id == cast.community.pk
    assert queries.spoken_subject(spot) == "单元长这一级"


def test_a_long_vacancy_is_a_blind_spot(cast: Cast) -> None:
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    found = {one.place_id for one in Spot.objects.filter(kind=rules.BLIND)}
    assert cast.other_grid.pk in found
    assert cast.grid.pk not in found


def test_a_silent_grid_beside_busy_ones_is_a_blind_spot(cast: Cast) -> None:
    for _ in range(5):
        cast.chen_reports()
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    assert Spot.objects.filter(place=cast.other_grid, subject="quiet").exists()


def test_a_hazard_past_its_promise_leaks_until_it_is_answered(cast: Cast) -> None:
    cast.chen_reports("井盖没有了", topic="safety", at=MONDAY_9AM - timedelta(days=30))
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    spot = Spot.objects.get(kind=rules.LEAK)
    assert (spot.place_id, spot.subject) == (cast.unit.pk, rules.LATE)
    assert list(queries.matters_behind(spot, cast.liu, NEXT_MONDAY)) != []


def test_the_list_behind_shows_what_one_may_see_and_no_more(cast: Cast) -> None:
    many_report(cast, 9)
    cast.chen_reports("垃圾", topic="environment", contact_phone="13955556666", about=[cast.liu.pk])
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    spot = Spot.objects.get(kind=rules.HOT, place=cast.grid)
    assert queries.matters_behind(spot, cast.liu, NEXT_MONDAY).count() == 9
    assert queries.matters_behind(spot, cast.sun, NEXT_MONDAY).count() == 10
    assert list(queries.spots_visible_to(cast.zhang, NEXT_MONDAY)) == []


def test_a_spot_is_put_on_the_agenda_once_and_taken_off_with_a_reason(cast: Cast) -> None:
    many_report(cast, 10)
    actions.reckon_week(AREA, WEEK, at=NEXT_MONDAY)
    spot = Spot.objects.get(kind=rules.HOT, place=cast.grid)
    put = {"place": cast.grid, "spot": spot, "words": "商量垃圾桶放哪", "at": NEXT_MONDAY}
    wish = actions.raise_for_agenda(**put, by=cast.wang)
    with pytest.raises(actions.NotOnAgenda):
        actions.raise_for_agenda(**put, by=cast.liu)
    with pytest.raises(NotAllowed):
        actions.raise_for_agenda(**put, by=cast.stranger)
    assert [line.wish for line in queries.agenda(cast.liu, NEXT_MONDAY)] == [wish]
    with pytest.raises(actions.NotOnAgenda):
        actions.take_off(wish, words="", by=cast.wang, at=NEXT_MONDAY)
    actions.take_off(wish, words="已经解决", by=cast.wang, at=NEXT_MONDAY)
    again = actions.raise_for_agenda(**put, by=cast.liu)
    actions.take_up(again, where="/consultation/1/", by=cast.liu, at=NEXT_MONDAY)
    assert queries.agenda(cast.liu, NEXT_MONDAY) == []
