from datetime import date, datetime

import pytest

from sanzhang.foundation.calendar import actions, queries
from sanzhang.foundation.calendar.models import Day
from sanzhang.foundation.calendar.rules import ZONE
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)
SPRING = [date(2027, 2, day) for day in range(5, 13)]


def test_the_notices_of_three_years_came_with_the_software():
    days = queries.working_days()

    assert days.years == {2024, 2025, 2026}
    assert not days.is_working(date(2026, 2, 17))
    assert days.is_working(date(2026, 2, 28))
    assert "春节" in Day.objects.get(date=date(2026, 2, 17)).note


def test_a_year_without_notice_warns_until_it_is_entered():
    before = queries.warning(datetime(2027, 1, 1, tzinfo=ZONE))

    for month in (1, 2, 4, 5):
        actions.set_days([date(2027, month, day) for day in range(4, 9)], is_working=False, by=SYSTEM, at=NOW)

    assert before == "2027 年的放假安排还没有录入,暂按周一至周五算。"
    assert queries.warning(datetime(2027, 1, 1, tzinfo=ZONE)) == ""


def test_a_run_of_holidays_leaves_weekends_without_rows():
    changed = actions.set_days(SPRING, is_working=False, note="春节", by=SYSTEM, at=NOW)

    assert changed == 6
    assert not any(queries.working_days().is_working(day) for day in SPRING)


def test_a_change_is_seen_at_once_and_a_snapshot_stays_as_it_was():
    old = queries.working_days()

    actions.set_day(date(2027, 3, 8), is_working=False, by=SYSTEM, at=NOW)
    actions.set_day(date(2027, 3, 8), is_working=True, by=SYSTEM, at=NOW)
    worked = queries.working_days().is_working(date(2027, 3, 8))
    actions.set_day(date(2027, 3, 8), is_working=False, by=SYSTEM, at=NOW)

    assert worked
    assert not queries.working_days().is_working(date(2027, 3, 8))
    assert old.is_working(date(2027, 3, 8))


def test_a_cleared_day_follows_its_weekday_and_clearing_twice_is_once():
    actions.set_day(date(2027, 3, 8), is_working=False, by=SYSTEM, at=NOW)

    actions.clear_day(date(2027, 3, 8), by=SYSTEM, at=NOW)
    actions.clear_day(date(2027, 3, 8), by=SYSTEM, at=NOW)

    assert queries.working_days().is_working(date(2027, 3, 8))
    assert Entry.objects.filter(action="calendar.clear_day").count() == 1


def test_the_journal_says_who_set_which_day():
    actions.set_day(date(2027, 3, 8), is_working=False, note="试", by=SYSTEM, at=NOW)

    entry = Entry.objects.get(action="calendar.set_day")
    assert entry.facts == {"date": "2027-03-08", "is_working": False}
    assert entry.actor == "system"


def test_a_stranger_sets_no_day():
    with pytest.raises(NotAllowed, match="市级"):
        actions.set_day(date(2027, 3, 8), is_working=False, by=Bearer.anyone(), at=NOW)


def test_reading_costs_one_query_when_nothing_changed(django_assert_num_queries):
    queries.working_days()

    with django_assert_num_queries(1):
        queries.working_days()
