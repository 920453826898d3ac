"""The midnight: an approved plan becomes the territory, whole and dated, or goes back with words (§1.2)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from sanzhang.duties.matters import actions as steps
from sanzhang.duties.matters import queries as matters
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.notices import actions as notices
from sanzhang.duties.notices import queries as told
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, NotAllowed, seats_of
from sanzhang.mechanisms.plaques import queries as plaques
from sanzhang.mechanisms.plaques.models import Print, PrintRun
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.actions import movers
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.division.tests.conftest import EFFECT_DAY, MIDNIGHT
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts import queries as who
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory import queries as where
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from tests.times import MONDAY_10AM

MORNING = MIDNIGHT + timedelta(hours=9)
BEFORE = MIDNIGHT - timedelta(hours=12)


def everything():
    """Return what an effect may change, to see that nothing was done by halves."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Place, PlaceEdge, Household, Post, Tenure, Matter, Draft, Entry)
    ]


def test_buildings_units_and_doors_lie_in_their_new_grids(world):
    world.in_force("11112 22233")

    grids = {grid.name: grid for grid in where.below(world.community, "grid")}
    assert {name: grid.households for name, grid in grids.items()} == {
        "第1网格": 30,
        "第2网格": 24,
        "第3网格": 12,
    }
    assert grids["第1网格"].pk == world.grid.pk
    assert grids["第2网格"].pk == world.other_grid.pk
    assert grids["第3网格"].path == world.community.path + "003"
    moved = world.place(world.buildings[4])
    assert moved.parent_id == world.other_grid.pk
    assert moved.path == world.other_grid.path + "00025"
    assert {door.path[:20] for door in Household.objects.filter(unit__parent=moved)} == {moved.path}
    assert grids["第3网格"].opened_on == EFFECT_DAY


def test_posts_of_new_grids_open_vacant_at_the_midnight_and_leaders_of_kept_grids_stay(world):
    world.in_force("11112 22233")

    new = Post.objects.get(place__name="第3网格")
    assert (new.kind, new.opened_at, new.vacant_since) == ("grid_leader", MIDNIGHT, MIDNIGHT)
    assert [seat.path for seat in seats_of(world.wang, MORNING)] == [world.grid.path]


def emptied(world):
    """Let the first grid go: all its buildings to new grids, its leader with it."""
    return world.approved("33344 22222", keeps={2: world.other_grid.pk})


def test_an_emptied_grid_closes_with_its_post_its_tenure_and_whoever_was_to_come(world):
    draft = emptied(world)
    posts.end_tenure(world.tenures["grid_leader"], ends_at=MORNING, reason="moved", by=SYSTEM, at=BEFORE)
    coming = posts.seat(world.grid_post, person=world.zhao, starts_at=MORNING, by=SYSTEM, at=BEFORE)

    actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)

    coming.refresh_from_db()
    assert world.place(world.grid).closed_on == EFFECT_DAY
    assert Post.objects.get(pk=world.grid_post.pk).closed_at == MIDNIGHT
    assert Tenure.objects.get(pk=world.tenures["grid_leader"].pk).ends_at == MIDNIGHT
    assert coming.cancelled_at == MIDNIGHT
    assert seats_of(world.wang, MIDNIGHT) == seats_of(world.zhao, MORNING + timedelta(days=1)) == []


def test_who_led_a_building_the_day_before_can_still_be_asked(world):
    actions.put_into_effect(emptied(world), by=SYSTEM, at=MIDNIGHT)
    posts.seat(
        Post.objects.get(place__path=world.place(world.unit).path[:15]),
        person=world.zhao,
        starts_at=MIDNIGHT + timedelta(hours=1),
        by=SYSTEM,
        at=MIDNIGHT,
    )
    unit = world.place(world.unit)

    before, after = (where.chain_on(unit, at, at.date()) for at in (BEFORE, MORNING))

    assert [then.leader.person.name for then in before[:3]] == ["张桂兰", "李志国", "王芳"]
    assert [then.leader.person.name for then in after[:3]] == ["张桂兰", "李志国", "赵强"]
    assert (before[2].edge.place.name, after[2].edge.place.name) == ("第1网格", "第3网格")


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
    actions.put_into_effect(emptied(world), by=SYSTEM, at=MIDNIGHT)
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
    actions.put_into_effect(emptied(world), by=SYSTEM, at=MIDNIGHT)

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


def test_a_failure_of_a_room_that_follows_takes_everything_back(world, monkeypatch):
    draft, seen = world.approved(), []

    def fails(community, moves, *, by, at):
        seen.extend(moves)
        raise RuntimeError("a fault in a room above")

    monkeypatch.setattr(movers, "_movers", [*movers.all_movers(), fails])
    before = everything()
    with pytest.raises(RuntimeError):
        actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)

    assert everything() == before
    assert seen


def test_before_and_after_stay_what_they_were_once_it_is_in_force(world):
    draft = world.approved("11112 22233")
    before = queries.comparison_of(draft.chosen)
    actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)
    after = queries.comparison_of(world.option(draft.chosen))

    for found in (before, after):
        assert [line.households for line in found.before.grids] == [36, 30]
        assert [move.building.name for move in found.moves] == ["16栋", "23栋", "24栋"]


def test_the_second_time_does_nothing(world):
    draft = world.in_force()
    before = everything()

    actions.put_into_effect(draft, by=SYSTEM, at=MORNING)
    actions.put_into_effect(Draft.objects.get(pk=draft.pk), by=SYSTEM, at=MORNING)

    assert everything() == before


def test_run_late_it_still_counts_from_the_approved_midnight(world):
    late = MIDNIGHT + timedelta(days=3, hours=7)
    draft = emptied(world)
    old = world.unit.path

    actions.put_into_effect(draft, by=SYSTEM, at=late)

    unit = world.place(world.unit)
    draft.refresh_from_db()
    assert draft.in_force_at == MIDNIGHT
    assert where.path_on(unit, EFFECT_DAY - timedelta(days=1)) == old
    assert where.path_on(unit, EFFECT_DAY) == unit.path
    assert Tenure.objects.get(pk=world.tenures["grid_leader"].pk).ends_at == MIDNIGHT
    assert Post.objects.get(place__path=unit.path[:15]).opened_at == MIDNIGHT


def test_the_clock_starts_it_once_also_days_later(world):
    draft = world.approved()
    world.work(BEFORE, names=["division.put_into_effect"])
    assert Draft.objects.get(pk=draft.pk).state == "approved"

    world.work(MORNING, names=["division.put_into_effect"])
    world.work(MORNING + timedelta(days=2), names=["division.put_into_effect"])

    draft.refresh_from_db()
    assert (draft.state, draft.in_force_at) == ("in_force", MIDNIGHT)
    assert Entry.objects.filter(action="division.in_force").count() == 1


def test_the_journal_tells_what_became_of_it_and_who_is_told(world):
    signed = world.signed("11112 22233")
    world.work(MONDAY_10AM)
    approved = actions.approve(signed, by=world.sun, at=MONDAY_10AM)
    draft = actions.put_into_effect(approved, by=SYSTEM, at=MIDNIGHT)
    world.work(MORNING)

    entry = Entry.objects.get(action="division.in_force")
    assert (entry.actor, entry.at, entry.on_id) == ("system", MIDNIGHT, draft.pk)
    assert {name: entry.facts[name] for name in ("buildings", "opened", "closed")} == {
        "buildings": 3,
        "opened": 1,
        "closed": 0,
    }
    sent = Message.objects.filter(template__startswith="division.").values_list("template", "to__login")
    assert set(sent) >= {
        ("division.waits", "sunli"),
        ("division.approved", "liumin"),
        ("division.in_force", "liumin"),
        ("division.your_grid", None),
    }


FOLLOW = {
    "territory.Place.path": "moved by territory",
    "territory.PlaceEdge.path": "dated by territory",
    "territory.Household.path": "moved by territory",
    "matters.Matter.path": "follows",
    "matters.Matter.rung_path": "follows",
    "notices.Notice.path": "follows",
    "channels.Message.needs_path": "readdressed by the effect",
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


def test_one_transaction_for_a_whole_community_asks_no_query_a_building(world, django_assert_max_num_queries):
    draft = world.approved("11112 22233")
    with django_assert_max_num_queries(130):
        actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)
    assert who.leaders_of(world.place(world.buildings[8]), MORNING)[1].place.name == "第3网格"
