"""Drafts on the screen: started, followed, compared, begun again."""

import pytest

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division.models import Draft, Option
from sanzhang.organisation.division.tests.sending import (
    FOUND,
    HTMX,
    REFUSED,
    UNPROCESSABLE,
    send,
    start,
    text,
)
from sanzhang.organisation.territory import actions as territory
from tests.times import MONDAY_9AM

pytestmark = pytest.mark.usefixtures("on_monday")


def test_a_community_without_places_on_the_map_is_told_so(client, cast):
    client.force_login(cast.liu)

    shown = text(client.get(f"/division/{cast.community.pk}/"))

    assert "楼栋都没有经纬度" in shown
    assert "开始计算" not in shown


def test_a_draft_is_started_followed_and_compared(client, world):
    client.force_login(world.liu)

    went = start(client, world, weight_estates="5", weight_roads="0")
    draft = Draft.objects.get()
    assert went["Location"] == f"/division/draft/{draft.pk}/"
    assert draft.weights["estates"] == 5
    waiting = text(client.get(went["Location"]))
    assert "every 2s" in waiting
    world.work()
    refreshed = client.get(went["Location"], **HTMX)
    assert refreshed["HX-Refresh"] == "true"
    shown = text(client.get(went["Location"]))

    assert "比一比" in shown
    assert "每格户数" in shown
    assert "重视小区不拆开;不考虑不跨大马路" in shown
    assert shown.count("plan_drawing") == Option.objects.filter(draft=draft).count()


def test_a_start_that_makes_no_sense_is_told_and_keeps_what_was_typed(client, world):
    client.force_login(world.liu)

    answer = start(client, world, fewest="700", most="400", weight_moved="5")

    assert answer.status_code == UNPROCESSABLE
    assert "比最少的 700 户还少" in text(answer)
    assert '<option value="5" selected>' in text(answer)
    assert not Draft.objects.exists()


def test_where_no_plan_can_exist_the_arithmetic_is_shown_with_the_nearest_plan(client, world):
    client.force_login(world.liu)
    start(client, world, fewest="40", most="50")
    world.work()

    shown = text(client.get(f"/division/draft/{Draft.objects.get().pk}/"))

    assert "为什么没有完全符合规定的方案" in shown
    assert "66 户" in shown
    assert "不符合规定" in shown


def test_the_lists_show_drafts_with_their_state(client, world, option):
    client.force_login(world.sun)

    assert "第1稿" in text(client.get("/division/", follow=True))
    assert "可以修改" in text(client.get(f"/division/{world.community.pk}/"))


def test_a_draft_that_no_longer_fits_is_begun_again_with_the_same_wishes(client, world, option):
    territory.move_building(world.buildings[0], to=world.other_grid, by=SYSTEM, at=MONDAY_9AM)
    client.force_login(world.liu)
    url = f"/division/draft/{option.draft_id}/"
    assert "照同样的要求再起一稿" in text(client.get(url))

    went = send(client, f"{url}again/")

    assert went.status_code == FOUND
    assert Draft.objects.get(number=2).most == 46
    client.force_login(world.sun)
    assert send(client, f"{url}again/").status_code == REFUSED


def test_a_number_of_grids_and_grids_that_stay_can_be_asked_for(client, world):
    client.force_login(world.liu)

    start(client, world, wished_grids="3", kept_grids=world.grid.pk, whole_estates="on")

    draft = Draft.objects.get()
    assert (draft.wished_grids, draft.kept_grids, draft.whole_estates) == (3, [world.grid.pk], True)
    assert "保持原样" in text(client.get(f"/division/draft/{draft.pk}/"))


@pytest.mark.parametrize(
    "fields", [{"wished_grids": "很多"}, {"wished_grids": "0"}, {"kept_grids": "7"}, {"most": ""}]
)
def test_a_wish_that_wont_do_is_told_at_its_field(client, world, fields):
    client.force_login(world.liu)

    answer = start(client, world, **fields)

    assert answer.status_code == UNPROCESSABLE
    assert "请改:" in text(answer)
    assert not Draft.objects.exists()
