from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzhang.foundation.calendar.rules import (
    ZONE,
    NeverWorked,
    Pauses,
    WorkingDays,
    add_hours,
    add_working_days,
    clock_starts,
    local_midnight,
    spoken_left,
    spoken_time,
    working_days_between,
)


def notices(*years):
    days = (date(year, 1, 1) + timedelta(days=n) for year in years for n in range(366))
    differing = ((day, chinese_calendar.is_workday(day)) for day in days if day.year in years)
    return WorkingDays({day: works for day, works in differing if works != (day.weekday() < 5)})


CALENDAR = notices(2024, 2025, 2026)
times = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(ZONE))
counts = st.integers(0, 40)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@given(times, counts)
def test_a_deadline_never_lands_on_a_day_off(start, n):
    assert CALENDAR.is_working(add_working_days(start, n, CALENDAR))


@given(times, times, counts)
def test_who_reports_later_is_never_due_earlier(one, other, n):
    first, second = sorted((one, other))

    assert add_working_days(first, n, CALENDAR) <= add_working_days(second, n, CALENDAR)


@given(times, counts, counts)
def test_counting_in_two_steps_is_counting_in_one(start, n, m):
    in_two = add_working_days(add_working_days(start, n, CALENDAR), m, CALENDAR)

    assert in_two == add_working_days(start, n + m, CALENDAR)


@given(times, st.integers(1, 40))
def test_exactly_n_days_are_worked_until_the_deadline(start, n):
    due = add_working_days(start, n, CALENDAR)

    begins = clock_starts(start, CALENDAR)
    assert working_days_between(begins.date(), due.date(), CALENDAR) == n
    assert due.timetz() == begins.timetz()


@given(times, st.integers(0, 500))
def test_hours_are_elapsed_time_in_any_zone(start, hours):
    due = add_hours(start.astimezone(ZoneInfo("UTC")), hours)

    assert due - start == timedelta(hours=hours)
    assert due.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("reported", "n", "due"),
    [
        ("2026-11-23T17:10", 2, "2026-11-25T17:10"),
        ("2026-11-20T22:00", 1, "2026-11-23T22:00"),  # Friday night counts as Friday
        ("2026-11-21T10:00", 2, "2026-11-25T08:30"),  # Saturday: from Monday 08:30
        ("2026-02-13T15:00", 1, "2026-02-14T15:00"),  # a Saturday worked before the spring festival
        ("2026-02-14T15:00", 1, "2026-02-24T15:00"),  # over the festival
        ("2026-02-17T09:00", 1, "2026-02-25T08:30"),  # reported on the first day of the year
        ("2026-02-27T15:00", 1, "2026-02-28T15:00"),  # a Saturday worked after it
        ("2024-02-28T09:00", 1, "2024-02-29T09:00"),
        ("2028-02-28T09:00", 1, "2028-02-29T09:00"),
        ("2025-12-31T16:00", 1, "2026-01-04T16:00"),  # new year, and a Sunday worked
        ("2026-12-31T16:00", 1, "2027-01-01T16:00"),  # no notice for 2027: Monday–Friday
        ("2026-09-30T09:00", 3, "2026-10-10T09:00"),
        ("2026-10-31T23:59", 0, "2026-11-02T08:30"),
    ],
)
def test_deadlines_people_can_check_on_the_wall(reported, n, due):
    assert add_working_days(at(reported), n, CALENDAR) == at(due)


def test_a_time_in_another_zone_counts_as_its_day_here():
    friday_night_utc = datetime(2026, 11, 20, 17, 0, tzinfo=ZoneInfo("UTC"))  # Saturday 01:00 here

    assert add_working_days(friday_night_utc, 1, CALENDAR) == at("2026-11-24T08:30")


def test_it_agrees_with_the_published_notices():
    for n in range(366 * 3 - 2):
        day = date(2024, 1, 1) + timedelta(days=n)
        assert CALENDAR.is_working(day) == chinese_calendar.is_workday(day)


def test_a_year_without_notice_is_known_to_be_unknown():
    assert CALENDAR.knows(date(2026, 12, 31))
    assert not CALENDAR.knows(date(2027, 1, 1))
    assert not WorkingDays({date(2027, 3, 8): False}).knows(date(2027, 1, 1))


def test_naive_times_and_backward_counts_are_refused():
    with pytest.raises(ValueError, match="zone"):
        add_hours(datetime(2026, 1, 1), 1)
    with pytest.raises(ValueError, match="forward"):
        add_working_days(at("2026-11-23T09:00"), -1, CALENDAR)


def test_a_calendar_without_any_working_day_is_refused():
    off = WorkingDays({date(2030, 1, 1) + timedelta(days=n): False for n in range(800)})

    with pytest.raises(NeverWorked):
        add_working_days(at("2030-01-01T09:00"), 1, off)


def test_a_pause_moves_the_deadline_by_its_length():
    pauses = Pauses.of([(at("2026-11-23T10:00"), at("2026-11-23T13:00"))])

    due = pauses.effective_due(at("2026-11-24T09:00"), started_at=at("2026-11-23T09:00"))

    assert due == at("2026-11-24T12:00")


def test_a_pause_that_moves_the_deadline_to_a_day_off_moves_it_to_the_next_opening():
    pauses = Pauses.of([(at("2026-11-19T10:00"), at("2026-11-20T10:00"))])

    due = pauses.effective_due(at("2026-11-20T17:00"), started_at=at("2026-11-18T17:00"), days=CALENDAR)

    assert due == at("2026-11-23T08:30")


def test_while_the_clock_stands_still_nothing_is_due():
    pauses = Pauses.of([(at("2026-11-23T10:00"), None)])

    assert pauses.effective_due(at("2026-11-24T09:00"), started_at=at("2026-11-23T09:00")) is None
    assert pauses.is_paused(at("2026-12-24T09:00"))


def test_a_pause_after_the_deadline_saves_nobody():
    pauses = Pauses.of([(at("2026-11-25T10:00"), None)])

    assert pauses.effective_due(at("2026-11-24T09:00"), started_at=at("2026-11-23T09:00")) == at(
        "2026-11-24T09:00"
    )


intervals = st.lists(st.tuples(times, st.integers(-5, 300)), max_size=8).map(
    lambda pairs: [(start, start + timedelta(hours=hours)) for start, hours in pairs]
)


@given(intervals, times, st.integers(0, 500))
def test_pauses_only_ever_give_time_and_count_each_hour_once(spans, start, hours):
    due, pauses = start + timedelta(hours=hours), Pauses.of(spans)

    moved = pauses.effective_due(due, started_at=start)

    assert moved >= due
    assert moved - pauses.time_paused(start, moved) == due or moved == due
    assert pauses == Pauses.of([*spans, *spans][::-1])


def test_times_are_said_as_people_say_them():
    now = at("2026-11-23T12:00")

    said = [
        spoken_time(at(text), now) for text in ("2026-11-23T17:00", "2026-11-24T08:30", "2026-11-22T09:05")
    ]

    assert said == ["今天 17:00", "明天 08:30", "昨天 09:05"]
    assert spoken_time(at("2026-11-30T09:05"), now) == "11月30日 09:05"
    assert spoken_time(at("2027-01-03T09:05"), now) == "2027年1月3日 09:05"
    assert spoken_time(datetime(2026, 11, 23, 17, tzinfo=ZoneInfo("UTC")), now) == "明天 01:00"


def test_what_is_left_is_rounded_down():
    now = at("2026-11-23T12:00")

    assert spoken_left(at("2026-11-23T14:59"), now) == "还剩 2 小时"
    assert spoken_left(at("2026-11-23T11:20"), now) == "已超 40 分钟"
    assert spoken_left(at("2026-11-27T11:20"), now) == "还剩 3 天"


def test_midnight_is_midnight_here():
    assert local_midnight(date(2028, 2, 29)).isoformat() == "2028-02-29T00:00:00+08:00"
