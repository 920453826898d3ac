"""What share was settled at which level, from the community up; small numbers hidden, never by person (§6.3)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, QuerySet
from django.utils import timezone

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.models import Dispute
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.territory.models import Place

KINDS = ("city", "district", "street", "community")


@dataclass(frozen=True)
class Shares:
    """Of an area and a period: level → how many were settled there (None: too few to tell), and the others."""

    place: Place
    counts: dict[str, int | None]
    is_told: bool

    @property
    def lines(self) -> list[tuple[str, int | None, int | None]]:
        """Return (words, count, percent of all settled); a percent only where nothing is hidden."""
        levels = [self.counts.get(rung) for rung in rules.LADDER]
        known = [count for count in levels if count is not None]
        whole = sum(known) if len(known) == len(levels) else 0
        found = []
        for rung in rules.LADDER:
            count = self.counts.get(rung)
            percent = round(100 * count / whole) if count is not None and whole else None
            found.append((f"在{rules.RUNGS[rung]}调解好的", count, percent))
        return [*found, ("没有调解成的", self.counts.get("unsettled"), None)]


def figure_areas(by: Actor, at: datetime) -> QuerySet[Place]:
    """Return the areas of which `by` may see figures: communities and above, never a unit, building or grid."""
    areas = permission.areas(by, "dispute.figures", at=at)
    return (
        Place.objects.filter(area_filter(areas), kind__in=KINDS, closed_on=None)
        if areas
        else Place.objects.none()
    )


def areas_below(place: Place) -> list[Place]:
    """Return the areas directly below, down to communities."""
    if place.kind == "community":
        return []
    return list(Place.objects.filter(parent=place, kind__in=KINDS, closed_on=None).order_by("path"))


def shares_of(place: Place, since: date, until: date) -> Shares:
    """Return the veiled figures of an area in [since, until); areas with fewer than five in all tell nothing."""
    return _veil(place, _counted(place, since, until))


def shares_below(place: Place, since: date, until: date) -> list[Shares]:
    """Return the veiled figures of the areas below; what the whole less the others would tell is hidden, too."""
    parts = {one: _counted(one, since, until) for one in areas_below(place)}
    shares = [_veil(one, counted) for one, counted in parts.items()]
    for key in (*rules.LADDER, "unsettled"):
        hidden = [one for one in shares if one.counts[key] is None]
        shown = sorted((one.counts[key] or 0, one.place.path) for one in shares if one.counts[key])
        if len(hidden) == 1 and shown:
            next(one for one in shares if one.place.path == shown[0][1]).counts[key] = None
    return shares


def _veil(place: Place, counted: dict[str, int]) -> Shares:
    if 0 < sum(counted.values()) < rules.FEWEST:
        return Shares(place, dict.fromkeys(counted), False)
    return Shares(place, rules.veiled(counted), True)


def _counted(place: Place, since: date, until: date) -> dict[str, int]:
    counted = dict.fromkeys((*rules.LADDER, "unsettled"), 0)
    found = Dispute.objects.filter(
        area_filter([place.path], "place__path"), ended_at__gte=_start(since), ended_at__lt=_start(until)
    )
    for rung, count in found.order_by().values_list("settled_rung").annotate(Count("id")):
        counted[rung or "unsettled"] += count
    return counted


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
