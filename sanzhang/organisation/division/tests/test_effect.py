"""The midnight: an approved plan becomes the territory, whole and dated, or goes back with words (§1.2)."""

from datetime import timedelta

import pytest

from sanzhang.duties.matters.models import Matter
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM, seats_of
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


def test_an_emptied_grid_closes_with_its_post_its_tenure_and_whoever_was_to_come(world):
    draft = world.emptied()
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
    actions.put_into_effect(world.emptied(), by=SYSTEM, at=MIDNIGHT)
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


def test_the_job_tries_again_after_a_failure_and_the_next_midnight_too(world, monkeypatch):
    draft, failures = world.approved(), [RuntimeError("a fault"), None]

    def fails_once(community, moves, *, by, at):
        if fault := failures.pop(0) if failures else None:
            raise fault

    monkeypatch.setattr(movers, "_movers", [*movers.all_movers(), fails_once])
    world.work(MIDNIGHT, names=["division.put_into_effect"])
    assert Draft.objects.get(pk=draft.pk).state == "approved"

    world.work(MIDNIGHT + timedelta(minutes=1))
    draft.refresh_from_db()
    assert (draft.state, draft.in_force_at) == ("in_force", MIDNIGHT)


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
    draft = world.emptied()
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


def test_one_transaction_for_a_whole_community_asks_no_query_a_building(world, django_assert_max_num_queries):
    draft = world.approved("11112 22233")
    with django_assert_max_num_queries(130):
        actions.put_into_effect(draft, by=SYSTEM, at=MIDNIGHT)
    assert who.leaders_of(world.place(world.buildings[8]), MORNING)[1].place.name == "第3网格"
