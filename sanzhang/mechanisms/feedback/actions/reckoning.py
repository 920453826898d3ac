"""Reckoning a week that is over: once, the same whoever runs it and however late."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.feedback import queries
from sanzhang.mechanisms.feedback.models import Mood, Reckoned, Spot, SpotRule
from sanzhang.mechanisms.feedback.queries.finding import Found
from sanzhang.mechanisms.feedback.rules import spots as rules
from sanzhang.organisation.territory.models import Place

AT_ONCE = 500


def reckon_week(area: str, week: date, *, by: Actor = SYSTEM, at: datetime) -> int:
    """Reckon the week that began on Monday `week` in a city; say how many spots were found, -1 if it was done before.

    Everything is found first and written in one transaction with the note that it was done. Raises: NotAllowed.
    """
    permission.require(by, "spots.reckon", at=at)
    if Reckoned.objects.filter(area=area, week=week).exists():
        return -1
    told = {topic: rules.shown_cells(leaves) for topic, leaves in queries.contributors(area, week).items()}
    found, communities = _found(area, week)
    paths = {path for cells in told.values() for path in cells}
    places = {one.path: one for one in Place.objects.filter(path__in=paths)}
    least = queries.numbers()[rules.HOT]["people"]
    for topic, cells in told.items():
        found += [
            Found(rules.HOT, places[path].pk, f"topic:{topic}")
            for path, people in cells.items()
            if path in places and people >= least
        ]
    try:
        with transaction.atomic():
            Reckoned.objects.create(area=area, week=week, reckoned_at=at)
            _write_moods(told, places, week)
            _write_spots(area, week, found)
            facts = {"week": week.isoformat(), "spots": len(found), "communities": communities}
            journal.record("spots.reckoned", by=by, path=area, at=at, facts=facts)
    except IntegrityError:
        if Reckoned.objects.filter(area=area, week=week).exists():
            return -1  # another worker was faster
        raise
    return len(found)


def _found(area: str, week: date) -> tuple[list[Found], int]:
    numbers = queries.numbers()
    communities = Place.objects.filter(area_filter([area]), kind="community", closed_on=None).order_by("path")
    found: list[Found] = []
    count = 0
    for community in communities.iterator(AT_ONCE):
        found += queries.find(community, week, numbers)
        count += 1
    return found, count


def _write_moods(told: Mapping[str, Mapping[str, int]], places: Mapping[str, Place], week: date) -> None:
    rows = [
        _mood(places[path], topic, week, people)
        for topic, cells in told.items()
        for path, people in cells.items()
        if path in places
    ]
    Mood.objects.bulk_create(rows, batch_size=AT_ONCE)


def _mood(place: Place, topic: str, week: date, people: int) -> Mood:
    return Mood(community_id=place.community_id, place=place, topic=topic, week=week, people=people)


def _write_spots(area: str, week: date, found: list[Found]) -> None:
    known = {
        (one.kind, one.place_id, one.subject): one
        for one in Spot.objects.filter(area_filter([area], "place__path"))
    }
    wanted = dict.fromkeys((one.kind, one.place_id, one.subject) for one in found)
    communities = dict(
        Place.objects.filter(pk__in={key[1] for key in wanted}).values_list("pk", "community_id")
    )
    fresh, changed = [], []
    for key in wanted:
        spot = known.get(key)
        if spot is None:
            kind, place_id, subject = key
            spot = Spot(kind=kind, place_id=place_id, subject=subject, first_week=week, last_week=week)
            spot.community_id = communities[place_id]
            fresh.append(spot)
        else:
            if spot.state == rules.OVER and week > spot.last_week:
                spot.first_week = week
            spot.first_week, spot.last_week = min(spot.first_week, week), max(spot.last_week, week)
            spot.state = rules.OPEN
            changed.append(spot)
    for key, spot in known.items():
        if key not in wanted and spot.last_week < week and spot.state == rules.OPEN:
            spot.state = rules.OVER
            changed.append(spot)
    Spot.objects.bulk_create(fresh, batch_size=AT_ONCE)
    Spot.objects.bulk_update(changed, ["first_week", "last_week", "state"], batch_size=AT_ONCE)


@transaction.atomic
def set_rule(kind: str, numbers: Mapping[str, int], *, by: Actor, at: datetime) -> SpotRule:
    """Set the numbers of a rule; weeks that are over stay as they are. Raises: NotAllowed, TooLow."""
    seat = permission.require(by, "spots.set_rule", at=at)
    checked = rules.checked(kind, numbers)
    values: dict[str, Any] = {
        "numbers": checked,
        "set_at": at,
        "set_by": by if isinstance(by, Person) else None,
    }
    rule, _ = SpotRule.objects.update_or_create(kind=kind, defaults=values)
    journal.record("spots.rule_set", by=by, seat=seat, on=rule, at=at, facts={"kind": kind, **checked})
    return rule
