"""Whatever plan takes effect, once and again: the tree stays a tree, every day's question keeps its answer."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Draft
from sanzhang.organisation.division.tests.conftest import make_world
from sanzhang.organisation.posts.models import Post, Tenure
from sanzhang.organisation.territory import queries as where
from sanzhang.organisation.territory.models import Household, Place, PlaceEdge
from tests.cast import Cast
from tests.times import MONDAY_9AM

ROWS = st.lists(st.sampled_from("1234"), min_size=10, max_size=10).map("".join)


class AnyPlan(TestCase):
    @settings(max_examples=12)
    @given(plans=st.lists(ROWS, min_size=1, max_size=3), late=st.integers(0, 3))
    def test_the_tree_stays_a_tree_and_the_past_stays_the_past(self, plans, late):
        world, at, told = make_world(Cast()), MONDAY_9AM, {}
        for rows in plans:
            option = world.propose(rows, at=at)
            draft = actions.choose(option, by=world.liu, at=at)
            day = at.date() + timedelta(days=1)
            draft = actions.sign(draft, takes_effect_on=day, by=world.liu, at=at, exception_words="只能这样")
            draft = actions.approve(draft, by=world.sun, at=at)
            told |= {(one.pk, at.date()): where.path_on(one, at.date()) for one in world.buildings}
            at += timedelta(days=1 + late)
            actions.put_into_effect(draft, by=SYSTEM, at=at)
            assert Draft.objects.get(pk=draft.pk).state == "in_force"
            self.check_grids(world, option)
            at += timedelta(days=1)
        self.check(world, told)

    def check_grids(self, world, option):
        """See that buildings lie together exactly as drawn, and that what goes on kept its code."""
        drawn = dict(zip(world.drawn(option), world.buildings, strict=True))
        now = {building.pk: world.place(building).parent_id for building in world.buildings}
        together = {(number, now[pk]) for pk, number in queries.numbers_of(option).items()}
        assert len(together) == len({grid for _, grid in together}) == len(drawn)
        kept = {grid.number: grid.keeps_id for grid in queries.grids_of(option) if grid.keeps_id}
        assert {(number, grid) for number, grid in together if number in kept} == set(kept.items())

    def check(self, world, told):
        places = list(Place.objects.select_related("parent").exclude(kind="estate"))
        assert all(one.path.startswith(one.parent.path) for one in places if one.parent)
        borne: dict[str, set[int]] = {}
        for edge in PlaceEdge.objects.all():
            borne.setdefault(edge.path, set()).add(edge.place_id)
        assert all(len(bearers) == 1 for bearers in borne.values())
        for door in Household.objects.select_related("unit"):
            assert door.path[:22] == door.unit.path
        live = dict(PlaceEdge.objects.filter(ends_on=None).values_list("place_id", "path"))
        assert live == {one.pk: one.path for one in Place.objects.filter(closed_on=None)}
        for place_id in live:
            spans = PlaceEdge.objects.filter(place=place_id).order_by("starts_on", "ends_on")
            days = [(one.starts_on, one.ends_on) for one in spans if one.starts_on != one.ends_on]
            assert all(one[1] == other[0] for one, other in pairwise(days))
        for (pk, day), path in told.items():
            assert where.path_on(Place.objects.get(pk=pk), day) == path
            assert where.at_code(path, day).pk == pk
        grids = where.below(world.community, "grid")
        assert sum(grid.households for grid in grids) == 66
        open_posts = Post.objects.filter(kind="grid_leader", closed_at=None, community=world.community)
        assert {one.place_id for one in open_posts} == {grid.pk for grid in grids}
        running = Tenure.objects.filter(ends_at=None, cancelled_at=None)
        assert not running.exclude(post__closed_at=None).exists()

    @settings(max_examples=10)
    @given(st.lists(st.tuples(st.sets(st.integers(0, 9), min_size=1), st.integers(0, 3)), max_size=6))
    def test_every_run_of_moves_is_taken_back_step_by_step(self, moves):
        world = make_world(Cast())
        option = world.propose("1111122223")
        seen = [world.drawn(option)]
        for which, to in moves:
            ids = [world.buildings[one].pk for one in sorted(which)]
            try:
                actions.move_buildings(option, buildings=ids, to=to, by=world.liu, at=MONDAY_9AM)
            except actions.NotPossible:
                continue
            seen.append(world.drawn(option))
        for before in reversed(seen[:-1]):
            actions.undo(option, by=world.liu, at=MONDAY_9AM)
            assert world.drawn(option) == before
