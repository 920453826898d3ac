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
    return queries.sums(area, ["reported"], since, until)["reported"]


def test_an_entry_counts_in_every_area_above_its_place():
    note()
    note(path=OTHER)

    fold()

    assert [reported(UNIT[:width]) for width in (4, 6, 9, 12, 15, 20, 22)] == [2, 2, 2, 2, 2, 1, 1]


def test_each_counts_once_however_often_and_late_it_is_folded():
    note()
    fold()
    fold()
    note(at=NOON + timedelta(days=1))
    fold()

    assert reported("2201") == 1
    assert queries.by_day("2201", "reported", DAY, DAY + timedelta(days=9)) == {
        DAY: 1,
        DAY + timedelta(days=1): 1,
    }


def test_the_day_is_the_one_in_shanghai():
    note(at=NOON.replace(hour=23, minute=59))
    note(at=NOON.replace(hour=23, minute=59) + timedelta(minutes=1))

    fold()

    assert (reported("2201"), reported("2201", DAY + timedelta(days=1), DAY + timedelta(days=2))) == (1, 1)


def test_a_batch_that_breaks_down_counts_nothing_and_is_folded_the_next_time(monkeypatch):
    note()
    with monkeypatch.context() as broken:
        broken.setattr(actions.statements, "add_up", lambda *given, **named: 1 / 0)
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

    assert queries.stocks("2201", ["stock:waiting", "stock:answered"]) == {
        "stock:waiting": 1,
        "stock:answered": 1,
    }


def test_a_building_that_moves_takes_its_stocks_along_and_leaves_its_past():
    note()
    note("place.moved", path=BUILDING, **{"from": BUILDING, "to": NEW})
    note("matter.answered", path=NEW + "01", was="waiting", state="answered")

    fold()

    waiting = {
        area: queries.stocks(area, ["stock:waiting"])["stock:waiting"] for area in (BUILDING, NEW, NEW[:15])
    }
    assert waiting == {BUILDING: 0, NEW: 0, NEW[:15]: 0}
    assert reported(BUILDING) == 1
    assert queries.stocks(NEW, ["stock:answered"]) == {"stock:answered": 1}
    assert list(queries.differences()) == []


def test_a_figure_that_was_touched_is_found_by_the_recount():
    note()
    fold()
    Figure.objects.filter(area="2201", measure="reported").update(amount=7)

    assert list(queries.differences()) == [f"2201 {DAY} reported: 7, recounted 1"]


def test_folded_anew_they_are_the_same():
    note()
    note(path=OTHER, chain=2)
    fold()
    before = sorted(Figure.objects.values_list("area", "day", "measure", "amount"))
    actions.fold_anew(by=SYSTEM, at=NOON)
    fold()

    assert sorted(Figure.objects.values_list("area", "day", "measure", "amount")) == before


def test_many_areas_are_one_question(django_assert_num_queries):
    note()
    fold()

    with django_assert_num_queries(1):
        table = queries.by_area(["2201", UNIT], ["reported", "stock:waiting"], DAY, DAY + timedelta(days=1))
    assert table[UNIT] == {"reported": 1, "stock:waiting": 1}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([UNIT, OTHER]), st.integers(0, 3), st.booleans()), max_size=12))
def test_whatever_is_recorded_and_however_it_is_folded_the_recount_agrees(steps):
    for path, days, now in steps:
        note(path=path, at=NOON + timedelta(days=days), chain=1 + days % 2)
        if now:
            fold()
    fold()

    assert list(queries.differences()) == []


def test_ever_is_no_day():
    assert date(1, 1, 1) == rules.EVER
    note()
    fold()
    assert queries.sums("2201", ["stock:waiting"], DAY, DAY + timedelta(days=1)) == {"stock:waiting": 0}
