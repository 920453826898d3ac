"""Whatever keeps a path lies with its building after the midnight, and powers with it (§1.2)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from sanzhang.duties.matters import actions as steps
from sanzhang.duties.matters import queries as matters
from sanzhang.duties.notices import actions as notices
from sanzhang.duties.notices import queries as told
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.mechanisms.plaques import queries as plaques
from sanzhang.mechanisms.plaques.models import Print, PrintRun
from sanzhang.organisation.division import actions
from sanzhang.organisation.division.tests.conftest import MIDNIGHT
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts.models import Post
from tests.times import MONDAY_10AM

MORNING = MIDNIGHT + timedelta(hours=9)
BEFORE = MIDNIGHT - timedelta(hours=12)


def test_open_matters_move_along_and_powers_change(world):
    matter = world.cast.chen_reports(place=world.buildings[4], at=MONDAY_10AM)
    closed = world.cast.chen_reports(place=world.unit, at=MONDAY_10AM)
    posts.seat(
        Post.objects.get(place=world.other_grid),
        person=world.zhao,
        starts_at=MONDAY_10AM,
        by=SYSTEM,
        at=MONDAY_10AM,
    )
    draft = world.approved("11112 22233")
    assert matters.visible_to(world.wang, BEFORE).filter(pk=matter.pk).exists()
    assert not matters.visible_to(world.zhao, BEFORE).filter(pk=matter.pk).exists()

    actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)

    matter.refresh_from_db()
    closed.refresh_from_db()
    assert matter.path == world.place(world.buildings[4]).path
    assert (matter.rung, matter.rung_path) == ("grid_leader", world.other_grid.path)
    assert closed.path == world.unit.path
    assert not matters.visible_to(world.wang, MORNING).filter(pk=matter.pk).exists()
    assert matters.visible_to(world.zhao, MORNING).filter(pk=matter.pk).exists()
    assert matters.waiting_for(world.zhao, MORNING).filter(pk=matter.pk).exists()
    with pytest.raises(NotAllowed):
        steps.accept(matter, by=world.wang, at=MORNING)


def test_matters_with_unit_and_building_leaders_keep_their_leader(world):
    matter = world.cast.chen_reports(at=MONDAY_10AM)
    world.in_force("21111 22333")

    matter.refresh_from_db()
    unit = world.place(world.unit)
    assert (matter.rung, matter.rung_path, matter.path) == ("unit_leader", unit.path, unit.path)
    assert matters.waiting_for(world.zhang, MORNING).filter(pk=matter.pk).exists()
    assert matters.astray().count() == 0


def test_a_matter_of_a_grid_that_goes_waits_at_the_community(world):
    matter = world.cast.chen_reports(place=world.grid, at=MONDAY_10AM)
    assert matter.rung == "grid_leader"
    actions.put_into_effect(world.emptied(), by=SYSTEM, at=MIDNIGHT)
    assert matters.waiting_for(world.liu, MIDNIGHT).filter(pk=matter.pk).exists()

    steps.climb_orphans(by=SYSTEM, at=MIDNIGHT + timedelta(minutes=1))

    matter.refresh_from_db()
    assert (matter.rung, matter.rung_path) == ("community_worker", world.community.path)


def test_notices_and_messages_that_wait_lie_with_their_building(world):
    building = world.buildings[4]
    notice = notices.publish(place=building, title="停水", words="明天停水", by=world.liu, at=MONDAY_10AM)
    message = Message.objects.create(
        community_id=world.community.pk,
        template="matters.waiting",
        words="…",
        needs="matter.look",
        needs_path=building.path + "01",
        created_at=MONDAY_10AM,
        first_at=MORNING,
    )
    world.in_force("11112 22233")

    for row in (notice, message):
        row.refresh_from_db()
    assert notice.path == world.place(building).path
    assert message.needs_path == world.place(building).path + "01"


def test_a_notice_is_still_read_by_those_it_was_published_for_though_their_grid_is_gone(world):
    notice = notices.publish(place=world.grid, title="停水", words="今天停水", by=world.wang, at=MONDAY_10AM)
    actions.put_into_effect(world.emptied(), by=SYSTEM, at=MIDNIGHT)

    assert told.newest_for(world.place(world.unit), MORNING) == [notice]
    assert told.newest_for(world.place(world.far_unit), MORNING) == []
    new = world.place(world.unit).parent.parent
    later = notices.publish(place=new, title="通水", words="来水了", by=world.liu, at=MORNING)
    assert told.newest_for(world.place(world.unit), MORNING) == [later, notice]


def test_plaques_of_moved_buildings_land_on_the_reprint_list(world):
    places = plaques.places_with_plaques(world.community.path)
    run = PrintRun.objects.create(
        community=world.community,
        place=world.community,
        asked_by=world.liu,
        asked_at=MONDAY_10AM,
        kinds=[],
        plaques=len(places),
    )
    for state in plaques.states_of(places, MONDAY_10AM):
        Print.objects.create(
            community=world.community, place=state.place, run=run, said=state.said, printed_at=MONDAY_10AM
        )
    world.in_force("11112 22233")

    now = plaques.states_of(plaques.places_with_plaques(world.community.path), MORNING)
    changed = {state.place.pk for state in now if state.changed and state.place.kind == "building"}
    assert changed == {building.pk for building in (world.buildings[4], *world.buildings[8:])}
    assert {state.place.name for state in now if state.changed and state.place.kind == "grid"} >= {"第3网格"}


FOLLOW = {
    "territory.Place.path": "moved by territory",
    "territory.PlaceEdge.path": "dated by territory",
    "territory.Household.path": "moved by territory",
    "matters.Matter.path": "follows",
    "matters.Matter.rung_path": "follows",
    "notices.Notice.path": "follows",
    "channels.Message.needs_path": "readdressed by the effect",
    "matters.Unsent.path": "an address of a page, not of a place",
    "journal.Entry.path": "history: where it was when it happened",
}


def test_every_column_that_keeps_a_path_is_known_to_the_effect():
    found = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("sanzhang.")
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField) and (field.name == "path" or field.name.endswith("_path"))
    }
    assert found == set(FOLLOW), (
        "A path that stays behind at the midnight is a wrong power: follow the moves."
    )
