"""Whose a matter is: the lowest manned rung above its place that it is not about (R15, R16)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Clock, Matter, MatterParty
from sanzhang.duties.residents import queries as residents
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.paths import area_filter, in_area, next_path
from sanzhang.foundation.records.statements import Snapshot
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory.models import Place

Group = tuple[str, str]  # rung, area


def _read_clocks() -> dict[tuple[str, str], rules.Span]:
    return {
        (kind, rung): (amount, unit)
        for kind, rung, amount, unit in Clock.objects.values_list("kind", "rung", "amount", "unit")
    }


general_clocks = Snapshot(_read_clocks)


def clocks(filed_as: Kind | None = None) -> dict[tuple[str, str], rules.Span]:
    """Return (kind, rung) → (amount, unit) as the city has set them; a kind of the catalogue has clocks of its own."""
    found = dict(general_clocks())
    for clock in filed_as.clocks.all() if filed_as else ():
        found |= {(kind, clock.rung): (clock.amount, clock.unit) for kind in rules.KINDS}
    return found


def first_holder(
    place: Place,
    kind: str,
    at: datetime,
    *,
    parties: set[int],
    households: Iterable[int] = (),
    start: str = "",
) -> Group:
    """Return the rung and its area that get a new matter: the lowest manned one that it is not about."""
    barred = (
        residents.housemates_of(parties, timezone.localdate(at), households=households)
        if parties or households
        else set()
    )
    held = posts.manned_rungs(place.path, at, excluding=barred)
    rung = rules.first_rung(held, start=rules.start_rung(place.kind, kind, start))
    return rung, held.get(rung, place.path[:12])


def shunned(matter: Matter, at: datetime) -> set[int]:
    """Return who must not get a matter: reporter, those it is about, and all who live with one of them (R15).

    Those of what is joined to it are kept away, too: merging takes no protection from anybody.
    """
    joined = dict(Matter.objects.filter(joined_to=matter).values_list("pk", "reporter_id"))
    ids = [matter.pk, *joined]
    rows = MatterParty.objects.filter(community_id=matter.community_id, matter__in=ids)
    found = list(rows.values_list("person_id", "household_id"))
    persons = {person for person, _ in found if person}
    persons |= {reporter for reporter in (matter.reporter_id, *joined.values()) if reporter}
    doors = {door for _, door in found if door}
    if not persons and not doors:
        return set()
    return residents.housemates_of(persons, timezone.localdate(at), households=doors)


def manned(matter: Matter, at: datetime) -> dict[str, str]:
    """Return rung → area for each rung above the matter's place held by somebody whom it is not about."""
    return posts.manned_rungs(matter.path, at, excluding=shunned(matter, at))


def is_party(by: Actor, at: datetime) -> Q:
    """Return the condition that a matter is from or about `by`, or from or about a housemate."""
    mates, named = _ties(by, at)
    return Q(reporter_id__in=mates) | Q(pk__in=named)


def is_no_party(by: Actor, at: datetime) -> Q:
    """Return the opposite, a row at a time: a sub-query would be a second scan of the table."""
    mates, named = _ties(by, at)
    if not mates:
        return Q()
    condition = Q(reporter=None) | ~Q(reporter_id__in=mates)
    return condition & ~Q(pk__in=named) if named else condition


def residents_ties(by: Actor, at: datetime) -> set[int]:
    """Return `by` with all housemates; nobody for who is no person."""
    if not isinstance(by, Person):
        return set()
    return residents.housemates_of([by.pk], timezone.localdate(at))


def _ties(by: Actor, at: datetime) -> tuple[set[int], list[int]]:
    """Return `by` with housemates, and the matters that name one of them; both are few."""
    if not isinstance(by, Person):
        return set(), []
    on = timezone.localdate(at)
    doors = residents.households_of(by.pk, on)
    mates = {by.pk} | residents.housemates_of([], on, households=doors)
    about = MatterParty.objects.filter(Q(person_id__in=mates) | Q(household_id__in=doors))
    found = set(about.order_by().values_list("matter_id", "matter__joined_to_id"))
    leads = Matter.objects.filter(joined_to__isnull=False, reporter_id__in=mates).order_by()
    named = {one for pair in found for one in pair if one}
    return mates, list(named | set(leads.values_list("joined_to_id", flat=True)))


def astray() -> QuerySet[Matter]:
    """Return open matters whose place has moved and which do not know it yet."""
    return Matter.objects.filter(due_at__isnull=False).exclude(path=F("place__path")).select_related("place")


def orphans(at: datetime) -> list[Matter]:
    """Return open matters at a post that nobody with live powers holds, if there is a rung to move on to."""
    waiting = Matter.objects.filter(due_at__isnull=False)
    groups = set(waiting.order_by().values_list("rung", "rung_path").distinct())
    found: list[Matter] = []
    for rung, path in sorted(groups - _held(groups, at)):
        above = rules.rung_above(rung, posts.manned_rungs(path, at))
        if above or rules.LADDER.index(rung) < rules.LADDER.index(rules.COMMUNITY):
            found += waiting.filter(rung=rung, rung_path=path)
    return found


def _held(groups: set[Group], at: datetime) -> set[Group]:
    paths = sorted({path for _, path in groups})
    held: set[Group] = set()
    for start in range(0, len(paths), 500):
        running = Tenure.objects.filter(posts.live(at), post__place__path__in=paths[start : start + 500])
        held |= _powers(running, at)
    return held


def _powers(tenures: QuerySet[Tenure], at: datetime) -> set[Group]:
    found = tenures.filter(post__closed_at=None).select_related("person", "post__place")
    return {
        (tenure.post.kind, tenure.post.place.path) for tenure in found if tenure.person.has_live_powers(at)
    }


def orphan_ids_for(seat: Seat, at: datetime, *, most: int = 500) -> list[int]:
    """Return open matters of lower rungs that are this seat's now, since no rung between is held.

    The clock moves them within a minute; the desk shows them at once.
    """
    index = rules.LADDER.index(seat.kind)
    if not index:
        return []
    below = rules.LADDER[index - 1]
    running = Tenure.objects.filter(posts.live(at), area_filter([seat.path], "post__place__path"))
    held = {path for _, path in _powers(running.filter(post__kind=below), at)}
    waiting = Matter.objects.filter(
        due_at__isnull=False,
        rung__in=rules.LADDER[:index],
        rung_path__gte=seat.path,
        rung_path__lt=next_path(seat.path),
    )
    if held:
        waiting = waiting.exclude(area_filter(held, "rung_path"))
    rows = list(waiting.order_by("id").values_list("id", "rung", "rung_path")[:most])
    groups = {(rung, path) for _, rung, path in rows}
    orphaned = {
        (rung, path)
        for rung, path in groups - _held(groups, at)
        if rules.rung_above(rung, posts.manned_rungs(path, at)) == seat.kind
    }
    return [pk for pk, rung, path in rows if (rung, path) in orphaned]


def overdue(at: datetime) -> QuerySet[Matter]:
    """Return the open matters whose rung is late and that have not yet been marked at the top."""
    late = Matter.objects.filter(due_at__isnull=False, due_at__lte=at, overdue_since=None)
    return late.order_by("due_at", "id")


def stuck_below(path: str) -> QuerySet[Matter]:
    """Return the open matters that are late with nobody above, for whom a seat at `path` may help."""
    late = Matter.objects.filter(due_at__isnull=False).exclude(overdue_since=None)
    return late.filter(area_filter([path])).order_by("due_at", "id")


def to_step_aside(persons: Iterable[int], at: datetime) -> list[Matter]:
    """Return open matters that wait at a post of one of `persons` and are from or about them or a housemate."""
    found: dict[int, Matter] = {}
    for person in Person.objects.filter(pk__in=residents.housemates_of(persons, timezone.localdate(at))):
        mine = Q(pk__in=[])
        for seat in permission.seats_of(person, at):
            if seat.kind in rules.LADDER:
                mine |= Q(rung=seat.kind, rung_path=seat.path)
        waiting = Matter.objects.filter(mine, is_party(person, at), due_at__isnull=False)
        found |= {matter.pk: matter for matter in waiting}
    return [matter for matter in found.values() if not _has_holder(matter, at)]


def _has_holder(matter: Matter, at: datetime) -> bool:
    area = manned(matter, at).get(matter.rung)
    return area is not None and in_area(area, matter.rung_path)
