"""A community of 500 buildings: its pages stay light, and ask no more than those of a small one."""

import pytest

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.usefixtures("on_monday")
GRIDS, BUILDINGS, HOMES = 10, 50, 11
SCRIPTS_AND_SHEETS = 75_000  # leaflet, htmx and our own two files, as they are sent
HEAVIEST = 150_000 - SCRIPTS_AND_SHEETS


@pytest.fixture
def large(cast):
    """A lawful plan of ten grids with 50 buildings each."""
    community = territory.add_place(
        cast.street, kind="community", name="广厦社区", path="220102098009", by=SYSTEM, at=cast.made_at
    )
    numbers = {}
    for number in range(1, GRIDS + 1):
        grid = territory.add_place(community, kind="grid", name=f"第{number}网格", by=SYSTEM, at=cast.made_at)
        made = Place.objects.bulk_create(
            _building(community, grid, count) for count in range(1, BUILDINGS + 1)
        )
        numbers |= {one.pk: number for one in made}
    worker = cast.person("社工", "13800000088", login="shegong")
    cast._fill(community, "community_worker", worker)
    option = actions.propose(community, name="现状", numbers=numbers, by=worker, at=MONDAY_9AM)
    actions.choose(option, by=worker, at=MONDAY_9AM)
    return worker, option


def _building(community, grid, count):
    row, column = divmod(count - 1, 10)
    return Place(
        kind="building",
        community=community,
        parent=grid,
        path=f"{grid.path}{count:05d}",
        name=f"{count}栋",
        number=count,
        households=HOMES,
        longitude=125.3 + 0.0009 * (column + 10 * (grid.number % 2)),
        latitude=43.8 + 0.0006 * (row + 5 * (grid.number // 2)),
        opened_on=grid.opened_on,
    )


@pytest.mark.parametrize(
    "page", ["option/{option}/?grid=3", "draft/{draft}/", "draft/{draft}/sign/", "option/{option}/print/"]
)
def test_a_page_of_five_hundred_buildings_is_light(client, large, page, django_assert_max_num_queries):
    worker, option = large
    client.force_login(worker)
    url = "/division/" + page.format(option=option.pk, draft=Draft.objects.get().pk)

    with django_assert_max_num_queries(30):
        answer = client.get(url, headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert len(answer.content) < HEAVIEST
