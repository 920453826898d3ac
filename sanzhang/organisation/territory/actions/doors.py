"""The doors of one unit."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory import rules
from sanzhang.organisation.territory.actions import edges
from sanzhang.organisation.territory.models import Household, Place
from sanzhang.organisation.territory.rules.buildings_table import door_of


@transaction.atomic
def set_doors(unit: Place, *, numbers: Sequence[str], by: Actor, at: datetime) -> None:
    """Let a unit have exactly these doors: new ones are added, known ones opened again, others closed (§4.1).

    Raises: NotAllowed, NoNumberLeft.
    """
    seat = permission.require(by, "territory.edit", unit, at=at)
    community = unit.community
    assert community is not None  # noqa: S101 — a unit lies in a community
    edges.lock(community)
    known = {door.number: door for door in Household.objects.filter(unit=unit)}
    wanted = dict.fromkeys(numbers)
    last = max((int(door.path[-4:]) for door in known.values()), default=0)
    added = [number for number in wanted if number not in known]
    opened = [door.pk for door in known.values() if door.closed_on and door.number in wanted]
    closed = [door.pk for door in known.values() if not door.closed_on and door.number not in wanted]
    new = []
    for count, number in enumerate(added, start=1):
        door, path = (
            door_of(number, len(known) + count),
            rules.child_path(unit.path, "household", last + count),
        )
        new.append(
            Household(
                community=community, unit=unit, number=number, floor=door.floor, door=door.door, path=path
            )
        )
    Household.objects.bulk_create(new, batch_size=edges.BATCH)
    Household.objects.filter(pk__in=opened).update(closed_on=None)
    Household.objects.filter(pk__in=closed).update(closed_on=timezone.localdate(at))
    edges.sum_households(community)
    facts = {"added": len(added), "opened": len(opened), "closed": len(closed)}
    journal.record(
        "place.doors_set", by=by, at=at, seat=seat, on=unit, community_id=community.pk, facts=facts
    )
