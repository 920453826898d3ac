"""Who lives with whom on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from sanzhang.duties.residents.models import Home
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.territory.models import Household, Place


@dataclass(frozen=True)
class Door:
    """A door and who lives behind it."""

    household: Household
    homes: list[Home]


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


def contacts_in(households: Iterable[int], on: date) -> dict[int, list[Person]]:
    """Return household → who lives there and has a number, longest there first; one query, nothing is opened."""
    homes = on_day(on).filter(household__in=list(households), person__disabled_at=None)
    found: dict[int, list[Person]] = {}
    for home in homes.exclude(person__phone_index="").select_related("person").order_by("starts_on", "id"):
        found.setdefault(home.household_id, []).append(home.person)
    return found


def visible_to(by: Actor, at: datetime) -> QuerySet[Home]:
    """Return the homes in the areas of `by`, past ones too."""
    areas = permission.areas(by, "residents.look", at=at)
    return Home.objects.filter(area_filter(areas, "household__path"))


def units_of(by: Actor, at: datetime, *, words: str = "") -> QuerySet[Place]:
    """Return the open units in the areas of `by`, by name of estate, building or unit."""
    areas = permission.areas(by, "residents.look", at=at)
    found = Place.objects.filter(area_filter(areas), kind="unit", closed_on=None)
    for word in words.replace("\x00", "").split()[:6]:
        there = Q(name__contains=word) | Q(parent__name__contains=word)
        found = found.filter(there | Q(parent__estate__name__contains=word))
    return found.select_related("parent__estate", "community").order_by("path")


def known_in(units: Iterable[Place], on: date) -> dict[int, int]:
    """Return unit id → how many of its households have somebody registered; one query."""
    homes = on_day(on).filter(household__unit__in=[unit.pk for unit in units]).order_by()
    return dict(homes.values_list("household__unit").annotate(Count("household", distinct=True)))


def doors_of(unit: Place, on: date) -> list[Door]:
    """Return a unit's open doors with who lives there; two queries."""
    behind: dict[int, list[Home]] = {}
    for home in homes_in(unit.pk, on):
        behind.setdefault(home.household_id, []).append(home)
    doors = Household.objects.filter(unit=unit, closed_on=None).order_by("path")
    return [Door(door, behind.get(door.pk, [])) for door in doors]
