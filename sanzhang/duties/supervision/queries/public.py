"""What everybody may read of an estate: duties, rounds counted, problems with deadline and reply, ratings; no names."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Answer, Duty, Finding, Rated, Tally, WatchedBody
from sanzhang.duties.supervision.queries.bodies import bodies_of, buildings_of, duties_of
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.records.paths import next_path
from sanzhang.organisation.territory.models import Place

MONTHS, QUARTERS, PROBLEMS = 6, 4, 30


@dataclass(frozen=True)
class RatingLine:
    """How a voice rated in a quarter: how many, and the mean of each question; no means where too few."""

    quarter: str
    voice: str
    count: int
    means: list[tuple[str, float]]


@dataclass(frozen=True)
class Problem:
    """A problem as everybody may read it."""

    duty: str
    place: str
    words: str
    found_at: datetime
    due_at: datetime
    reply: str
    replied_at: datetime | None
    state: str
    is_late: bool
    is_done: bool


@dataclass
class BodyPage:
    """One body on the page of an estate."""

    body: WatchedBody
    duties: list[Duty] = field(default_factory=list)
    months: list[tuple[date, int, int, int]] = field(default_factory=list)  # month, areas, good, problems
    problems: list[Problem] = field(default_factory=list)
    ratings: list[RatingLine] = field(default_factory=list)


@dataclass
class EstatePage:
    """The public page of an estate."""

    place: Place
    bodies: list[BodyPage]


def estate_seen(token: str) -> Place | None:
    """Return the estate of a code, or where a unit's or building's code was given, the one around it."""
    found = Place.objects.filter(token=token, closed_on=None).select_related(
        "parent__estate", "estate", "community"
    )
    place = found.first()
    if place is None or place.kind not in ("estate", "building", "unit"):
        return None
    if place.kind == "unit" and place.parent:
        place = place.parent
    return place.estate or place if place.kind == "building" else place


def estate_page(place: Place, at: datetime) -> EstatePage:
    """Return the page of an estate, or of a building that lies in none."""
    today = local_date(at)
    return EstatePage(place, [_body_page(body, place, today, at) for body in bodies_of(place, today)])


def _body_page(body: WatchedBody, place: Place, today: date, at: datetime) -> BodyPage:
    inside = _inside(place)
    shown = BodyPage(body, list(duties_of(body, today)))
    shown.months = _months(body, inside, rules.months_before(rules.month_of(at), MONTHS - 1))
    shown.problems = [_problem(one, at) for one in published(body, at).filter(place__in=inside)[:PROBLEMS]]
    shown.ratings = ratings_of(body)
    return shown


def _inside(place: Place) -> QuerySet[Place, int]:
    """Return the ids of what lies in an estate: its buildings, their units, and the grids that reach into it."""
    there = Q(pk=place.pk)
    for path in buildings_of(place).values_list("path", flat=True):
        there |= Q(path__gte=path, path__lt=next_path(path)) | Q(path__in=[path[:15], path[:12]])
    return Place.objects.filter(there, community_id=place.community_id).values_list("pk", flat=True)


def _months(body: WatchedBody, inside: QuerySet[Place, int], since: date) -> list[tuple[date, int, int, int]]:
    rows = Answer.objects.filter(
        community_id=body.community_id,
        duty__body=body,
        inspection__month__gte=since,
        inspection__place__in=inside,
    )
    counted = rows.values_list("inspection__month").annotate(
        areas=Count("inspection", distinct=True),
        good=Count("id", filter=Q(result=rules.GOOD)),
        bad=Count("id", filter=Q(result=rules.PROBLEM)),
    )
    return list(counted.order_by("-inspection__month"))


def published(body: WatchedBody, at: datetime) -> QuerySet[Finding]:
    """Return the problems that are public: replied to, or the working days to reply are over."""
    found = Finding.objects.filter(body=body).filter(Q(replied_at__lte=at) | Q(reply_by__lte=at))
    return found.select_related("duty", "place__parent", "matter").order_by("-found_at", "-id")


def _problem(one: Finding, at: datetime) -> Problem:
    done = one.matter.state in (matter_rules.ANSWERED, matter_rules.CLOSED)
    late = not done and one.due_at <= at
    parts = (one.place.parent.name, one.place.name) if one.place.kind == "unit" and one.place.parent else ()
    return Problem(
        duty=one.duty.title,
        place="".join(parts) or one.place.name,
        words="" if one.hidden_at else rules.for_all(one.words),
        found_at=one.found_at,
        due_at=one.due_at,
        reply=rules.for_all(one.reply),
        replied_at=one.replied_at,
        state="整改好了" if done else "超过期限" if late else "整改中",
        is_late=late,
        is_done=done,
    )


def ratings_of(body: WatchedBody) -> list[RatingLine]:
    """Return the ratings of the last quarters by voice; fewer than ten households are counted, not told."""
    counts: dict[tuple[date, str], int] = {}
    for quarter, household in Rated.objects.filter(community_id=body.community_id, body=body).values_list(
        "quarter", "household_id"
    ):
        key = (quarter, rules.HOUSEHOLDS if household else rules.LEADERS)
        counts[key] = counts.get(key, 0) + 1
    tallies: dict[tuple[date, str, int], Counter[int]] = {}
    for one in Tally.objects.filter(community_id=body.community_id, body=body):
        tallies.setdefault((one.quarter, one.voice, one.question), Counter())[one.score] += one.count
    found = []
    for quarter, voice in sorted(counts, reverse=True)[: QUARTERS * 2]:
        told = counts[quarter, voice] >= rules.FEWEST
        means = [
            (words, rules.average(tallies.get((quarter, voice, number), Counter())))
            for number, words in enumerate(rules.questions_of(body.kind))
        ]
        found.append(
            RatingLine(
                rules.spoken_quarter(quarter),
                rules.VOICES[voice],
                counts[quarter, voice],
                means if told else [],
            )
        )
    return found
