"""What the rules find in a community at the end of a week: where things wait, where nobody looks, what leaks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from sanzhang.duties.matters import rules as matter_rules
from sanzhang.duties.matters import work
from sanzhang.duties.matters.models import Dispatch, Matter, MatterStep
from sanzhang.foundation.calendar.rules import local_midnight
from sanzhang.foundation.records.paths import in_area
from sanzhang.mechanisms.feedback.models import Spot
from sanzhang.mechanisms.feedback.rules import spots as rules
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place

SAFETY = "safety"
BODIES = (work.UTILITY, work.PROPERTY, work.DEPARTMENT)
Numbers = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Found:
    """One thing found: by which rule, where, about what."""

    kind: str
    place_id: int
    subject: str


@dataclass(frozen=True)
class Blind:
    """A kind of blind spot that another room knows of: its key and words, and the buildings and units that are so.

    `every`: all of a community that could be so; `look`: those that are so on a day, by the numbers of the rule.
    `is_guarded`: it tells of what people do, so places below ten households are not named.
    """

    subject: str
    said: str
    every: Callable[[Place, date], Iterable[Place]]
    look: Callable[[Place, date, Mapping[str, int]], Iterable[Place]]
    is_guarded: bool = False


_blind: dict[str, Blind] = {}


def provide_blind(told: Blind) -> None:
    """Let another room tell of a kind of blind spot; called once."""
    _blind[told.subject] = told


def blind_words() -> dict[str, str]:
    """Return the words of the kinds of blind spots that other rooms brought."""
    return {told.subject: told.said for told in _blind.values()}


def places_behind(spot: Spot, numbers: Mapping[str, int]) -> list[Place]:
    """Return the buildings and units behind a blind spot, as they were at the end of its last week."""
    told = _blind.get(spot.subject)
    community = spot.place.community or spot.place
    if told is None or spot.kind != rules.BLIND:
        return []
    found = told.look(community, spot.last_week + rules.WEEK, numbers)
    return sorted((one for one in found if in_area(one.path, spot.place.path)), key=lambda one: one.path)


def find(community: Place, week: date, numbers: Numbers) -> list[Found]:
    """Return what three of the rules find in a community at the end of the week that begins on `week`."""
    end = local_midnight(week + rules.WEEK)
    found = [
        Found(rules.BLOCKED, community.pk, name) for name in _blocked(community, end, numbers[rules.BLOCKED])
    ]
    found += _blind_spots(community, week + rules.WEEK, end, numbers[rules.BLIND])
    return list(dict.fromkeys(found + _leaks(community, end, numbers[rules.LEAK])))


def _unanswered(community: Place, end: datetime) -> Q:
    still = Q(answered_at=None, closed_at=None) | Q(answered_at__gte=end)
    return still & Q(community=community, reported_at__lt=end)


def _blocked(community: Place, end: datetime, numbers: Mapping[str, int]) -> list[str]:
    open_then = _unanswered(community, end) & ~Q(state=matter_rules.JOINED)
    waiting = dict(Matter.objects.filter(open_then).values_list("pk", "outward_due_at"))
    rungs = _rungs(waiting, end)
    steps = Counter(rungs[one] for one in waiting if one in rungs)
    late = Counter(rungs[one] for one, due in waiting.items() if one in rungs and due < end)
    queues = [rules.Queue(f"rung:{rung}", count, late[rung]) for rung, count in steps.items()]
    orders = Dispatch.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=end), community=community, sent_at__lt=end
    )
    given = list(orders.filter(kind__in=BODIES).values_list("kind", "due_at"))
    sent, slow = Counter(kind for kind, _ in given), Counter(kind for kind, due in given if due < end)
    bodies = [rules.Queue(f"body:{kind}", count, slow[kind]) for kind, count in sent.items()]
    return [one.name for some in (queues, bodies) for one in rules.bottlenecks(some, numbers)]


def _rungs(waiting: Mapping[int, datetime], end: datetime) -> dict[int, str]:
    """Return matter → the rung where it lay at the end of the week, by its steps."""
    steps = MatterStep.objects.filter(matter__in=list(waiting), at__lt=end).exclude(to_rung="")
    return dict(steps.order_by("matter_id", "seq").values_list("matter_id", "to_rung"))


def _blind_spots(community: Place, day: date, end: datetime, numbers: Mapping[str, int]) -> list[Found]:
    since = end - timedelta(days=numbers["vacant_days"])
    vacant = Post.objects.filter(
        Q(vacant_until=None) | Q(vacant_until__gt=end),
        community=community,
        kind__in=("unit_leader", "building_leader", "grid_leader"),
        closed_at=None,
        place__closed_on=None,
        vacant_since__lte=since,
    )
    found = [
        Found(rules.BLIND, place, rules.LEAD_DAYS) for place in vacant.values_list("place_id", flat=True)
    ]
    found += [Found(rules.BLIND, place, "quiet") for place in _quiet(community, end, numbers)]
    told = [
        (one.subject, place) for one in _blind.values() for place in _folded(one, community, day, numbers)
    ]
    return found + [Found(rules.BLIND, place, subject) for subject, place in told]


def _folded(told: Blind, community: Place, day: date, numbers: Mapping[str, int]) -> list[int]:
    every = [place.path for place in told.every(community, day)]
    areas = rules.folded(every, [place.path for place in told.look(community, day, numbers)])
    places = Place.objects.filter(path__in=areas, closed_on=None)
    if told.is_guarded:
        places = places.filter(households__gte=rules.LEAST)
    return list(places.order_by("path").values_list("pk", flat=True))


def _quiet(community: Place, end: datetime, numbers: Mapping[str, int]) -> list[int]:
    grids = dict(
        Place.objects.filter(community=community, kind="grid", closed_on=None).values_list("path", "pk")
    )
    since = end - rules.WEEK * numbers["quiet_weeks"]
    reported = Matter.objects.filter(community=community, reported_at__gte=since, reported_at__lt=end)
    counts = Counter(path[:15] for path in reported.values_list("path", flat=True))
    if len(grids) < 2:
        return []
    whole = sum(counts[path] for path in grids)
    return [
        pk
        for path, pk in grids.items()
        if not counts[path] and whole / (len(grids) - 1) >= numbers["neighbours"]
    ]


def _leaks(community: Place, end: datetime, numbers: Mapping[str, int]) -> list[Found]:
    hazards = Matter.objects.filter(community=community, topic=SAFETY, reported_at__lt=end)
    late = hazards.filter(_unanswered(community, end), outward_due_at__lt=end).exclude(
        state=matter_rules.JOINED
    )
    found = [Found(rules.LEAK, place, rules.LATE) for place in late.values_list("place_id", flat=True)]
    steps = MatterStep.objects.filter(matter__in=hazards, step=matter_rules.REOPEN, at__lt=end)
    begin = end - rules.WEEK
    reopened = steps.filter(at__gte=begin).values_list("matter__place_id", flat=True)
    found += [Found(rules.LEAK, place, "reopened") for place in reopened]
    closed = hazards.filter(closed_at__gte=begin - timedelta(days=numbers["again_days"]), closed_at__lt=end)
    last = closed.order_by("closed_at").values_list("place_id", "closed_at")
    ends = {place: at for place, at in last if at is not None}
    fresh = hazards.filter(reported_at__gte=begin, place__in=list(ends)).values_list(
        "place_id", "reported_at"
    )
    return found + [Found(rules.LEAK, place, rules.AGAIN) for place, at in fresh if at > ends[place]]
