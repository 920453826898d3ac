"""The year of posts: what is shown to whom, on which day, and at what price."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanzhang.foundation.paper.icalendar import escaped, folded
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions, queries
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.web import year as years
from tests.times import MONDAY_9AM, MONDAY_10AM, SHANGHAI

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY_10AM, tick=False) as clock:
        yield clock


@pytest.fixture
def see(cast):
    """Open an address as somebody."""

    def open_as(who, address="/year/"):
        browser = Client()
        browser.force_login(getattr(cast, who))
        return browser.get(address)

    return open_as


def midnight(*day):
    return datetime(*day, tzinfo=SHANGHAI)


def ends(tenure, *day, **more):
    Tenure.objects.filter(pk=tenure.pk).update(ends_at=midnight(*day), **more)


def coming(cast, who="liu", area=None, since=date(2026, 1, 1), until=date(2028, 1, 1), at=MONDAY_10AM):
    area = cast.community.path if area is None else area
    return queries.coming(getattr(cast, who), area, since=since, until=until, at=at)


def test_a_term_is_told_on_the_day_at_whose_midnight_it_ends(cast, see):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)

    november, december = (see("liu", f"/year/?month=2026-{month}").content.decode() for month in (11, 12))

    assert "12栋1单元单元长任期届满" in december
    assert "12栋1单元单元长任期届满" not in november
    assert "12月1日" in december


@pytest.mark.parametrize(
    "day", [(2026, 11, 30), (2026, 12, 31), (2027, 1, 1), (2027, 2, 28), (2028, 2, 29), (2028, 3, 1)]
)
def test_month_ends_lose_and_double_nothing(cast, see, day):
    ends(cast.tenures["unit_leader"], *day)
    month = date(day[0], day[1], 1)

    shown = {
        one: see("liu", f"/year/?month={one:%Y-%m}").content.decode().count("单元长任期届满")
        for one in (years.last_month(month), month, years.next_month(month))
    }

    assert list(shown.values()) == [0, 1, 0]


def test_months_follow_one_another_over_years():
    month, seen = date(2026, 1, 1), []
    for _ in range(36):
        seen.append(month)
        assert years.last_month(years.next_month(month)) == month
        month = years.next_month(month)

    assert seen[-1] == date(2028, 12, 1)
    assert len(set(seen)) == 36


def test_kinds_are_told_apart(cast):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)
    ends(cast.tenures["building_leader"], 2026, 12, 2, is_acting=True)
    ends(cast.tenures["grid_leader"], 2026, 12, 3, end_reason="moved")
    chair = Post.objects.get(place=cast.next_unit)
    actions.seat(chair, person=cast.chen, starts_at=midnight(2026, 12, 4), by=SYSTEM, at=MONDAY_9AM)

    assert [(one.on.day, one.kind, one.words) for one in coming(cast)] == [
        (1, "term", "12栋1单元单元长任期届满"),
        (2, "acting", "12栋楼栋长代理到期"),
        (3, "leaving", "第1网格网格长离岗(搬离或调动)"),
        (4, "seating", "12栋2单元单元长上岗"),
    ]


def test_counts_are_those_of_the_lines(cast):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)
    ends(cast.tenures["building_leader"], 2026, 12, 1, is_acting=True)
    wanted = {"since": date(2026, 12, 1), "until": date(2027, 1, 1), "at": MONDAY_10AM}

    counted = queries.coming_counted(cast.liu, "2201", **wanted)

    assert counted == {(date(2026, 12, 1), "term"): 1, (date(2026, 12, 1), "acting"): 1}


def test_who_follows_without_a_gap_is_said(cast):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)
    actions.seat(cast.unit_post, person=cast.chen, starts_at=midnight(2026, 12, 1), by=SYSTEM, at=MONDAY_9AM)

    assert [one.words for one in coming(cast)] == [
        "12栋1单元单元长上岗",
        "12栋1单元单元长任期届满,已安排接任",
    ]


def test_a_term_that_nobody_followed_is_late_and_comes_first(cast, see, clock):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)
    Post.objects.filter(pk=cast.unit_post.pk).update(vacant_since=midnight(2026, 12, 1))
    clock.move_to(midnight(2027, 1, 15))
    Person.objects.update(last_used_at=midnight(2027, 1, 14))

    page = see("liu").content.decode()

    assert "已经过期、还没办的" in page
    assert "12栋1单元单元长任期届满,还没有人接任" in page


@pytest.mark.parametrize(
    ("who", "sees"), [("zhang", 1), ("li", 2), ("wang", 3), ("liu", 3), ("sun", 3), ("wu", 3)]
)
def test_everybody_sees_the_own_area_only(cast, see, who, sees):
    for number, kind in enumerate(("unit_leader", "building_leader", "grid_leader"), start=1):
        ends(cast.tenures[kind], 2026, 12, number)

    assert len(coming(cast, who)) == sees
    pages = [see(who, f"/year/?month=2026-12&day=2026-12-0{day}").content.decode() for day in (1, 2, 3)]
    assert sum("任期届满</span>" in page for page in pages) == sees


def test_another_area_looks_as_if_it_were_not_there(cast, see):
    assert see("wang", f"/year/?area={cast.other_grid.pk}").status_code == 404
    assert see("liu", f"/year/?area={cast.other_grid.pk}").status_code == 200
    assert see("liu", f"/year/?area={cast.street.pk}").status_code == 404
    for address in ("/year/?area=7", "/year/?area=x", "/year/export/?area=7", "/year/calendar.ics?area=7"):
        assert see("liu", address).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "zheng", "qian", "zhou"])
def test_who_has_nothing_to_do_with_leaders_terms_is_turned_away(see, who):
    for address in ("/year/", "/year/export/", "/year/calendar.ics"):
        assert see(who, address).status_code == 403


def test_whatever_is_asked_for_a_month_is_shown(see):
    for asked in ("2026-13", "9999-01", "0001-01", "x", "2026-1", "２０２６-11"):
        assert see("liu", f"/year/?month={asked}&day=2026-02-30&kind=%00x&page=999").status_code == 200


@pytest.mark.parametrize(
    ("who", "area"), [("liu", "community"), ("sun", "street"), ("wu", "city"), ("zhang", "unit")]
)
def test_no_query_a_line(cast, who, area):
    def fill(first, last):
        for number in range(first, last):
            Tenure.objects.create(
                community=cast.community,
                post=cast.unit_post,
                person=cast.chen,
                starts_at=midnight(2027, 1, 1) + number * timedelta(hours=2),
                ends_at=midnight(2027, 1, 1) + number * timedelta(hours=2) + timedelta(hours=1),
            )

    Tenure.objects.filter(pk=cast.tenures["unit_leader"].pk).update(ends_at=midnight(2026, 12, 31))
    address = f"/year/?area={getattr(cast, area).pk}&month=2027-01&day=2027-01-01"
    browser = Client()
    browser.force_login(getattr(cast, who))
    browser.get(address)
    fill(0, 10)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    fill(10, 200)
    with CaptureQueriesContext(connection) as many:
        answer = browser.get(address)

    assert len(many) == len(few) < 30
    assert len(answer.content) < 150_000


def test_many_lines_come_in_pages(cast, see):
    Tenure.objects.filter(pk=cast.tenures["unit_leader"].pk).update(ends_at=midnight(2026, 12, 31))
    for number in range(150):
        at = midnight(2027, 1, 1) + number * timedelta(hours=4)
        Tenure.objects.create(
            community=cast.community,
            post=cast.unit_post,
            person=cast.chen,
            starts_at=at,
            ends_at=at + DAY / 12,
        )

    first, second = (see("liu", f"/year/?month=2027-01&page={page}").content.decode() for page in (1, 2))

    assert "第 1 页,共 3 页,300 条" in first
    assert first.count("cell_title") == 100
    assert first != second


def test_a_kind_is_picked_and_taken_away_as_shown(cast, see):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)
    ends(cast.tenures["building_leader"], 2026, 12, 2, is_acting=True)

    page = see("liu", "/year/?month=2026-12&kind=acting").content.decode()
    file = see("liu", "/year/calendar.ics?month=2026-12&kind=acting").content.decode()

    assert "楼栋长代理到期" in page
    assert "单元长任期届满" not in page
    assert "代理到期 1" in page
    assert "任期届满 1" in page
    assert "楼栋长代理到期" in file
    assert "单元长" not in file
    book = see("liu", "/year/export/?month=2026-12&kind=acting")
    assert book["Content-Disposition"] == "attachment; filename=year-202612.xlsx"


def key_of(page):
    return page.split("/year/follow/")[1].split(".ics")[0]


def test_a_phone_follows_by_an_address_that_tells_no_names(cast, see):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)
    key = key_of(see("liu").content.decode())

    file = Client().get(f"/year/follow/{key}.ics")
    text = file.content.decode()

    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:任期届满 1 件" in text
    assert "DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202" in text
    assert "张桂兰" not in text
    assert text == Client().get(f"/year/follow/{key}.ics").content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_the_address_dies_with_the_post_and_with_the_key(cast, see):
    ends(cast.tenures["unit_leader"], 2026, 12, 1)
    key = key_of(see("liu").content.decode())

    cast.vacate("community_worker", at=MONDAY_9AM)
    assert b"VEVENT" not in Client().get(f"/year/follow/{key}.ics").content

    cast.liu.set_password("another key")
    cast.liu.save()
    assert Client().get(f"/year/follow/{key}.ics").status_code == 404


@pytest.mark.parametrize("key", ["x", "1:2:3", "eyJhIjoxfQ:1abcde:zzz"])
def test_a_made_up_address_is_nothing(db, key):
    assert Client().get(f"/year/follow/{key}.ics").status_code == 404


def test_lines_are_folded_at_75_octets_without_cutting_a_sign():
    line = "SUMMARY:" + "桐荫家园12栋" * 40
    pieces = folded(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
    assert folded("a" * 75) == "a" * 75


def test_what_other_rooms_tell_is_among_it(cast, see):
    filing = actions.submit_filing(
        cast.unit_post,
        person=cast.zhang,
        way="recommendation",
        starts_on=date(2026, 11, 25),
        until=date(2029, 11, 25),
        kind="standing",
        tenure=cast.tenures["unit_leader"],
        by=cast.liu,
        at=MONDAY_9AM,
    )

    page = see("liu").content.decode()

    assert f"/posts/filings/{filing.pk}/" in page
    assert "备案 1" in page


def test_signs_that_mean_something_are_escaped():
    assert escaped("一;二,三\\四\r\n五\x00\x07") == "一\\;二\\,三\\\\四\\n五"
