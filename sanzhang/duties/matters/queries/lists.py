"""What somebody may see of matters: lists, desks, counts; a party sees nothing through a seat (R6, R7, R15)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter, MatterPhoto
from sanzhang.duties.matters.queries.holders import is_party, orphan_ids_for
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.ids import read_code
from sanzhang.foundation.records.paths import area_filter, next_path, widest
from sanzhang.organisation.territory.models import Place

LINE = ("place__parent__estate", "place__estate")  # what a line of a list needs


def visible_to(by: Actor, at: datetime) -> QuerySet[Matter]:
    """Return the matters in the areas of `by`, but for those from or about `by` or a housemate."""
    return _seen(by, at, permission.areas(by, "matter.look", at=at))


def exportable(by: Actor, at: datetime) -> QuerySet[Matter]:
    """Return the matters that `by` may take out as a table."""
    return _seen(by, at, permission.areas(by, "matter.export", at=at))


def _seen(by: Actor, at: datetime, areas: list[str]) -> QuerySet[Matter]:
    if not areas:
        return Matter.objects.none()
    # Not `exclude`: it would wrap the nullable reporter in a sub-query.
    party = is_party(by, at)
    return Matter.objects.filter(_in(areas)).exclude(pk__in=Matter.objects.filter(party).values("pk"))


def _in(areas: Iterable[str]) -> Q:
    """Return the range of areas, with the community's id in front: the indexes begin with it."""
    areas = widest(areas)
    communities = {area[:12] for area in areas if len(area) >= 12}
    ids = dict(Place.objects.filter(path__in=communities).values_list("path", "id")) if communities else {}
    condition = Q(pk__in=[])
    for area in areas:
        if area[:12] not in ids:
            condition |= area_filter([area])
            if not area:
                return Q()
        elif len(area) == 12:
            condition |= Q(community_id=ids[area])
        else:
            condition |= Q(community_id=ids[area[:12]], path__gte=area, path__lt=next_path(area))
    return condition


def visible_photo(by: Actor, photo_id: int, at: datetime) -> MatterPhoto | None:
    """Return a photo if one may see its matter."""
    photo = MatterPhoto.objects.filter(pk=photo_id).select_related("stored").first()
    if photo is None or not visible_to(by, at).filter(pk=photo.matter_id).exists():
        return None
    return photo


def waiting_for(by: Actor, at: datetime) -> QuerySet[Matter]:
    """Return what waits for `by` at the posts held now, the most urgent first; what climbs past a vacancy too."""
    mine = Q(pk__in=[])
    for seat in permission.seats_of(by, at):
        if seat.kind in rules.LADDER:
            mine |= Q(rung=seat.kind, rung_path=seat.path)
            if orphaned := orphan_ids_for(seat, at):
                mine |= Q(pk__in=orphaned)
    found = Matter.objects.filter(mine, due_at__isnull=False)
    barred = list(found.filter(is_party(by, at)).values_list("pk", flat=True))
    return found.exclude(pk__in=barred).select_related(*LINE).order_by("due_at", "id")


def counts(by: Actor, at: datetime) -> dict[str, int]:
    """Return how many wait for `by`, how many of these are late, and what was answered and not yet confirmed."""
    waiting = waiting_for(by, at).order_by()
    return {
        "waiting": waiting.count(),
        "late": waiting.filter(due_at__lte=at).count(),
        "unconfirmed": visible_to(by, at).filter(answered_at__isnull=False, closed_at=None).count(),
    }


def listed(
    by: Actor, at: datetime, filters: dict[str, Any], *, within: QuerySet[Matter] | None = None
) -> QuerySet[Matter]:
    """Return visible matters by filters: state (or open, late), rung, kind, topic, area, words; newest first.

    `before`: an id; only older ones. `within`: a narrower scope than all one may see.
    """
    found = _by_state(visible_to(by, at) if within is None else within, str(filters.get("state") or ""), at)
    for name in ("rung", "kind", "topic"):
        if value := filters.get(name):
            found = found.filter(**{name: value})
    if area := filters.get("area"):
        found = found.filter(path__gte=area, path__lt=next_path(area))
    for word in str(filters.get("words") or "").split()[:5]:
        found = found.filter(
            Q(words__icontains=word) | Q(spot__icontains=word) | Q(reference=read_code(word))
        )
    if before := filters.get("before"):
        found = found.filter(pk__lt=before)
    return found.select_related(*LINE).order_by("-id")


def _by_state(found: QuerySet[Matter], state: str, at: datetime) -> QuerySet[Matter]:
    if state == "open":
        return found.filter(due_at__isnull=False)
    if state == "late":
        return found.filter(Q(due_at__lte=at) | Q(outward_due_at__lte=at), due_at__isnull=False)
    return found.filter(state=state) if state in rules.STATES else found


def areas_below(by: Actor, at: datetime) -> list[Place]:
    """Return the places right below the areas of `by`, to narrow a list."""
    areas = [area for area in permission.areas(by, "matter.look", at=at) if area]
    found = Place.objects.filter(parent__path__in=areas, closed_on=None).exclude(kind="estate")
    return list(found.select_related("parent", "estate").order_by("path")[:300])


def places_for(by: Actor, at: datetime) -> QuerySet[Place]:
    """Return the places for which `by` may report in somebody's name, widest first."""
    areas = permission.areas(by, "matter.report_for", at=at)
    kinds = ("community", "grid", "building", "unit")
    found = Place.objects.filter(area_filter(areas), kind__in=kinds, closed_on=None)
    return found.select_related("parent__estate", "estate").order_by("path")


def figures(by: Actor, at: datetime, *, since: timedelta | None = None) -> dict[str, int]:
    """Return counts in the areas of `by`: open ones by state, late, answered; `since`: closed within that time."""
    found = visible_to(by, at)
    waiting = found.filter(due_at__isnull=False)
    by_state = dict(waiting.order_by().values_list("state").annotate(Count("id")))
    counted = {state: by_state.get(state, 0) for state in rules.OPEN}
    counted["late"] = waiting.filter(due_at__lte=at).count()
    counted[rules.ANSWERED] = found.filter(answered_at__isnull=False, closed_at=None).count()
    if since:
        ended = found.filter(closed_at__gte=at - since).order_by()
        by_end = dict(ended.values_list("state").annotate(Count("id")))
        counted |= {state: by_end.get(state, 0) for state in rules.FINAL}
    return counted
