"""An option changed by hand on the screen: moved, locked, taken back, solved again."""

import uuid

import pytest

from sanzhang.organisation.division.models import Option, OptionBuilding, OptionGrid
from sanzhang.organisation.division.tests.sending import (
    CONFLICT,
    FOUND,
    HTMX,
    UNPROCESSABLE,
    change,
    send,
    text,
)

pytestmark = pytest.mark.usefixtures("on_monday")


def test_a_building_is_moved_and_every_rule_is_told_anew(client, world, option):
    client.force_login(world.liu)

    went = change(client, option, "move", building=world.buildings[0].pk, to=2)

    assert went.status_code == FOUND
    assert world.drawn(option) == "2111222233"
    shown = text(client.get(f"/division/option/{option.pk}/", **HTMX))
    assert "<html" not in shown
    assert "每个网格不少于 10 户" in shown
    assert "plan-places" in shown
    assert "12栋移到" in shown


def test_many_buildings_go_into_a_new_grid_with_a_name(client, world, option):
    client.force_login(world.liu)

    change(client, option, "move", building=[one.pk for one in world.buildings[:2]], to=0, name="东片网格")

    assert world.drawn(option) == "4411222233"
    assert OptionGrid.objects.get(option=option, number=4).name == "东片网格"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"to": "2"}, "还没有选楼栋"),
        ({"building": "first"}, "还没有选移到哪个网格"),
        ({"building": "first", "to": "9"}, "没有这个网格"),
        ({"building": "77", "to": "2"}, "不在这个方案里"),
        ({"building": "first", "to": "1"}, "已经在这个网格里"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_cant_be_moved_is_told_and_stays_chosen(client, world, option, fields, words, htmx):
    client.force_login(world.liu)
    first = str(world.buildings[0].pk)
    fields = {name: first if value == "first" else value for name, value in fields.items()}

    answer = change(client, option, "move", htmx=htmx, **fields)

    assert answer.status_code == UNPROCESSABLE
    assert words in text(answer)
    assert world.drawn(option) == "1111222233"
    if fields.get("building") == first:
        assert f'name="building" value="{first}" checked' in text(answer)


def test_who_comes_second_is_told_and_sees_the_newest_state(client, world, option):
    client.force_login(world.liu)
    old = Option.objects.get(pk=option.pk).version
    change(client, option, "move", building=world.buildings[0].pk, to=2)

    url = f"/division/option/{option.pk}/move/"
    answer = send(client, url, version=old, building=world.buildings[1].pk, to=2)

    assert answer.status_code == CONFLICT
    assert "刚才有人改了这个方案" in text(answer)
    assert world.drawn(option) == "2111222233"


def test_a_move_sent_twice_is_done_once(client, world, option):
    client.force_login(world.liu)
    version = Option.objects.get(pk=option.pk).version
    fields = {
        "version": version,
        "building": world.buildings[0].pk,
        "to": 0,
        "idempotency_key": uuid.uuid4().hex,
    }

    for _ in range(2):
        assert client.post(f"/division/option/{option.pk}/move/", fields).status_code == FOUND

    assert OptionGrid.objects.filter(option=option).count() == 4


def test_a_step_is_taken_back(client, world, option):
    client.force_login(world.liu)
    change(client, option, "move", building=world.buildings[0].pk, to=2)

    change(client, option, "undo")

    assert world.drawn(option) == "1111222233"
    assert "没有可以撤销的改动" in text(change(client, option, "undo"))


def test_what_is_locked_stays(client, world, option):
    client.force_login(world.liu)
    first = world.buildings[0].pk
    change(client, option, "lock", building=first)
    change(client, option, "lock", grid=3)

    assert OptionBuilding.objects.get(option=option, building=first).is_locked
    assert OptionGrid.objects.get(option=option, number=3).is_sealed
    assert "已经锁定" in text(change(client, option, "move", building=first, to=2))
    change(client, option, "unlock", grid=3, building=first)
    assert not OptionGrid.objects.get(option=option, number=3).is_sealed
    assert OptionBuilding.objects.get(
        option=option, building=first
    ).is_locked  # the grid's button means the grid


def test_a_new_grid_gets_its_name(client, world, option):
    client.force_login(world.liu)
    change(client, option, "name", grid=3, name="西片网格")

    assert "西片网格" in text(client.get(f"/division/option/{option.pk}/"))


def test_the_rest_is_solved_again_around_the_locks(client, world, option):
    client.force_login(world.liu)
    change(client, option, "lock", building=world.buildings[0].pk)

    change(client, option, "solve")
    assert "正在重新计算" in text(client.get(f"/division/option/{option.pk}/"))
    world.work()

    shown = text(client.get(f"/division/option/{option.pk}/"))
    assert "正在重新计算" not in shown
    assert "重新计算" in shown


def test_the_list_of_a_grid_works_without_a_map(client, world, option):
    client.force_login(world.liu)

    shown = text(client.get(f"/division/option/{option.pk}/?grid=2"))

    assert shown.count('form="move" name="building"') == 4
    assert "现在在" in shown


def test_while_the_worker_is_busy_the_page_keeps_what_was_chosen(client, world, option):
    client.force_login(world.liu)
    change(client, option, "solve")
    url = f"/division/option/{option.pk}/?waiting=1"

    assert client.get(url, **HTMX).status_code == 204
    world.work()

    assert "plan-places" in text(client.get(url, **HTMX))
