"""What somebody may see of matters: lists, desks, counts; a party sees nothing through a seat (R6, R7, R15)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter, MatterPhoto
from sanzhang.duties.matters.queries.holders import is_no_party, orphan_ids_for
from sanzhang.foundation import permission
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.grams import asked
from sanzhang.foundation.records.ids import read_code
from sanzhang.foundation.records.paths import area_filter, next_path, widest
from sanzhang.organisation.territory.models import Place

BUILDING_WIDTH, REFERENCE, WORDS_ASKED = 20, 8, 60
READ = 10_000  # how many of the newest are read for words one by one
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
    return within_areas(Matter.objects.all(), areas).filter(is_no_party(by, at))


def within_areas(found: QuerySet[Matter], areas: Iterable[str]) -> QuerySet[Matter]:
    """Narrow to areas: a community and what lies below by its id, with which the indexes begin.

    What is wider is compared row by row (`wide` hides the column from the indexes): the newest of a street or
    district come fastest by walking down the ids, while a range would have to be sorted as a whole.
    """
    areas = widest(areas)
    if "" in areas:
        return found
    communities = {area[:12] for area in areas if len(area) >= 12}
    ids = dict(Place.objects.filter(path__in=communities).values_list("path", "id")) if communities else {}
    condition = Q(pk__in=[])
    for area in areas:
        community = Q(community_id=ids.get(area[:12], 0))
        if len(area) < 12:
            condition |= Q(wide__gte=area, wide__lt=next_path(area))
        elif len(area) == 12:
            condition |= community
        else:
            condition |= community & Q(path__gte=area, path__lt=next_path(area))
    if any(len(area) < 12 for area in areas):
        found = found.alias(wide=Concat("path", Value("")))
    return found.filter(condition)


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
    found = Matter.objects.filter(mine, is_no_party(by, at), due_at__isnull=False)
    return found.select_related(*LINE).order_by("due_at", "id")


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
        found = within_areas(found, [str(area)])
    if words := str(filters.get("words") or "").strip():
        found = found.filter(_says(words))
    if before := filters.get("before"):
        found = found.filter(pk__lt=before)
    return found.select_related(*LINE).order_by("-id")


def _says(words: str, how: str = "says") -> Q:
    """Return the condition that a matter says `words`, or that they are its number however it was typed."""
    words = words[:WORDS_ASKED]
    said = Q(**{f"grams__{how}": words}) if asked(words) else Q(pk__in=[])
    return said | Q(reference=read_code(words)) if len(read_code(words)) == REFERENCE else said


def newest(by: Actor, at: datetime, filters: dict[str, Any], most: int) -> list[Matter]:
    """Return the first `most` of what is `listed`: their ids first, so that whole rows are never sorted.

    Common words are found by reading the newest rows, rare ones by the index, from which all of them are sorted.
    """
    words = str(filters.get("words") or "").strip()
    if not words:
        return _rows(_ids(listed(by, at, filters)[:most]))
    around = listed(by, at, {name: value for name, value in filters.items() if name != "words"})
    near = _ids(around.filter(_says(words, "reads"), pk__gte=_floor(filters.get("before")))[:most])
    if len(near) < most:
        whole = (F("pk") + Value(0)).desc()  # no index of ids: walking down it would read all for a rare word
        near = _ids(listed(by, at, filters).order_by(whole)[:most])
    return _rows(near)


def _floor(before: int | None) -> int:
    """Return the id from which on the newest (before `before`) are read one by one; 0: so few that all are."""
    found = Matter.objects.filter(pk__lt=before) if before else Matter.objects.all()
    return found.order_by("-id").values_list("pk", flat=True)[READ : READ + 1].first() or 0


def _ids(found: QuerySet[Matter]) -> list[int]:
    return list(found.values_list("pk", flat=True))


def _rows(ids: list[int]) -> list[Matter]:
    return list(Matter.objects.filter(pk__in=ids).select_related(*LINE).order_by("-id"))


def _by_state(found: QuerySet[Matter], state: str, at: datetime) -> QuerySet[Matter]:
    if state == "open":
        return found.filter(due_at__isnull=False)
    if state == "late":
        return found.filter(Q(due_at__lte=at) | Q(outward_due_at__lte=at), due_at__isnull=False)
    if state in rules.OPEN:
        found = found.filter(due_at__isnull=False)  # few: they have an index of their own
    return found.filter(state=state) if state in rules.STATES else found


def areas_below(seats: Iterable[Seat]) -> list[Place]:
    """Return the places right below the areas of `seats`, to narrow a list."""
    areas = {seat.path for seat in seats if seat.kind in permission.table.TABLE["matter.look"].seats}
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
    waiting = found.filter(due_at__isnull=False).order_by()
    counted = waiting.aggregate(
        waiting=Count("id", filter=Q(state=rules.WAITING)),
        accepted=Count("id", filter=Q(state=rules.ACCEPTED)),
        late=Count("id", filter=Q(due_at__lte=at)),
    )
    counted[rules.ANSWERED] = found.filter(answered_at__isnull=False, closed_at=None).count()
    if since:
        ended = found.filter(closed_at__gte=at - since).order_by()
        by_end = dict(ended.values_list("state").annotate(Count("id")))
        counted |= {state: by_end.get(state, 0) for state in rules.FINAL}
    return counted


def counted_by_building(community: Place, *, since: datetime, until: datetime) -> dict[int, int]:
    """Return building id → how many matters were reported from it in [since, until), where it lies today."""
    buildings = Place.objects.filter(community=community, kind="building", closed_on=None)
    found = Matter.objects.filter(community=community, reported_at__gte=since, reported_at__lt=until)
    head = Substr("path", 1, BUILDING_WIDTH)
    counts = dict(found.order_by().values_list(head).annotate(Count("id")))
    return {pk: counts.get(path, 0) for pk, path in buildings.values_list("pk", "path")}
