"""How matters ended in an area: counts and shares, of places and times, never of persons (§10.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.queries.lists import within_areas

FAIR = 3


@dataclass(frozen=True)
class Rates:
    """What was closed in an area within a time; shares are None where nobody said anything."""

    closed: int
    solved: int
    partly: int
    not_possible: int
    not_ours: int
    in_time: int  # answered before the promise was over
    reopened: int
    rated: int
    satisfied: int  # 满意 and 基本满意
    disregarded: int  # left out of the rate of satisfaction, by two people

    @property
    def share_satisfied(self) -> float | None:
        """Return how many of those who said something were content."""
        return self.satisfied / self.rated if self.rated else None

    @property
    def percent(self) -> int:
        """Return the share of those content, in whole hundredths."""
        return round(100 * (self.share_satisfied or 0))

    @property
    def share_solved(self) -> float | None:
        """Return how much of what ended was solved, wholly or in part."""
        return (self.solved + self.partly) / self.closed if self.closed else None


def rates(area: str, since: datetime, until: datetime) -> Rates:
    """Return how the matters of an area ended that were closed in [since, until); withdrawn ones are left out."""
    return Rates(**_ended([area], since, until).aggregate(**_counts()))


def rates_of_many(areas: Iterable[str], since: datetime, until: datetime) -> dict[str, Rates]:
    """Return area → its rates; one query for all areas of a width."""
    by_width: dict[int, list[str]] = {}
    for area in areas:
        by_width.setdefault(len(area), []).append(area)
    found: dict[str, Rates] = {}
    for width, paths in by_width.items():
        ended = _ended(paths, since, until).annotate(head=Substr("path", 1, width)).order_by()
        counted: dict[str, Rates] = {}
        for line in ended.values("head").annotate(**_counts()):
            row: dict[str, Any] = {**line}
            head = row.pop("head")
            counted[head] = Rates(**row)
        found |= {path: counted.get(path, NOTHING) for path in paths}
    return found


def _ended(areas: list[str], since: datetime, until: datetime) -> QuerySet[Matter]:
    found = Matter.objects.filter(closed_at__gte=since, closed_at__lt=until).exclude(ending="")
    return within_areas(found, areas)


def _counts() -> dict[str, Count]:
    regarded = Q(rating__isnull=False, disregarded_at=None)
    return {
        "closed": Count("id"),
        "solved": Count("id", filter=Q(ending="solved")),
        "partly": Count("id", filter=Q(ending="partly")),
        "not_possible": Count("id", filter=Q(ending="not_possible")),
        "not_ours": Count("id", filter=Q(ending="not_ours")),
        "in_time": Count("id", filter=Q(answered_at__lte=F("outward_due_at"))),
        "reopened": Count("id", filter=Q(reopened__gt=0)),
        "rated": Count("id", filter=regarded),
        "satisfied": Count("id", filter=regarded & Q(rating__gte=FAIR)),
        "disregarded": Count("id", filter=Q(disregarded_at__isnull=False)),
    }


NOTHING = Rates(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
