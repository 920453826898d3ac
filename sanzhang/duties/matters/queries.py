"""Whose a matter is, who may see it, what waits, and how to tell its story."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Clock, Matter, MatterParty, MatterStep, ReportDraft
from sanzhang.duties.residents import queries as residents
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, next_path
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory.models import Place


def clocks() -> dict[tuple[str, str], rules.Span]:
    """Return (kind, rung) → (amount, unit) as the city has set them."""
    return {
        (kind, rung): (amount, unit)
        for kind, rung, amount, unit in Clock.objects.values_list("kind", "rung", "amount", "unit")
    }


def first_holder(
    place: Place, kind: str, at: datetime, *, parties: set[int], households: Iterable[int] = ()
) -> tuple[str, str]:
    """Return the rung and its area that get a new matter: the lowest manned one that it is not about."""
    shunned = (
        residents.housemates_of(parties, timezone.localdate(at), households=households)
        if parties or households
        else set()
    )
    manned = posts.manned_rungs(place.path, at, excluding=shunned)
    rung = rules.first_rung(manned, start=rules.start_rung(place.kind, kind))
    return rung, manned.get(rung, place.path[:12])


def shunned(matter: Matter, at: datetime) -> set[int]:
    """Return who must not get a matter: reporter, those it is about, and all who live with one of them (R15)."""
    rows = MatterParty.objects.filter(community_id=matter.community_id, matter=matter)
    found = list(rows.values_list("person_id", "household_id"))
    persons = {person for person, _ in found if person} | (
        {matter.reporter_id} if matter.reporter_id else set()
    )
    doors = {door for _, door in found if door}
    return residents.housemates_of(persons, timezone.localdate(at), households=doors)


def manned(matter: Matter, at: datetime) -> dict[str, str]:
    """Return rung → area for each rung above the matter's place held by somebody whom it is not about."""
    return posts.manned_rungs(matter.path, at, excluding=shunned(matter, at))


def _not_party(by: Actor, at: datetime) -> Q:
    """Return the condition that a matter is neither about `by`, nor from `by`, nor about a housemate."""
    if not isinstance(by, Person):
        return Q()
    on = timezone.localdate(at)
    mates = residents.housemates_of([by.pk], on)
    doors = residents.households_of(by.pk, on)
    about = MatterParty.objects.filter(
        Q(person_id__in=mates) | Q(household_id__in=doors),
        community_id=OuterRef("community_id"),
        matter=OuterRef("pk"),
    )
    return (Q(reporter=None) | ~Q(reporter_id__in=mates)) & ~Exists(about)


def visible_to(by: Actor, at: datetime) -> QuerySet[Matter]:
    """Return the matters in the areas of `by`, but for those about `by` or a housemate."""
    areas = permission.areas(by, "matter.look", at=at)
    if not areas:
        return Matter.objects.none()
    return Matter.objects.filter(_in(areas), _not_party(by, at))


def _in(areas: list[str]) -> Q:
    """Return the range of areas; a whole community by its id, which has the better index."""
    if len(areas) == 1 and len(areas[0]) == 12:
        community = Place.objects.filter(path=areas[0]).values_list("id", flat=True).first()
        if community:
            return Q(community_id=community)
    return area_filter(areas)


def waiting_for(by: Actor, at: datetime) -> QuerySet[Matter]:
    """Return what waits for `by` at the posts held now, the most urgent first."""
    mine = Q(pk__in=[])
    for seat in permission.seats_of(by, at):
        if seat.kind in rules.LADDER:
            mine |= Q(rung=seat.kind, rung_path=seat.path)
    found = Matter.objects.filter(mine, _not_party(by, at), state__in=rules.OPEN)
    return found.select_related("place__parent__estate", "place__estate").order_by("due_at", "id")


def listed(by: Actor, at: datetime, filters: dict[str, Any]) -> QuerySet[Matter]:
    """Return visible matters by filters: state (or open, late), rung, kind, topic, area, words; newest first."""
    found = visible_to(by, at)
    state = filters.get("state")
    if state == "open":
        found = found.filter(state__in=rules.OPEN)
    elif state == "late":
        found = found.filter(Q(due_at__lte=at) | Q(outward_due_at__lte=at), state__in=rules.OPEN)
    elif state in rules.STATES:
        found = found.filter(state=state)
    for name in ("rung", "kind", "topic"):
        if value := filters.get(name):
            found = found.filter(**{name: value})
    if area := filters.get("area"):
        found = found.filter(path__gte=area, path__lt=next_path(area))
    for word in str(filters.get("words") or "").split()[:5]:
        found = found.filter(Q(words__contains=word) | Q(spot__contains=word) | Q(reference=word.upper()))
    return found.select_related("place__parent__estate", "place__estate").order_by("-id")


def overdue(at: datetime) -> QuerySet[Matter]:
    """Return the open matters whose rung is late and that have not yet been marked at the top."""
    return Matter.objects.filter(state__in=rules.OPEN, due_at__lte=at, overdue_since=None).order_by(
        "due_at", "id"
    )


def orphans(at: datetime) -> list[Matter]:
    """Return open matters that wait at a post which nobody with live powers holds at `at`."""
    waiting = Matter.objects.filter(state__in=rules.OPEN)
    groups = set(waiting.order_by().values_list("rung", "rung_path").distinct())
    paths = sorted({path for _, path in groups})
    held: set[tuple[str, str]] = set()
    for start in range(0, len(paths), 500):
        running = Tenure.objects.filter(posts.live(at), post__place__path__in=paths[start : start + 500])
        for tenure in running.filter(post__closed_at=None).select_related("person", "post__place"):
            if tenure.person.has_live_powers(at):
                held.add((tenure.post.kind, tenure.post.place.path))
    found: list[Matter] = []
    for rung, path in sorted(groups - held):
        if rung != rules.LADDER[-1]:
            found += waiting.filter(rung=rung, rung_path=path)
    return found


def who(step: MatterStep) -> str:
    """Return who took a step, by post or part: 12栋楼栋长, 反映人, 系统; never a name."""
    if step.post_id and step.post:
        return posts.title_of(step.post)
    if step.step in (rules.CLIMB,) or (step.step == rules.CONFIRM and step.words.startswith("七天")):
        return "系统"
    return "反映人"


def track(matter: Matter) -> list[MatterStep]:
    """Return the steps in order with posts and photos; three queries."""
    found = (
        matter.steps.select_related("post__place__parent").prefetch_related("photos__stored").order_by("seq")
    )
    return list(found)


def by_receipt(receipt: str) -> Matter | None:
    """Return the matter of a receipt."""
    found = Matter.objects.filter(receipt=receipt)
    return found.select_related("place__parent__estate", "place__estate", "community").first()


def holder_words(matter: Matter) -> str:
    """Return who has it, by post: 12栋2单元单元长, 第3网格网格长, 和润街道."""
    place = Place.objects.filter(path=matter.rung_path).select_related("parent").first()
    if place is None:
        return rules.RUNGS[matter.rung]
    if matter.rung == rules.UNIT and place.parent:
        return f"{place.parent.name}{place.name}单元长"
    return (
        place.name
        if matter.rung in (rules.COMMUNITY, rules.STREET)
        else f"{place.name}{rules.RUNGS[matter.rung]}"
    )


def figures(by: Actor, at: datetime) -> dict[str, int]:
    """Return counts by state, and how many are late, in the areas of `by`."""
    found = visible_to(by, at)
    counts = dict(found.order_by().values_list("state").annotate(Count("id")))
    late = found.filter(due_at__lte=at, state__in=rules.OPEN).count()
    return {**{state: counts.get(state, 0) for state in rules.STATES}, "late": late}


def digest(secret: str) -> str:
    """Return what is kept of a draft's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def draft_of(secret: str) -> ReportDraft | None:
    """Return the draft of a browser, if it has one."""
    if not secret:
        return None
    return ReportDraft.objects.filter(secret_digest=digest(secret)).select_related("place").first()
