"""A plan that takes effect takes the grid members along, in its own transaction (§1.2, 1.4)."""

from sanzhang.foundation.journal.models import Entry
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.posts import queries as members
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM


def police(world, grid, name="高飞", phone="13800002001"):
    return posts.add_member(
        grid, kind="police", name=name, phone=phone, duty="", topics=(), by=world.liu, at=MONDAY_9AM
    )


def test_every_grid_of_the_new_plan_has_its_policeman_at_the_midnight(world):
    first, second = Place.objects.filter(community=world.community, kind="grid").order_by("number")[:2]
    police(world, first)
    police(world, second, name="石磊", phone="13800002002")

    draft = world.in_force("11112 22233")

    grids = Place.objects.filter(community=world.community, kind="grid", closed_on=None)
    at = draft.in_force_at
    assert grids.count() == 3
    assert all(members.members_of(grid, at) for grid in grids)
    assert all(one.to_check for one in members.members_of(grids.order_by("number").last(), at))
    assert Entry.objects.get(action="member.carried").facts["doubtful"] == 1
