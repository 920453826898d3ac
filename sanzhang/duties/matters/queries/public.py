"""What was done where one lives, for everybody: kinds and days, never words, names or doors (§4.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Enquiry, Matter, MatterParty
from sanzhang.duties.matters.queries.alike import PRIVATE
from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.posts.queries import Opening
from sanzhang.organisation.territory.models import Place

A_YEAR, FEWEST, MOST = timedelta(days=365), 3, 200


@dataclass(frozen=True)
class DoneLine:
    """One thing that was done: of which kind, in which month, how it ended, after how many days."""

    kind: str
    month: datetime
    ending: str
    days: int


@dataclass(frozen=True)
class DoneList:
    """What was done within a year at a place: the unit, or its building where so few would point at somebody."""

    place: Place
    lines: list[DoneLine]
    days: int  # in the middle; 0 where there is nothing


def done_at(place: Place, at: datetime) -> DoneList:
    """Return what was closed at a unit within twelve months; fewer than three are told of its building, else not."""
    lines = _lines(place, at)
    if len(lines) < FEWEST and place.kind == "unit" and place.parent:
        place = place.parent
        lines = _lines(place, at)
    if len(lines) < FEWEST:
        lines = []
    days = sorted(line.days for line in lines)
    return DoneList(place, lines, days[len(days) // 2] if days else 0)


def _lines(place: Place, at: datetime) -> list[DoneLine]:
    found = Matter.objects.filter(
        community_id=place.community_id,
        path__gte=place.path,
        path__lt=next_path(place.path),
        state=rules.CLOSED,
        closed_at__gte=at - A_YEAR,
        closed_at__lte=at,
    ).exclude(topic__in=PRIVATE)
    rows = list(found.select_related("filed_as").order_by("-closed_at")[:MOST])
    ids = [row.pk for row in rows]
    hidden = set(MatterParty.objects.filter(matter__in=ids).values_list("matter_id", flat=True))
    hidden |= set(Enquiry.objects.filter(was__in=ids).values_list("was_id", flat=True))  # questions are apart
    return [_line(row) for row in rows if row.pk not in hidden]


def _line(matter: Matter) -> DoneLine:
    ended = matter.answered_at or matter.closed_at or matter.reported_at
    name = matter.filed_as.name if matter.filed_as else rules.TOPICS[matter.topic]
    month = timezone.localtime(matter.closed_at or ended).replace(day=1)
    return DoneLine(name, month, rules.ENDINGS[matter.ending], max((ended - matter.reported_at).days, 0) + 1)


def openings(place: Place, at: datetime) -> list[Opening]:
    """Return the ways from a unit's public page: ask something, see what was done."""
    if place.kind != "unit":
        return []
    return [
        Opening("问一问:常见问答,问社区", f"/ask/{place.token}/"),
        Opening("看看本单元办成的事", f"/done/{place.token}/"),
    ]
