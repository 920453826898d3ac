"""Figures are the journal, counted: once each, whatever happens to the projector."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanzhang.foundation.figures import actions, queries, rules
from sanzhang.foundation.figures.models import Figure, Folded
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_10AM as NOON

pytestmark = pytest.mark.django_db
UNIT, OTHER = "2201020980010010000101", "2201020980010010000201"
BUILDING, NEW = UNIT[:20], "22010209800100200007"
DAY = rules.day_of(NOON)


def note(action="matter.reported", path=UNIT, chain=1, at=NOON, **facts):
    facts = {"state": "waiting", "topic": "safety", **facts}
    return journal.record(action, by=SYSTEM, at=at, community_id=chain, path=path, facts=facts)


def fold():
    return actions.fold(by=SYSTEM, at=NOON)


def reported(area, since=DAY, until=DAY + timedelta(days=1)):
    return queries.sums(area, since, until)["reported"]


def test_an_entry_counts_in_every_area_above_its_place():
    note()
    note(path=OTHER)

    fold()

    assert [reported(UNIT[:width]) for width in (4, 6, 9, 12, 15)] == [2] * 5
    assert [queries.stocks(UNIT[:width])["stock:waiting"] for width in (15, 20, 22)] == [2, 1, 1]


def test_each_counts_once_however_often_and_late_it_is_folded():
    note()
    fold()
    fold()
    note(at=NOON + timedelta(days=1))
    fold()

    assert reported("2201") == 1
    days = queries.by_day("2201", DAY, DAY + timedelta(days=9))
    assert {day: counts["reported"] for day, counts in days.items()} == {DAY: 1, DAY + timedelta(days=1): 1}


def test_the_day_is_the_one_in_shanghai():
    note(at=NOON.replace(hour=23, minute=59))
    note(at=NOON.replace(hour=23, minute=59) + timedelta(minutes=1))

    fold()

    assert (reported("2201"), reported("2201", DAY + timedelta(days=1), DAY + timedelta(days=2))) == (1, 1)


def test_a_batch_that_breaks_down_counts_nothing_and_is_folded_the_next_time(monkeypatch):
    note()
    with monkeypatch.context() as broken:
        broken.setattr(rules, "day_of", lambda at: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fold()

    assert not Folded.objects.exclude(seq=0).exists()
    fold()
    assert reported("2201") == 1


def test_stocks_say_how_many_there_are_now():
    note()
    note("matter.answered", was="waiting", state="answered", ending="solved", rung="unit_leader")
    note()

    fold()

    assert queries.stocks("2201") == {"stock:waiting": 1, "stock:answered": 1}


def test_a_building_that_moves_takes_its_stocks_along_and_leaves_its_past():
    note()
    note("place.moved", path=BUILDING, **{"from": BUILDING, "to": NEW})
    note("matter.answered", path=NEW + "01", was="waiting", state="answered")

    fold()

    waiting = {area: queries.stocks(area)["stock:waiting"] for area in (BUILDING, NEW, NEW[:15])}
    assert waiting == {BUILDING: 0, NEW: 0, NEW[:15]: 0}
    assert reported(BUILDING[:15]) == 1
    assert reported(NEW[:15]) == 0
    assert queries.stocks(NEW) == {"stock:answered": 1}
    assert list(queries.differences()) == []


def test_a_figure_that_was_touched_is_found_by_the_recount():
    note()
    fold()
    Figure.objects.filter(area="2201", span=rules.DAY).update(counts={"reported": 7})

    (said,) = queries.differences()
    assert said.startswith(f"2201 day {DAY}: {{'reported': 7}}, recounted")


def test_folded_anew_they_are_the_same():
    note()
    note(path=OTHER, chain=2)
    fold()
    before = list(Figure.objects.order_by("area", "span", "day").values_list("area", "span", "day", "counts"))
    actions.fold_anew(by=SYSTEM, at=NOON)
    fold()

    assert (
        list(Figure.objects.order_by("area", "span", "day").values_list("area", "span", "day", "counts"))
        == before
    )


def test_many_areas_are_one_question(django_assert_num_queries):
    note()
    fold()

    with django_assert_num_queries(1):
        table = queries.by_area(["2201", UNIT[:15]], DAY, DAY + timedelta(days=1))
    assert (table["2201"]["reported"], table[UNIT[:15]]["stock:waiting"]) == (1, 1)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([UNIT, OTHER]), st.integers(0, 3), st.booleans()), max_size=12))
def test_whatever_is_recorded_and_however_it_is_folded_the_recount_agrees(steps):
    for path, days, now in steps:
        note(path=path, at=NOON + timedelta(days=days), chain=1 + days % 2)
        if now:
            fold()
    fold()

    assert list(queries.differences()) == []


def test_a_year_is_read_as_months_and_the_days_at_its_ends():
    months, days = rules.spans(date(2026, 1, 10), date(2026, 12, 5))

    assert (months[0], months[-1], len(months)) == (date(2026, 2, 1), date(2026, 11, 1), 10)
    assert days == [(date(2026, 1, 10), date(2026, 2, 1)), (date(2026, 12, 1), date(2026, 12, 5))]
    assert rules.spans(date(2026, 1, 10), date(2026, 1, 20)) == ([], [(date(2026, 1, 10), date(2026, 1, 20))])


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(1, 500))
def test_months_and_days_are_each_day_once(since, length):
    until = since + timedelta(days=length)
    months, ranges = rules.spans(since, until)

    days = [first + timedelta(days=more) for first, last in ranges for more in range((last - first).days)]
    for month in months:
        after = (month + timedelta(days=31)).replace(day=1)
        days += [month + timedelta(days=more) for more in range((after - month).days)]
    assert sorted(days) == [since + timedelta(days=more) for more in range(length)]
