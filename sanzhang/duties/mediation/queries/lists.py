"""What somebody sees without opening anything: what waits, how many; the desk and the year."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.models import Dispute, FollowUp, Sitting
from sanzhang.duties.mediation.queries.access import mediated_by, own_parts
from sanzhang.duties.mediation.queries.state import may_take
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter, in_area
from sanzhang.organisation.posts.queries import Opening
from sanzhang.organisation.posts.rules import Coming
from sanzhang.organisation.territory.models import Place

URL = "/mediation/"


@dataclass(frozen=True)
class Waiting:
    """A dispute as a level may know it: kind, level, how long; no word, no name, no door."""

    pk: int
    kind: str
    level: str
    told_at: datetime
    scale: str = ""


def _line(one: Dispute) -> Waiting:
    return Waiting(
        one.pk, one.get_kind_display(), rules.RUNGS[one.rung], one.told_at, one.get_scale_display()
    )


def waiting_for(by: Actor, at: datetime) -> list[Waiting]:
    """Return what waits for `by` to take it."""
    return [_line(one) for one in _waiting(by, at)]


def _waiting(by: Actor, at: datetime) -> list[Dispute]:
    seats = [seat for seat in permission.seats_of(by, at) if seat.kind in rules.LADDER]
    if not seats:
        return []
    areas = area_filter([seat.path for seat in seats], "place__path")
    kinds = [seat.kind for seat in seats]
    found = Dispute.objects.filter(areas, state=rules.TOLD, rung__in=kinds).select_related("place")
    return [one for one in found.order_by("told_at")[:50] if may_take(one, by, at)]


def reassignable(by: Actor, at: datetime) -> list[Waiting]:
    """Return what the levels below have, of which `by` can only say that somebody else should mediate."""
    seats = [seat for seat in permission.seats_of(by, at) if seat.kind in rules.LADDER[1:]]
    if not seats:
        return []
    own = set(own_parts(by).values_list("dispute_id", flat=True))
    areas = area_filter([seat.path for seat in seats], "place__path")
    live = Dispute.objects.filter(areas, state__in=(rules.TOLD, rules.ASKING, rules.OPEN))
    found = live.exclude(pk__in=own).select_related("place").order_by("told_at")[:100]
    return [
        _line(one)
        for one in found
        if any(
            in_area(one.place.path, seat.path)
            and rules.LADDER.index(seat.kind) > rules.LADDER.index(one.rung)
            for seat in seats
        )
    ]


def counts_of(by: Actor, at: datetime) -> dict[str, int]:
    """Return state → how many in the own areas; nothing else of them."""
    areas = permission.areas(by, "dispute.list", at=at)
    if not areas:
        return {}
    found = Dispute.objects.filter(area_filter(areas, "place__path"), state__in=rules.ALIVE)
    counted = dict(found.order_by().values_list("state").annotate(Count("id")))
    return {rules.STATES[state]: counted.get(state, 0) for state in rules.ALIVE}


def to_do(person: Actor, at: datetime) -> list[Coming]:
    """Return what waits for a person: to take, to answer as a party, sittings and follow-ups due."""
    today = timezone.localdate(at)
    found = [
        Coming(timezone.localdate(one.told_at), "调解", "有一件纠纷等您接", f"{URL}{one.pk}/take/")
        for one in _waiting(person, at)[:4]
    ]
    own = own_parts(person).filter(dispute__state__in=(rules.ASKING, rules.MOVING))
    found += [Coming(today, "调解", "有一件调解等您答复", f"{URL}own/{one.pk}/") for one in own[:4]]
    return found + [one for one in coming(person, at, days=7) if one.on <= today + timedelta(days=7)]


def coming(person: Actor, at: datetime, *, days: int = 366) -> list[Coming]:
    """Return sittings and follow-ups of a mediator, and sittings of a party, without a word of what about."""
    last = timezone.localdate(at) + timedelta(days=days)
    mine = mediated_by(person, at).values("pk")
    parts = dict(own_parts(person).values_list("dispute_id", "pk"))
    sittings = Sitting.objects.filter(state=rules.PLANNED, starts_at__lte=at + timedelta(days=days))
    found = [
        Coming(
            timezone.localdate(one.starts_at), "调解", "调解会", f"{URL}{one.dispute_id}/", one.starts_at < at
        )
        for one in sittings.filter(dispute__in=mine)
    ]
    found += [
        Coming(timezone.localdate(one.starts_at), "调解", "调解会", f"{URL}own/{parts[one.dispute_id]}/")
        for one in sittings.filter(dispute__in=list(parts), starts_at__gte=at)
    ]
    follow_ups = FollowUp.objects.filter(dispute__in=mine, done_at=None, due_on__lte=last)
    found += [
        Coming(one.due_on, "调解", "回访", f"{URL}{one.dispute_id}/", one.due_on < timezone.localdate(at))
        for one in follow_ups
    ]
    return sorted(found, key=lambda one: one.on)


def openings(place: Place, at: datetime) -> list[Opening]:
    """Return the way from a unit's public page."""
    if place.kind != "unit":
        return []
    return [Opening("邻里有矛盾,可以申请调解", f"{URL}tell/{place.token}/")]
