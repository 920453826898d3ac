"""Profiles of buildings: dated, carried forward, one row a month for what the clock counts."""

from datetime import date, timedelta

import pytest

from sanzhang.foundation.permission import SYSTEM, NotAllowed
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.models import BuildingProfile
from tests.times import MONDAY_9AM, TUESDAY_9AM

TODAY, TOMORROW = MONDAY_9AM.date(), TUESDAY_9AM.date()


def test_what_is_not_said_stays_as_it_was_known(cast):
    note(cast, {"elderly": 4, "block": "东地块"}, at=MONDAY_9AM)
    note(cast, {"renters": 3}, at=TUESDAY_9AM)

    before, after = (queries.profiles_of(cast.community, on)[cast.building.pk] for on in (TODAY, TOMORROW))
    assert (before.elderly, before.renters, before.block) == (4, None, "东地块")
    assert (after.elderly, after.renters, after.block) == (4, 3, "东地块")
    assert queries.profiles_of(cast.community, TODAY - timedelta(days=1)) == {}


def test_the_same_again_writes_nothing(cast):
    assert note(cast, {"elderly": 4}, at=MONDAY_9AM) == 1
    assert note(cast, {"elderly": 4}, at=TUESDAY_9AM) == 0
    assert note(cast, {"elderly": None}, at=TUESDAY_9AM) == 1


def test_counts_of_a_month_lie_in_one_row(cast):
    for day in range(1, 30):
        note(cast, {"matters": day}, at=MONDAY_9AM, on=date(2026, 12, day))
    note(cast, {"matters": 30}, at=MONDAY_9AM, on=date(2027, 1, 1))

    assert list(BuildingProfile.objects.order_by("noted_on").values_list("matters", flat=True)) == [29, 30]


def test_only_the_community_notes_them(cast):
    note(cast, {"elderly": 4}, at=MONDAY_9AM, by=cast.liu)
    for person in (cast.sun, cast.wang, cast.stranger):
        with pytest.raises(NotAllowed):
            note(cast, {"elderly": 5}, at=MONDAY_9AM, by=person)


def note(cast, said, *, by=SYSTEM, **more):
    return actions.note_profiles(cast.community, values={cast.building.pk: said}, by=by, **more)
