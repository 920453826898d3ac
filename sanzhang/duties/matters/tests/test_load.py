"""Matters of twelve months are written down as the load of each building (figures go down by being written)."""

from datetime import datetime, timedelta

from sanzhang.duties.matters import actions
from sanzhang.foundation.jobs.clock import tick
from sanzhang.foundation.jobs.models import Slot
from sanzhang.foundation.jobs.queue import run_next
from sanzhang.organisation.territory import queries as territory
from tests.times import MONDAY_9AM, SHANGHAI, TUESDAY_9AM


def test_each_building_has_its_matters_of_twelve_months(cast):
    cast.chen_reports(at=MONDAY_9AM - timedelta(days=370))
    cast.chen_reports(at=MONDAY_9AM - timedelta(days=3))
    cast.chen_reports(place=cast.building)
    cast.chen_reports(place=cast.grid)

    actions.note_load(cast.community, at=TUESDAY_9AM)

    found = territory.profiles_of(cast.community, TUESDAY_9AM.date())
    assert {pk: one.matters for pk, one in found.items()} == {cast.building.pk: 2, cast.other_building.pk: 0}


def test_it_runs_at_night_for_every_community(cast):
    cast.chen_reports()
    night = datetime(2026, 11, 24, 2, 30, tzinfo=SHANGHAI)

    tick(night, names={"matters.note_loads"})
    while run_next("w", night):
        pass

    assert Slot.objects.filter(name="matters.note_loads", slot=night).exists()
    assert territory.profiles_of(cast.community, night.date())[cast.building.pk].matters == 1
