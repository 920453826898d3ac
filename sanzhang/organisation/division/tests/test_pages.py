"""Pages of the division: who sees and does what, papers, weight."""

import pytest

from sanzhang.foundation.paper.tables import read_tables
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.division.tests.sending import (
    MISSING,
    NOT_THAT_WAY,
    OK,
    REFUSED,
    change,
    send,
    start,
    text,
)
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.usefixtures("on_monday")


def paths(world, option):
    draft = option.draft_id
    return [
        "/division/",
        f"/division/{world.community.pk}/",
        f"/division/draft/{draft}/",
        *(f"/division/option/{option.pk}/{page}" for page in ("", "map.json", "print/", "export/")),
    ]


@pytest.mark.parametrize("who", ["liu", "sun", "wu"])
def test_offices_of_the_area_read_every_page(client, world, option, who):
    client.force_login(getattr(world, who))
    for path in paths(world, option):
        assert client.get(path, follow=True).status_code == OK, path


@pytest.mark.parametrize("who", ["zhang", "wang", "stranger", "zheng"])
def test_leaders_and_strangers_see_no_plan(client, world, option, who):
    client.force_login(getattr(world, who))
    for path in paths(world, option):
        assert client.get(path).status_code == REFUSED, path


def test_who_is_not_signed_in_is_sent_to_sign_in(client, world, option):
    for path in paths(world, option):
        assert client.get(path)["Location"].startswith("/sign-in/"), path


def test_a_community_elsewhere_is_not_there(client, world, option):
    other = territory.add_place(
        world.street, kind="community", name="槐荫社区", path="220102098002", by=SYSTEM, at=world.made_at
    )
    neighbour = world.cast.person("邻居", "13800000077", login="linju")
    world.cast._fill(other, "community_worker", neighbour)
    client.force_login(neighbour)
    for path in paths(world, option)[1:]:
        assert client.get(path).status_code == MISSING, path
    for verb in ("move", "undo", "lock", "unlock", "name", "solve", "prove", "choose"):
        assert change(client, option, verb).status_code == MISSING, verb
    for verb in ("sign", "take-back", "withdraw"):
        assert send(client, f"/division/draft/{option.draft_id}/{verb}/").status_code == MISSING, verb


@pytest.mark.parametrize("who", ["zhang", "stranger", "sun", "wu"])
def test_only_the_community_changes_a_plan(client, world, option, who):
    client.force_login(getattr(world, who))
    for verb in ("move", "undo", "lock", "unlock", "name", "solve", "prove", "choose"):
        assert change(client, option, verb, building=world.buildings[0].pk, to=2).status_code == REFUSED, verb
    for verb in ("sign", "take-back", "withdraw"):
        assert send(client, f"/division/draft/{option.draft_id}/{verb}/").status_code == REFUSED, verb
    assert start(client, world).status_code == REFUSED
    assert world.drawn(option) == "1111222233"


def test_who_only_reads_is_offered_no_button(client, world, option):
    client.force_login(world.sun)

    shown = text(client.get(f"/division/option/{option.pk}/"))

    assert "移过去" not in shown
    assert "data-movable" not in shown
    assert "起草新的一稿" not in text(client.get(f"/division/{world.community.pk}/"))


def test_a_change_needs_to_be_sent(client, world, option):
    client.force_login(world.liu)
    for verb in ("move", "undo", "lock", "unlock", "name", "solve", "prove", "choose"):
        assert client.get(f"/division/option/{option.pk}/{verb}/").status_code == NOT_THAT_WAY


def test_the_print_names_every_building(client, world, option):
    client.force_login(world.liu)

    shown = text(client.get(f"/division/option/{option.pk}/print/"))

    assert all(building.name in shown for building in world.buildings)
    assert "plan_drawing" in shown


def test_the_table_says_for_each_building_where_it_goes(client, world, option):
    client.force_login(world.liu)

    answer = client.get(f"/division/option/{option.pk}/export/")
    sheets = read_tables(answer.content, "方案.xlsx")

    rows = [row.values if hasattr(row, "values") else row for row in sheets[0].rows]
    assert len(rows) >= len(world.buildings)
    assert len(sheets) == 3


@pytest.mark.parametrize(
    "path", ["option/{option}/?grid=2", "draft/{draft}/", "{community}/", "draft/{draft}/sign/"]
)
def test_no_page_asks_more_than_thirty_times(client, world, option, path, django_assert_max_num_queries):
    actions.choose(option, by=world.liu, at=MONDAY_9AM)
    for name in ("甲", "乙", "丙"):
        actions.propose(
            world.community,
            name=name,
            numbers=world.numbers(),
            draft=Draft.objects.get(),
            by=world.liu,
            at=MONDAY_9AM,
        )
    client.force_login(world.liu)
    url = "/division/" + path.format(option=option.pk, draft=option.draft_id, community=world.community.pk)
    client.get(url)

    with django_assert_max_num_queries(30):
        assert client.get(url).status_code == OK


def test_the_map_is_open_to_other_programs(client, world, option):
    client.force_login(world.liu)

    found = client.get(f"/division/option/{option.pk}/map.json").json()

    assert len([one for one in found["features"] if one["properties"]["kind"] == "building"]) == 10
    assert queries.geojson(option)["type"] == "FeatureCollection"
