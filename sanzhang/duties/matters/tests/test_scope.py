"""Who sees which matter: each seat its area, the receipt its own, everybody else nothing (R6, R7)."""

import pytest

from sanzhang.duties.matters import actions, queries
from sanzhang.foundation.permission import Bearer
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db

# person → sees what happened in (unit, next unit, far unit)
MATRIX = {
    "zhang": (True, False, False),
    "li": (True, True, False),
    "wang": (True, True, False),
    "liu": (True, True, True),
    "sun": (True, True, True),
    "zhou": (True, True, True),
    "wu": (True, True, True),
    "chen": (False, False, False),
    "zhao": (False, False, False),
    "stranger": (False, False, False),
    "zheng": (False, False, False),
    "qian": (False, False, False),
}


@pytest.fixture
def three(cast):
    return [cast.chen_reports(place=place) for place in (cast.unit, cast.next_unit, cast.far_unit)]


@pytest.mark.parametrize("name", MATRIX)
def test_each_seat_sees_its_area_in_queries_pages_and_interface(cast, three, see, name):
    person = getattr(cast, name)
    seen = set(queries.visible_to(person, MONDAY_10AM))

    for matter, expected in zip(three, MATRIX[name], strict=True):
        assert (matter in seen) is expected
        page = see(f"/matters/{matter.pk}/", person).status_code
        answer = see(f"/api/matters/{matter.pk}", person).status_code
        assert (page == 200, answer == 200) == (expected, expected)


def test_out_of_scope_looks_exactly_like_not_existing(cast, three, see):
    there = see(f"/matters/{three[2].pk}/", cast.zhang)
    nowhere = see("/matters/12345/", cast.zhang)

    assert there.status_code == nowhere.status_code == 404
    page = there.content.decode().replace(str(three[2].pk), "12345")
    tokens = [one.split('value="')[1].split('"')[0] for one in page.split("<input")[1:] if "value" in one]
    other = nowhere.content.decode()
    assert len(page) == len(other)
    assert tokens


def test_an_unknown_receipt_is_not_there(cast, three, see):
    assert see("/r/0000000000000000/").status_code == 404
    assert see(f"/r/{three[0].receipt}/").status_code == 200
    assert see(f"/r/{three[0].receipt.lower()}/").status_code == 200


def test_the_public_is_sent_to_sign_in(cast, three, see):
    for url in (
        "/matters/",
        f"/matters/{three[0].pk}/",
        "/matters/new/",
        "/matters/clocks/",
        "/matters/export/",
    ):
        assert see(url)["Location"].startswith("/sign-in/")


def test_a_neighbouring_path_that_begins_alike_is_not_inside(cast):
    matter = cast.chen_reports(place=cast.next_unit)

    assert not queries.visible_to(cast.zhang, MONDAY_10AM).filter(pk=matter.pk).exists()
    assert not queries.waiting_for(cast.zhang, MONDAY_10AM).exists()


def test_the_desk_holds_what_waits_at_ones_rung_alone(cast):
    mine = cast.chen_reports()
    passed = cast.chen_reports("要换线路")
    actions.pass_up(passed, words="我办不了", by=cast.zhang, at=MONDAY_9AM)

    assert list(queries.waiting_for(cast.zhang, MONDAY_10AM)) == [mine]
    assert list(queries.waiting_for(cast.li, MONDAY_10AM)) == [passed]
    assert not queries.waiting_for(cast.wang, MONDAY_10AM).exists()
    assert not queries.waiting_for(cast.stranger, MONDAY_10AM).exists()
    assert not queries.visible_to(Bearer.anyone(), MONDAY_10AM).exists()
