"""At 00:00 of the first a turn's powers begin and end, with the clock's work off, on, and on twice (§12, R5)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from sanzhang.duties.matters import queries as matters
from sanzhang.foundation import permission
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs.clock import run_due
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people.models import Person
from sanzhang.mechanisms.rotation import actions, jobs, rules
from sanzhang.mechanisms.rotation.models import Reminder
from sanzhang.mechanisms.rotation.tests.conftest import JANUARY, Unit
from sanzhang.organisation.posts import queries as posts
from tests.times import MONDAY_9AM

MIDNIGHTS = [date(2027, 1, 1), date(2028, 2, 1), date(2028, 3, 1), date(2027, 3, 1), date(2027, 5, 1)]
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)


def wake(unit, at):
    """Let powers be live around a day far ahead (R25 is another rule)."""
    Person.objects.update(last_used_at=at - DAY)
    for person in unit.people.values():
        person.refresh_from_db()


def begin_before(cast, month=JANUARY):
    """Return the unit, who has the month before, and who has the month."""
    unit = Unit(cast)
    unit.begin("102", "201")
    before = rules.month_after(month, -1)
    if before < JANUARY:
        return unit, cast.zhang, unit.people["102"]
    at = max(rules.midnight(before) - 20 * DAY, MONDAY_9AM)
    wake(unit, at)
    actions.extend(unit.rota, by=cast.liu, at=at, months=12)
    old, new = unit.turn(before).member.person, unit.turn(month).member.person
    return unit, old, new


def has_power(unit, person, at):
    return any(seat.post_id == unit.unit_post.pk for seat in permission.seats_of(person, at))


@pytest.mark.parametrize("runs", [0, 1, 2])
@pytest.mark.parametrize("month", MIDNIGHTS)
def test_powers_change_at_midnight(cast, month, runs, monkeypatch):
    unit, old, new = begin_before(cast, month)
    for person in (old, new):
        people.consent(person, purpose="plaque.name", by=person, at=MONDAY_9AM)
    midnight = rules.midnight(month)
    wake(unit, midnight)
    old.refresh_from_db()
    new.refresh_from_db()

    for at, holder, other in ((midnight - INSTANT, old, new), (midnight, new, old)):
        for _ in range(runs):
            jobs.extend(at)
            jobs.remind(at)
        assert has_power(unit, holder, at)
        assert not has_power(unit, other, at)
        assert [one.person for one in posts.holders("unit_leader", cast.unit.path, at)] == [holder]
        matter = cast.chen_reports(f"{at:%f}水管漏水", at=at)
        assert matter in list(matters.waiting_for(holder, at))
        assert matter not in list(matters.waiting_for(other, at))
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        page = Client().get(f"/u/{cast.unit.token}/").content.decode()
        assert holder.name in page
        assert other.name not in page


def test_a_month_ends_for_good_even_if_nothing_ever_runs(cast):
    unit, _, _ = begin_before(cast)
    much_later = rules.midnight(date(2028, 9, 15))
    wake(unit, much_later)

    assert unit.holder(much_later) == ""
    assert not any(has_power(unit, person, much_later) for person in unit.people.values())


def reminders(person, template):
    return Message.objects.filter(to=person, template=template).count()


@pytest.mark.parametrize("runs", [1, 2])
def test_each_reminder_goes_out_once(cast, runs):
    unit, _, _ = begin_before(cast)
    day = rules.midnight(date(2027, 1, 10))

    while day < rules.midnight(date(2027, 2, 3)):
        for _ in range(runs):
            jobs.remind(day + timedelta(hours=8))
        day += DAY

    assert reminders(unit.people["201"], "rotation.coming") == 2
    assert reminders(unit.people["102"], "rotation.going") == 2
    assert Reminder.objects.count() == 4


def test_a_late_clock_still_reminds_once_and_says_how_late_it_is(cast):
    unit, _, _ = begin_before(cast)

    jobs.remind(rules.midnight(date(2027, 1, 28)))
    jobs.remind(rules.midnight(date(2027, 1, 29)))
    jobs.remind(rules.midnight(date(2027, 2, 1)))

    told = Message.objects.get(to=unit.people["201"], template="rotation.coming")
    assert told.words.startswith("4 天以后轮到您家")


def test_who_left_meanwhile_is_not_reminded(cast):
    unit = Unit(cast)
    members = unit.begin("102", "201", "202")
    at = rules.midnight(date(2027, 1, 25)) + timedelta(hours=9)
    actions.leave(members["201"], by=unit.people["201"], at=at - timedelta(hours=1))

    jobs.remind(at)

    assert reminders(unit.people["201"], "rotation.coming") == 0
    assert reminders(unit.people["202"], "rotation.coming") == 1


def test_the_clock_gives_out_the_months_ahead_late_and_twice(cast):
    unit, _, _ = begin_before(cast)
    at = rules.midnight(date(2027, 4, 10)) + timedelta(hours=2)

    run_due(at)
    first = unit.doors()
    run_due(at)

    assert len(first) == 9
    assert unit.doors() == first
