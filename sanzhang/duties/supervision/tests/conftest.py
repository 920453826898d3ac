"""An estate with a property company on the small territory of the cast."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from sanzhang.duties.supervision import actions
from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM, MONDAY_10AM

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


@pytest.fixture
def browse(client):
    """Ask for or send a page as somebody (None: the public) on Monday at ten."""

    def go(url, person=None, **fields):
        client.logout()
        if person is not None:
            client.force_login(person)
        if not fields:
            return client.get(url)
        return client.post(url, {"idempotency_key": uuid4().hex, **fields})

    with time_machine.travel(MONDAY_10AM, tick=False):
        yield go
