"""How far wide areas are with cross-appointment, without a name, and what waits for a decision (§3.1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Substr

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.posts.models import BodyFigures, Nomination
from sanzhang.organisation.territory.models import Place

COUNTED_FOR = timedelta(hours=20)
SUMS = ("estates", "branches", "leaders", "party_members", "seated", "waiting")


@dataclass(frozen=True)
class BodyLevel:
    """One place of a wide area in figures; `counted` of its communities have been counted, the oldest `since`."""

    place: Place
    figures: dict[str, int]
    counted: int = 0

    @property
    def branch_share(self) -> str:
        """Return the share of estates with a branch: 75%."""
        return _share(self.figures["branches"], self.figures["estates"])

    @property
    def seat_share(self) -> str:
        """Return the share of party-member leaders with a seat."""
        return _share(self.figures["seated"], self.figures["party_members"])


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else ""


def body_levels(places: list[Place]) -> list[BodyLevel]:
    """Return places of one kind with their summed figures, without a name; one query."""
    if not places:
        return []
    width = len(places[0].path)
    counted = BodyFigures.objects.filter(area_filter([one.path for one in places], "community__path"))
    sums = {name: Sum(name) for name in SUMS} | {"counted": Count("id")}
    rows = counted.order_by().values(at_path=Substr("community__path", 1, width)).annotate(**sums)
    by_path: dict[str, Any] = {row["at_path"]: row for row in rows}
    return [_level(place, by_path.get(place.path, {})) for place in places]


def _level(place: Place, row: dict[str, Any]) -> BodyLevel:
    return BodyLevel(place, {name: row.get(name) or 0 for name in SUMS}, row.get("counted") or 0)


def total_of(levels: Iterable[BodyLevel]) -> dict[str, int]:
    """Return the sum of some places' figures."""
    whole: Counter[str] = Counter(dict.fromkeys(SUMS, 0))
    for level in levels:
        whole.update(level.figures)
    return dict(whole)


def counted_since(community: Place, at: datetime) -> bool:
    """Say whether a community's figures were counted after an instant."""
    return BodyFigures.objects.filter(community=community, counted_at__gt=at).exists()


def to_count(at: datetime, most: int) -> list[int]:
    """Return the ids of communities whose figures are missing or almost a day old, those never counted first."""
    fresh = BodyFigures.objects.filter(community=OuterRef("pk"), counted_at__gt=at - COUNTED_FOR)
    known = BodyFigures.objects.filter(community=OuterRef("pk"))
    waiting = Place.objects.filter(kind="community", closed_on=None).exclude(Exists(fresh))
    return list(waiting.order_by(Exists(known), "path").values_list("pk", flat=True)[:most])


def count_waiting_bodies(by: Person, at: datetime) -> tuple[int, int]:
    """Return, for a desk, how many nominations wait for a decision of `by`, and in how many bodies; two queries."""
    waiting = (
        Nomination.objects.filter(
            area_filter(permission.areas(by, "posts.decide_nomination", at=at), "community__path"),
            state="waiting",
            body__closed_at=None,
        )
        .exclude(proposed_by=by)
        .exclude(person=by)
    )
    return waiting.count(), waiting.values("body").distinct().count()
