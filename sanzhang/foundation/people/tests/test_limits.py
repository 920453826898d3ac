"""R22: how many persons somebody may read in a day."""

from datetime import timedelta

import pytest

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal import limits, sentences
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import actions, queries
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.people.tests.conftest import Browser, texted
from sanzhang.foundation.permission import SYSTEM, NotAllowed, seats_of
from tests.times import MONDAY_9AM, MONDAY_10AM

LIMITS = dict(limits.LIMITS)


class Subject:
    """Somebody whose data are read: all that the journal knows."""

    is_authenticated = True

    def __init__(self, count):
        self.id, self.journal_key = count, f"subject{count:025d}"


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", {"A": 2, "B": 4, "C": 10})


def reads(cast, *counts, at=MONDAY_9AM, data_class="C"):
    seat = seats_of(cast.liu, at)[0]
    for count in counts:
        journal.look(
            cast.liu,
            about=Subject(count),
            fields="phone",
            purpose="走访",
            seat=seat,
            at=at,
            data_class=data_class,
        )


def test_the_limits_are_half_of_the_penal_codes():
    assert LIMITS == {"A": 25, "B": 250, "C": 2500}


def test_half_of_an_odd_limit_is_rounded_up(monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", LIMITS)

    assert [limits.Reading(one, 0, 0, False).half for one in "ABC"] == [13, 125, 1250]


def test_at_half_the_supervisor_is_told_once(cast):
    reads(cast, *range(5))
    texted()

    told = Message.objects.get(template="posts.many_read")
    assert told.to == cast.sun
    assert "桐荫社区社区工作者" in told.words
    assert Entry.objects.filter(action=limits.MANY).count() == 1


def test_beyond_half_a_reason_is_needed(cast):
    reads(cast, *range(5))
    with pytest.raises(limits.ReasonNeeded) as refused:
        reads(cast, 5)
    assert "5 个人" in refused.value.words

    actions.explain_reading(reason="survey", data_class="C", by=cast.liu, at=MONDAY_9AM)

    reads(cast, *range(5, 10))
    assert Entry.objects.filter(action=limits.MANY).count() == 1


def test_at_the_limit_reading_stops_until_a_second_person_approves(cast):
    reads(cast, *range(5))
    actions.explain_reading(reason="survey", data_class="C", by=cast.liu, at=MONDAY_9AM)
    reads(cast, *range(5, 10))
    with pytest.raises(limits.ReadingStopped):
        reads(cast, 10)
    alarm = Entry.objects.get(action=limits.MANY)
    with pytest.raises(actions.NotPossible):
        actions.approve_reading(alarm, reader=cast.liu, by=cast.liu, at=MONDAY_10AM)
    with pytest.raises(NotAllowed):
        actions.approve_reading(alarm, reader=cast.liu, by=cast.wang, at=MONDAY_10AM)

    actions.approve_reading(alarm, reader=cast.liu, by=cast.sun, at=MONDAY_10AM)

    reads(cast, *range(10, 20))
    with pytest.raises(limits.ReadingStopped):
        reads(cast, 20)


def test_who_was_read_before_costs_nothing_more(cast):
    reads(cast, *range(4), *range(4), *range(4))

    assert limits.reading_of(cast.liu.journal_key, MONDAY_10AM).read == 4
    assert not Entry.objects.filter(action=limits.MANY).exists()


def test_at_the_limit_those_already_read_stay_readable(cast):
    reads(cast, *range(5))
    actions.explain_reading(reason="survey", data_class="C", by=cast.liu, at=MONDAY_9AM)
    reads(cast, *range(5, 10))

    reads(cast, 3)


def test_the_day_rolls(cast):
    reads(cast, *range(5))

    reads(cast, *range(5, 9), at=MONDAY_9AM + timedelta(hours=24))

    assert limits.reading_of(cast.liu.journal_key, MONDAY_9AM + timedelta(hours=24)).read == 4


def test_ones_own_data_count_for_nobody(cast):
    for _ in range(12):
        journal.look(cast.liu, about=cast.liu, fields="phone", purpose="本人", at=MONDAY_9AM)


def test_graver_data_have_a_limit_of_their_own(cast):
    reads(cast, 1, data_class="A")
    with pytest.raises(limits.ReasonNeeded):
        reads(cast, 2, data_class="A")

    reads(cast, 2, 3)


def test_the_alarm_is_told_with_the_post_of_the_reader(cast):
    reads(cast, *range(5))

    (line,) = sentences.told(Entry.objects.filter(action=limits.MANY), reader=None)

    assert (line.who, line.what) == ("系统", "一天里看的人多,已告诉上级")
    assert line.details == [("资料类别", "联系方式、住址"), ("岗位", "桐荫社区社区工作者")]


def test_two_sessions_share_one_count(cast):
    others = [cast.li, cast.wang, cast.zhang]
    browsers = [Browser(), Browser()]
    for browser in browsers:
        browser.force_login(cast.liu)
    for count, other in enumerate(others):
        browsers[count % 2].press(f"/people/{other.pk}/", purpose="联系办理事项")

    assert limits.reading_of(cast.liu.journal_key, MONDAY_10AM).read == 3


def test_the_page_takes_the_reason_and_the_approval(cast, office):
    reads(cast, *range(5))
    assert office.press(f"/people/{cast.li.pk}/", purpose="联系办理事项").status_code == 429
    assert "写下原因" in office.get("/people/reading/").content.decode()
    assert office.press("/people/reading/", reason="", data_class="C").status_code == 422
    assert office.press("/people/reading/", reason="survey", data_class="C").status_code == 302
    reads(cast, *range(5, 10))
    assert office.press(f"/people/{cast.li.pk}/", purpose="联系办理事项").status_code == 429
    sun = Browser()
    sun.force_login(cast.sun)
    alarm = Entry.objects.get(action=limits.MANY)
    assert "刘敏" in sun.get("/people/reading/").content.decode()
    assert office.press(f"/people/reading/{alarm.pk}/").status_code == 409

    assert sun.press(f"/people/reading/{alarm.pk}/").status_code == 302

    assert office.press(f"/people/{cast.li.pk}/", purpose="联系办理事项").status_code == 200


def test_an_alarm_elsewhere_looks_like_none(cast):
    reads(cast, *range(5))
    alarm = Entry.objects.get(action=limits.MANY)
    zhou = Browser()
    zhou.force_login(cast.wang)

    assert zhou.press(f"/people/reading/{alarm.pk}/").status_code in (403, 404)


def test_without_an_office_above_the_administrators_are_told(cast):
    from sanzhang.organisation.posts import queries as posts

    assert posts.supervisors_of(cast.city.path, MONDAY_9AM) == [cast.qian]
    assert posts.supervisors_of(cast.street.path, MONDAY_9AM) == [cast.wu]
    assert posts.supervisors_of(cast.unit.path, MONDAY_9AM) == [cast.liu]


def test_whoever_has_no_account_counts_by_what_he_reported(cast):
    matters = [cast.chen_reports() for _ in range(3)]
    for matter in matters * 2:
        journal.look(cast.liu, about=None, on=matter, fields="contact_phone", purpose="走访", at=MONDAY_9AM)

    assert limits.reading_of(cast.liu.journal_key, MONDAY_10AM).read == 3


def test_counting_looks_into_indexes(cast, django_assert_num_queries):
    reads(cast, *range(4))

    with django_assert_num_queries(3):
        limits.reading_of(cast.liu.journal_key, MONDAY_10AM)


def test_a_reader_who_was_never_alarmed_waits_for_nobody(cast):
    assert queries.readers_over_half(cast.sun, MONDAY_10AM) == []
    assert Person.objects.filter(pk=cast.liu.pk).exists()
    with pytest.raises(actions.NotPossible):
        actions.explain_reading(reason="whatever", data_class="C", by=cast.liu, at=MONDAY_9AM)
    entry = journal.look(cast.liu, about=cast.zhang, fields="phone", purpose="走访", at=MONDAY_9AM)
    with pytest.raises(NotAllowed):
        actions.approve_reading(entry, reader=cast.liu, by=SYSTEM, at=MONDAY_10AM)
