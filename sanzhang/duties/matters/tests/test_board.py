"""The board of figures: each level its own area, every figure with its list behind it."""

import pytest

from sanzhang.duties.matters import queries
from sanzhang.duties.matters.tests.test_folding import a_day_of_work
from sanzhang.foundation.figures import actions as projector
from sanzhang.foundation.permission import SYSTEM
from tests.times import MONDAY_10AM

COUNTED = (
    "reported",
    "answered",
    "confirmed",
    "reopened",
    "passed_up",
    "settled:unit_leader",
    "ending:solved",
)


@pytest.fixture
def worked(cast):
    a_day_of_work(cast)
    projector.fold(by=SYSTEM, at=MONDAY_10AM)


def test_below_a_grid_it_is_counted_live_and_says_the_same(cast, worked):
    span = queries.days_before(MONDAY_10AM, 30)

    grid, building, unit = queries.board_lines([cast.grid, cast.building, cast.unit], *span)

    for below in (building, unit):
        assert [below.counts[name] for name in COUNTED] == [grid.counts[name] for name in COUNTED]
        assert below.open_now == grid.open_now == 2


def test_a_city_asks_as_often_as_a_grid(cast, worked, django_assert_num_queries):
    for place in (cast.city, cast.grid):
        with django_assert_num_queries(1):
            queries.board(place, *queries.days_before(MONDAY_10AM, 365))


@pytest.mark.parametrize("name", ["zhang", "li", "wang", "liu", "sun", "wu"])
def test_each_level_opens_its_own(cast, worked, see, name):
    answer = see("/matters/board/", getattr(cast, name))

    assert answer.status_code == 200
    assert "反映</dt><dd>3 件" in answer.content.decode()


def test_what_lies_elsewhere_is_not_there(cast, worked, see):
    assert see(f"/matters/board/?area={cast.other_grid.path}", cast.wang).status_code == 404
    assert see("/matters/board/?area=99", cast.wang).status_code == 404
    assert see("/matters/board/", cast.outsider if hasattr(cast, "outsider") else cast.chen).status_code in (
        403,
        404,
    )


def test_each_figure_opens_its_list(cast, worked, see):
    page = see(f"/matters/board/?area={cast.building.path}", cast.liu).content.decode()
    link = f"/matters/?area={cast.building.path}&amp;state=open"
    assert link in page

    listed = see(link.replace("&amp;", "&"), cast.liu).context["lines"]
    assert len(listed) == 2


def test_it_is_taken_away_as_a_workbook(cast, worked, see):
    answer = see("/matters/board/?as=xlsx", cast.liu)

    assert answer["Content-Type"].endswith("sheet")
