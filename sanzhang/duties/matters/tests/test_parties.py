"""R15: whoever a matter is from or about, or a housemate, has no part in it by a seat."""

from datetime import timedelta

import pytest

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.residents import actions as residents
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
SECRET = "楼栋长把公共水井锁了"


@pytest.fixture
def about_li(cast):
    """A matter about the building leader, with a photo's worth of trouble; it waits at the unit leader."""
    return cast.chen_reports(SECRET, about=[cast.li.pk])


def test_it_goes_past_the_subject(cast, about_li):
    actions.pass_up(about_li, words="我管不了", by=cast.zhang, at=MONDAY_10AM)

    assert about_li.rung == rules.GRID


def test_by_clock_it_goes_past_the_subject_too(cast, about_li):
    actions.climb_overdue(by=SYSTEM, at=MONDAY_9AM + timedelta(hours=25))

    about_li.refresh_from_db()
    assert about_li.rung == rules.GRID


def test_no_query_shows_it(cast, about_li):
    for filters in (
        {},
        {"words": "水井"},
        {"words": about_li.reference},
        {"state": "open"},
        {"area": cast.unit.path},
    ):
        assert not queries.listed(cast.li, MONDAY_10AM, filters).exists()
        assert queries.listed(cast.wang, MONDAY_10AM, filters).count() == 1
    assert queries.figures(cast.li, MONDAY_10AM)["waiting"] == 0
    assert queries.counts(cast.li, MONDAY_10AM) == {"waiting": 0, "late": 0, "unconfirmed": 0}
    assert not queries.exportable(cast.li, MONDAY_10AM).exists()


def test_no_address_shows_it(cast, about_li, see):
    base = f"/matters/{about_li.pk}/"
    for tail in ("", "answer/", "pass-up/", "note/", "subject/", "contact/"):
        assert see(base + tail, cast.li).status_code == 404
        assert see(base + tail, cast.zhang).status_code == 200
    for url in ("/matters/", "/matters/?q=水井", "/matters/?print=1", "/desk/"):
        assert SECRET not in see(url, cast.li).content.decode()
    assert see(f"/api/matters/{about_li.pk}", cast.li).status_code == 404
    assert SECRET not in see("/api/matters", cast.li).content.decode()


def test_a_housemate_of_the_subject_is_a_party(cast, about_li):
    residents.settle(cast.li, household=cast.doors[cast.unit.pk, "101"], by=SYSTEM, at=MONDAY_9AM)

    assert not queries.visible_to(cast.zhang, MONDAY_10AM).exists()
    with pytest.raises(NotAllowed):
        actions.accept(about_li, by=cast.zhang, at=MONDAY_10AM)


def test_a_door_that_it_is_about_counts_for_all_behind_it(cast):
    door = cast.doors[cast.unit.pk, "101"]  # the unit leader's own

    matter = cast.chen_reports("101 半夜吵", about_households=[door.pk])

    assert matter.rung == rules.BUILDING
    assert not queries.visible_to(cast.zhang, MONDAY_10AM).exists()


def test_a_leaders_own_report_is_not_seen_through_the_seat_but_by_its_receipt(cast, see):
    matter = actions.report_matter(
        place=cast.unit,
        words="楼下井盖坏了",
        origin="leader",
        reporter=cast.zhang,
        by=cast.zhang,
        at=MONDAY_9AM,
    )

    assert see(f"/matters/{matter.pk}/", cast.zhang).status_code == 404
    assert "楼下井盖坏了" in see("/follow/", cast.zhang).content.decode()
    assert "楼栋长" in see(f"/r/{matter.receipt}/", cast.zhang).content.decode()


def test_naming_the_holder_takes_it_from_him_at_once(cast):
    matter = cast.chen_reports()

    actions.name_subject(matter, person=cast.zhang, words="说的是我", by=cast.zhang, at=MONDAY_10AM)

    assert matter.rung == rules.BUILDING
    assert not queries.visible_to(cast.zhang, MONDAY_10AM).exists()
    assert "张桂兰" not in " ".join(line.sentence for line in queries.story(matter))


def test_naming_somebody_else_leaves_it_where_it_is(cast):
    matter = cast.chen_reports()
    door = cast.doors[cast.unit.pk, "302"]

    actions.name_subject(matter, household_id=door.pk, words="是 302 家的", by=cast.zhang, at=MONDAY_10AM)

    assert (matter.rung, matter.state) == (rules.UNIT, rules.WAITING)


def test_all_leaders_named_it_waits_at_the_community(cast):
    matter = cast.chen_reports(about=[cast.zhang.pk, cast.li.pk, cast.wang.pk])

    assert matter.rung == rules.COMMUNITY
