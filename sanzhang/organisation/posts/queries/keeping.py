"""Whom a community worker looks after: who holds or held a post of the area, serves a grid, or sits in a body there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.paths import area_filter, widest
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.models import BodySeat, GridMember, Tenure


def persons_in(by: Actor, at: datetime) -> QuerySet[Person]:
    """Return the persons in the areas where `by` may look after people: what is read is what may be written."""
    areas = widest(seat.path for seat in permission.seats_of(by, at) if seat.kind in rules.KEEPERS)
    return Person.objects.filter(_kept_in(areas)) if areas else Person.objects.none()


def is_kept(seat: Seat, person: Any, at: datetime) -> bool:
    """Say whether a seat looks after a person; the hook of rows over `kept`."""
    mine = Person.objects.filter(_kept_in([seat.path]), pk=person.pk)
    return seat.kind in rules.KEEPERS and mine.exists()


def _kept_in(areas: Iterable[str]) -> Q:
    areas = list(areas)
    seated = Tenure.objects.filter(
        area_filter(areas, "post__place__path"), person=OuterRef("pk"), cancelled_at=None
    )
    serving = GridMember.objects.filter(area_filter(areas, "grid__path"), person=OuterRef("pk"))
    sitting = BodySeat.objects.filter(
        area_filter(areas, "community__path"), person=OuterRef("pk"), cancelled_at=None
    )
    return Q(Exists(seated) | Exists(serving) | Exists(sitting))
