"""A plan that can not be applied goes back with words; nothing by halves (§1.2)."""

from datetime import timedelta

import pytest

from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.division.tests.conftest import MIDNIGHT
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_10AM, TUESDAY_9AM

MORNING = MIDNIGHT + timedelta(hours=9)


def test_a_plan_whose_buildings_changed_goes_back_and_says_so(world):
    draft = world.approved()
    territory.add_place(world.grid, kind="building", name="30栋", by=SYSTEM, at=TUESDAY_9AM)
    places = list(Place.objects.order_by("pk").values())

    actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)

    draft.refresh_from_db()
    assert draft.state == "ready"
    assert draft.trouble == "起草以后,新增了 1 栋楼。方案没有生效,请新起一稿。"
    assert list(Place.objects.order_by("pk").values()) == places
    assert Entry.objects.filter(action="division.sent_back", on_id=draft.pk).exists()
    world.work(MORNING)
    assert Message.objects.filter(template="division.sent_back", to=world.liu).exists()


@pytest.mark.parametrize("change", ["closed", "moved", "outgrown"])
def test_every_change_that_matters_is_named(world, change):
    draft = world.approved()
    building = world.buildings[9]
    if change == "closed":
        territory.close_place(building, by=SYSTEM, at=TUESDAY_9AM)
        words = "起草以后,关闭了 1 栋楼。"
    elif change == "moved":
        territory.move_building(building, to=world.grid, by=SYSTEM, at=TUESDAY_9AM)
        words = "起草以后,有 1 栋楼换了网格。"
    else:
        territory.set_doors(world.unit, numbers=[f"{n}01" for n in range(1, 30)], by=SYSTEM, at=TUESDAY_9AM)
        words = "起草以后户数变了:第1网格从 30 户变成 53 户,不再是 10 到 46 户。"

    assert queries.changed_since(Draft.objects.get(pk=draft.pk)) == words


def test_a_door_more_that_breaks_no_bound_does_not_hold_it_up(world):
    draft = world.approved()
    territory.set_doors(
        world.far_unit, numbers=["101", "102", "201", "202", "301", "302", "401"], by=SYSTEM, at=TUESDAY_9AM
    )

    assert actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT).state == "in_force"


def test_not_before_its_midnight_not_without_approval_and_by_nobody_by_hand(world):
    signed = world.signed()
    with pytest.raises(actions.NotPossible, match="报给街道"):
        actions.put_into_effect(signed, by=SYSTEM, at=MIDNIGHT)
    approved = actions.approve(signed, by=world.sun, at=MONDAY_10AM)
    with pytest.raises(actions.NotPossible, match="生效日"):
        actions.put_into_effect(approved, by=SYSTEM, at=MIDNIGHT - timedelta(seconds=1))
    for person in (world.liu, world.sun, world.stranger):
        with pytest.raises(NotAllowed):
            actions.put_into_effect(approved, by=person, at=MIDNIGHT)


def test_a_kept_grid_that_was_closed_sends_the_plan_back(world):
    draft = world.approved()
    Place.objects.filter(pk=world.grid.pk).update(closed_on=TUESDAY_9AM.date())

    draft = actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)

    assert (draft.state, draft.in_force_at) == ("ready", None)
    assert draft.trouble.startswith("起草以后,方案里要保留的网格关闭了。")
    assert not Place.objects.filter(community=world.community, kind="grid", name="第3网格").exists()
