"""A small community for plans: ten buildings in two rows of five, 66 households, two grids of today."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from sanzhang.foundation.jobs.clock import tick
from sanzhang.foundation.jobs.queue import run_next
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.division import actions, queries
from sanzhang.organisation.division.models import Draft, Option
from sanzhang.organisation.posts import actions as posts
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.actions import sum_households
from sanzhang.organisation.territory.models import Household, Place
from tests.times import MONDAY_9AM, TUESDAY_9AM

MIDNIGHT = TUESDAY_9AM.replace(hour=0) + timedelta(days=6)  # Monday the 30th
EFFECT_DAY: date = MIDNIGHT.date()
NORTH, EAST = 43.88, 125.32
STEP = 0.0008  # degrees: some 65 to 90 metres


class World(SimpleNamespace):
    """The cast on its community, with more buildings and the words of this room."""

    def numbers(self, rows="11111 22222"):
        """Return building id → grid number, as drawn: the upper row of five, then the lower."""
        signs = rows.replace(" ", "")
        return {building.pk: int(sign) for building, sign in zip(self.buildings, signs, strict=True)}

    def drawn(self, option):
        """Return an option as it is drawn in `numbers`."""
        found = queries.numbers_of(option)
        return "".join(str(found[building.pk]) for building in self.buildings)

    def propose(self, rows="11111 22222", *, at=MONDAY_9AM, **more):
        """Let 刘敏 bring a division along, within bounds that fit so small a community."""
        bounds = {"fewest": 10, "most": 46} | more
        return actions.propose(
            self.community, name="手工方案", numbers=self.numbers(rows), by=self.liu, at=at, **bounds
        )

    def signed(self, rows="11112 22233", *, at=MONDAY_9AM, **more):
        """Return a draft that 刘敏 has signed for the Monday to come."""
        option = self.propose(rows, at=at, **more)
        actions.choose(option, by=self.liu, at=at)
        draft = Draft.objects.get(pk=option.draft_id)
        return actions.sign(
            draft, takes_effect_on=EFFECT_DAY, by=self.liu, at=at, exception_words="楼栋少,只能这样分"
        )

    def approved(self, rows="11112 22233", *, at=MONDAY_9AM, **more):
        """Return a draft that 孙立 has approved as well."""
        return actions.approve(self.signed(rows, at=at, **more), by=self.sun, at=at)

    def emptied(self):
        """Return an approved draft by which the first grid goes: its buildings to new grids, its leader with it."""
        return self.approved("33344 22222", keeps={2: self.other_grid.pk})

    def in_force(self, rows="11112 22233", *, at=MIDNIGHT, **more):
        """Return a draft that took effect."""
        return actions.put_into_effect(self.approved(rows, **more), by=SYSTEM, at=at)

    def place(self, place):
        """Return a place as it is now."""
        return Place.objects.get(pk=place.pk)

    def option(self, option):
        """Return an option as it is now."""
        return Option.objects.select_related("draft__community").get(pk=option.pk)


@pytest.fixture
def world(cast):
    """Ten buildings: 12栋 and four more in the first grid, 20栋 and four more in the second; 王芳 leads the first."""
    return make_world(cast)


@pytest.fixture
def on_monday(monkeypatch):
    """It is Monday, nine in the morning."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


@pytest.fixture
def option(world):
    """A plan that takes one building from the first grid and two from the second into a third; lawful."""
    return world.option(world.propose("11112 22233"))


def make_world(cast):
    """Build what `world` describes on a cast."""
    upper = [cast.building, *(_building(cast, cast.grid, number) for number in range(13, 17))]
    lower = [cast.other_building, *(_building(cast, cast.other_grid, number) for number in range(21, 25))]
    for row, buildings in enumerate((upper, lower)):
        for column, building in enumerate(buildings):
            building.longitude, building.latitude = EAST + column * STEP, NORTH - row * STEP
            building.save(update_fields=["longitude", "latitude"])
    sum_households(cast.community)
    posts.open_missing(cast.community, by=SYSTEM, at=cast.made_at)
    for building in (*upper, *lower):
        building.refresh_from_db()
    return World(**vars(cast), cast=cast, buildings=[*upper, *lower], work=work)


def _building(cast, grid, number):
    building = territory.add_place(
        grid, kind="building", name=f"{number}栋", number=number, by=SYSTEM, at=cast.made_at
    )
    unit = territory.add_place(building, kind="unit", name="1单元", by=SYSTEM, at=cast.made_at)
    Household.objects.bulk_create(
        Household(
            community=cast.community,
            unit=unit,
            number=f"{count}01",
            floor=count,
            door=1,
            path=f"{unit.path}{count:04d}",
        )
        for count in range(1, 7)
    )
    return building


def work(at=MONDAY_9AM, *, names=()):
    """Let the worker do all that waits, and the clock what is due of `names`."""
    if names:
        tick(at, names=set(names))
    while run_next("worker", at):
        pass
