"""Figures of matters for each level: from the projector down to the grid, counted live below it (§10.2 §13)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.folding import UPPER
from sanzhang.duties.matters.models import Matter, MatterStep
from sanzhang.duties.matters.queries.lists import within_areas
from sanzhang.foundation.figures import queries as figures
from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory.models import Place

Share = tuple[str, str, int]  # code, words, how many


@dataclass(frozen=True)
class Line:
    """What happened in a place within a time, and what lies there now."""

    place: Place
    counts: Counter[str]
    stocks: Counter[str]

    @property
    def open_now(self) -> int:
        """Return how many somebody has to do something about."""
        return sum(self.stocks[f"stock:{state}"] for state in rules.OPEN)

    def shares(self, prefix: str, names: dict[str, str]) -> list[Share]:
        """Return (code, words, how many) of the measures `prefix:code`, the most frequent first."""
        found = [(code, words, self.counts[f"{prefix}:{code}"]) for code, words in names.items()]
        return sorted((share for share in found if share[2]), key=lambda share: -share[2])


def board(place: Place, since: date, until: date) -> Line:
    """Return the figures of a place on the days [since, until)."""
    return lines([place], since, until)[0]


def lines(places: Sequence[Place], since: date, until: date) -> list[Line]:
    """Return the figures of several places; one query for those of the projector, two for all below a grid."""
    above = figures.by_area([place.path for place in places if len(place.path) <= UPPER[-1]], since, until)
    below = [place for place in places if len(place.path) > UPPER[-1]]
    live = _live(below, since, until) if below else {}
    return [
        _line(place, above.get(place.path, Counter()) + live.get(place.path, Counter())) for place in places
    ]


def _line(place: Place, found: Counter[str]) -> Line:
    stocks = Counter({name: count for name, count in found.items() if name.startswith("stock:")})
    return Line(place, found - stocks, stocks)


def _live(places: Sequence[Place], since: date, until: date) -> dict[str, Counter[str]]:
    """Count steps and states below a grid: few enough, and the same steps of which entries tell."""
    first, last = min(place.path for place in places), max(place.path for place in places)
    within = {"path__gte": first, "path__lt": next_path(last)}
    found: dict[str, Counter[str]] = {place.path: Counter() for place in places}
    community = places[0].community_id
    states = Matter.objects.filter(community=community, **within).order_by().values_list("path", "state")
    for path, state, count in states.annotate(Count("id")):
        _into(found, path, f"stock:{state}", count)
    steps = MatterStep.objects.filter(
        community=community,
        at__gte=_midnight(since),
        at__lt=_midnight(until),
        **{f"matter__{name}": value for name, value in within.items()},
    )
    fields = ("matter__path", "step", "from_rung", "ending", "matter__topic", "matter__origin")
    for path, step, rung, ending, topic, origin, count in (
        steps.order_by().values_list(*fields).annotate(Count("id"))
    ):
        if step == rules.REPORT:
            for measure in ("reported", f"reported:topic:{topic}", f"reported:origin:{origin}"):
                _into(found, path, measure, count)
        elif step == rules.ANSWER:
            for measure in ("answered", f"ending:{ending}", f"settled:{rung}"):
                _into(found, path, measure, count)
        elif name := LIVE.get(step):
            _into(found, path, name, count)
    return found


LIVE = {
    rules.CONFIRM: "confirmed",
    rules.REOPEN: "reopened",
    rules.CLIMB: "climbed",
    rules.PASS_UP: "passed_up",
}


def _into(found: dict[str, Counter[str]], path: str, measure: str, count: int) -> None:
    for area, counts in found.items():
        if path.startswith(area):
            counts[measure] += count


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def late_in(place: Place, at: datetime) -> int:
    """Return how many open matters of a place are past what was promised; the open ones have an index of their own."""
    found = Matter.objects.filter(due_at__isnull=False, outward_due_at__lte=at)
    return within_areas(found, [place.path]).count()


def days_before(at: datetime, days: int) -> tuple[date, date]:
    """Return [since, until) of the last `days` days, today among them."""
    until = timezone.localdate(at) + timedelta(days=1)
    return until - timedelta(days=days), until
