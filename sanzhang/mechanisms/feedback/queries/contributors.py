"""Who spoke of what in a week, as keys that are forgotten at once: only how many different ones there are counts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.residents import queries as residents
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.feedback.rules import spots as rules

FROM_RESIDENTS = ("resident", "open311", "phone", "walk_in", "paper", "letter", "hotline")
GRID_WIDTH, CHUNK = 15, 500
Leaves = dict[str, dict[str, int]]  # topic → grid (or community) → how many different contributors


def contributors(area: str, week: date) -> Leaves:
    """Return topic → lowest area → how many different contributors in the week that begins on `week`.

    One household is one, one telephone is one; without either, all of one unit together are one. Who spoke of a topic
    in two grids counts in the first only, so that counts of areas above are sums. No new trace of anybody is kept.
    """
    rows = _reports(area, week)
    homes = _homes(rows, week)
    seen: set[tuple[str, str]] = set()
    found: Leaves = defaultdict(lambda: defaultdict(int))
    for row, phone in rows:
        who = _who(row, phone, homes)
        if (row.topic, who) not in seen:
            seen.add((row.topic, who))
            found[row.topic][row.path[:GRID_WIDTH]] += 1
    return {topic: dict(leaves) for topic, leaves in found.items()}


def _reports(area: str, week: date) -> list[tuple[Matter, str]]:
    begin, end = local_midnight(week), local_midnight(week + rules.WEEK)
    found = Matter.objects.filter(
        area_filter([area]), reported_at__gte=begin, reported_at__lt=end, origin__in=FROM_RESIDENTS
    )
    wanted = found.only("id", "path", "topic", "place_id", "reporter_id", "contact_phone").order_by(
        "reported_at", "id"
    )
    return [
        (
            row,
            blind_index(row.contact_phone, "phone") if row.reporter_id is None and row.contact_phone else "",
        )
        for row in wanted.iterator(CHUNK)
    ]


def _who(row: Matter, phone: str, homes: dict[str, str]) -> str:
    if row.reporter_id is not None:
        return homes.get(f"p:{row.reporter_id}", f"p:{row.reporter_id}")
    return homes.get(f"t:{phone}", f"t:{phone}") if phone else f"u:{row.place_id}"


def _homes(rows: Iterable[tuple[Matter, str]], week: date) -> dict[str, str]:
    """Return key of a person or telephone → key of the household, of the person where no home is known."""
    persons = {row.reporter_id for row, _ in rows if row.reporter_id}
    phones = {phone for _, phone in rows if phone}
    known: dict[str, int] = {f"p:{one}": one for one in persons}
    for some in _chunks(sorted(phones)):
        owners = Person.objects.filter(phone_index__in=some).order_by("-pk").values_list("phone_index", "pk")
        known |= {f"t:{phone}": owner for phone, owner in owners}
    doors: dict[int, int] = {}
    for people in _chunks(sorted(set(known.values()))):
        homes = residents.on_day(week).filter(Q(person__in=people)).order_by("-household_id")
        doors |= dict(homes.values_list("person_id", "household_id"))
    return {key: f"h:{doors[one]}" if one in doors else f"p:{one}" for key, one in known.items()}


def _chunks(ones: list[Any]) -> Iterable[list[Any]]:
    return (ones[at : at + CHUNK] for at in range(0, len(ones), CHUNK))
