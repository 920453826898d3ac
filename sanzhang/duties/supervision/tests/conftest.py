"""An estate with a property company on the small territory of the cast."""

from datetime import date

import pytest

from sanzhang.duties.supervision import actions
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM

CODE = "91220101MA0Y3A2B0U"


@pytest.fixture
def estate(cast):
    made = territory.add_place(cast.community, kind="estate", name="桐荫家园", by=SYSTEM, at=cast.made_at)
    Place.objects.filter(pk__in=[cast.building.pk]).update(estate=made)
    cast.building.refresh_from_db()
    return made


@pytest.fixture
def company(cast, estate):
    made = actions.keep_body(
        cast.community,
        kind="property",
        name="安居物业",
        starts_on=date(2026, 1, 1),
        places=[estate],
        duty_phone="0431-80000000",
        contact_name="赵强",
        contact_phone="13800000005",
        contact_agreed=True,
        by=cast.liu,
        at=MONDAY_9AM,
    )
    actions.take_customary(made, by=cast.liu, at=MONDAY_9AM)
    return made
