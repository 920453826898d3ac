import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from sanzhang.foundation.jobs import actions, clock, queries, registry
from sanzhang.foundation.jobs.models import Heart, Slot, Trouble
from sanzhang.foundation.jobs.registry import retrying, scheduled
from sanzhang.foundation.jobs.rules import ZONE, Daily, Every
from sanzhang.foundation.jobs.rules import clock as clock_time
from sanzhang.foundation.permission import SYSTEM

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 23, 9, 0, 37, tzinfo=ZONE)
ran: list[tuple[str, datetime]] = []


def midnight(day, month=11):
    return datetime(2026, month, day, tzinfo=ZONE)


def frequent(at):
    ran.append(("frequent", at))


def nightly(at):
    ran.append(("nightly", at))
    Heart.objects.create(worker=f"trace {at:%d}", started_at=at, beat_at=at)


def moody(at):
    Heart.objects.create(worker=f"half {at:%H%M%S}", started_at=at, beat_at=at)
    if "moody" in MOODS:
        raise ValueError("13800000001")
    ran.append(("moody", at))


MOODS: set[str] = set()


@retrying("test.by_clock")
def by_clock(*, at):
    ran.append(("job", at))


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    monkeypatch.setattr(registry, "SCHEDULES", {})
    monkeypatch.setattr(clock, "SCHEDULES", registry.SCHEDULES)
    ran.clear()
    MOODS.clear()


def test_every_minute_runs_once_a_minute_however_often_it_is_asked():
    scheduled("t.frequent", every=MINUTE)(frequent)

    for second in range(0, 120, 5):
        clock.tick(NOW + timedelta(seconds=second))

    assert [at.strftime("%H:%M:%S") for _, at in ran] == ["09:00:00", "09:01:00", "09:02:00"]


def test_a_worker_late_by_three_days_runs_the_frequent_once_and_each_night():
    scheduled("t.frequent", every=MINUTE)(frequent)
    scheduled("t.nightly", daily_at="00:00")(nightly)
    clock.tick(NOW)
    ran.clear()

    clock.tick(NOW + 3 * DAY)

    assert ran == [
        ("nightly", midnight(24)),
        ("nightly", midnight(25)),
        ("nightly", midnight(26)),
        ("frequent", (NOW + 3 * DAY).replace(second=0)),
    ]


def test_run_due_gives_the_frequent_exactly_its_time_and_runs_what_they_enqueue():
    def enqueues(at):
        frequent(at)
        actions.enqueue(by_clock)

    scheduled("t.frequent", every=MINUTE)(enqueues)

    first = clock.run_due(NOW)
    again = clock.run_due(NOW)
    ten_seconds_later = clock.run_due(NOW + timedelta(seconds=10))

    assert (first, again, ten_seconds_later) == ((1, 1), (0, 0), (1, 1))
    assert ran[:2] == [("frequent", NOW), ("job", NOW)]


@pytest.mark.django_db(transaction=True)
def test_four_at_once_tick_once():
    scheduled("t.nightly", daily_at="00:00")(nightly)
    start = threading.Barrier(4)

    def go():
        start.wait()
        clock.run_due(NOW)
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Heart.objects.count() == Slot.objects.count() == 1


def test_a_tick_that_fails_leaves_nothing_and_runs_again():
    scheduled("t.moody", every=MINUTE)(moody)
    MOODS.add("moody")

    _, failed = clock.tick(NOW)
    trouble = Trouble.objects.get()
    left = Heart.objects.count() + Slot.objects.count()
    MOODS.clear()
    clock.tick(NOW + timedelta(seconds=5))

    assert failed == ["t.moody"]
    assert left == 0
    assert "moody" in trouble.trace
    assert "13800000001" not in trouble.trace
    assert ran == [("moody", NOW.replace(second=0))]
    assert not queries.troubles().exists()


def test_one_failing_schedule_stops_no_other():
    scheduled("t.moody", every=MINUTE)(moody)
    scheduled("t.zzz", every=MINUTE)(frequent)
    MOODS.add("moody")

    with pytest.raises(clock.SomeFailed, match=r"t\.moody"):
        clock.run_due(NOW)

    assert ran == [("frequent", NOW)]


def test_a_clock_set_back_an_hour_repeats_nothing():
    scheduled("t.nightly", daily_at="00:00")(nightly)
    clock.tick(midnight(23) + MINUTE)

    clock.tick(midnight(23) - 30 * MINUTE)
    clock.tick(midnight(23) + 2 * MINUTE)

    assert [at for _, at in ran] == [midnight(23), midnight(22)]


@pytest.mark.parametrize("last_day", [(2028, 2, 28), (2028, 2, 29), (2026, 12, 31), (2026, 4, 30)])
def test_every_day_has_exactly_one_slot(last_day):
    daily, end = Daily(clock_time("00:00")), datetime(*last_day, tzinfo=ZONE)

    due = list(daily.due(end + 2 * DAY, end))

    assert due == [end + DAY, end + 2 * DAY]


def test_a_slot_before_its_hour_is_yesterdays():
    daily = Daily(clock_time("03:10"))

    assert daily.slot_at(midnight(23) + 3 * HOUR) == midnight(22) + 3 * HOUR + 10 * MINUTE
    assert daily.slot_at(midnight(23) + 4 * HOUR) == midnight(23) + 3 * HOUR + 10 * MINUTE


def test_days_beyond_four_hundred_are_let_go():
    daily = Daily(clock_time("00:00"))

    assert len(list(daily.due(midnight(23), midnight(23) - 900 * DAY))) == 401


def test_slots_of_the_frequent_are_counted_from_one_beginning():
    assert Every(7 * MINUTE).slot_at(NOW) <= NOW < Every(7 * MINUTE).slot_at(NOW) + 7 * MINUTE


def test_forgetting_keeps_what_tells_the_nights_apart():
    scheduled("t.frequent", every=MINUTE)(frequent)
    scheduled("t.nightly", daily_at="00:00")(nightly)
    clock.tick(NOW)

    actions.forget_old(by=SYSTEM, at=NOW + 10 * DAY)

    assert list(Slot.objects.values_list("name", flat=True)) == ["t.nightly"]


def test_exactly_one_of_every_and_daily_is_named():
    with pytest.raises(ValueError, match="either"):
        scheduled("t.nothing")
