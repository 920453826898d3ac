"""Who lives with whom on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from sanzhang.duties.residents.models import Home


def on_day(on: date) -> QuerySet[Home]:
    """Return the homes of a day."""
    return Home.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


def households_of(person_id: int, on: date) -> list[int]:
    """Return the ids of the households in which a person lives."""
    return list(on_day(on).filter(person_id=person_id).values_list("household_id", flat=True))


def housemates_of(persons: Iterable[int], on: date, *, households: Iterable[int] = ()) -> set[int]:
    """Return the given persons, all who live with one of them, and all who live in `households` (R15)."""
    given = set(persons)
    doors = (
        set(on_day(on).filter(person_id__in=given).values_list("household_id", flat=True)) if given else set()
    )
    doors |= set(households)
    if not doors:
        return given
    return given | set(on_day(on).filter(household_id__in=doors).values_list("person_id", flat=True))


def homes_in(unit_id: int, on: date) -> list[Home]:
    """Return the homes of a unit with person and door, by door."""
    found = on_day(on).filter(household__unit_id=unit_id).select_related("person", "household")
    return list(found.order_by("household__path", "id"))
