"""Faces of many plaques in a handful of queries; what changed; what hangs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from sanzhang.foundation import permission
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.plaques import rules
from sanzhang.mechanisms.plaques.models import Hanging, Print, PrintRun
from sanzhang.organisation.division.queries import BuildingMove
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory.models import Place

WIDTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15, "building": 20}
POSTS = {"grid": ("grid_leader", 15), "building": ("building_leader", 20), "unit": ("unit_leader", 22)}
SHOWN = {"grid": ("grid",), "building": ("grid", "building"), "unit": ("grid", "building", "unit")}
ASK_INSTEAD = {"grid": "有事请找社区", "building": "有事请先找网格长", "unit": "有事请先找楼栋长"}


@dataclass(frozen=True)
class State:
    """One place in the list: its face now, what changed since the last print, since when it hangs."""

    place: Place
    face: rules.Face
    said: dict[str, str]
    changed: list[str]
    printed_at: datetime | None
    hanging: Hanging | None


def places_with_plaques(area: str, kinds: Iterable[str] = ("grid", "building", "unit")) -> list[Place]:
    """Return the open grids, buildings and units of an area, in walking order."""
    found = Place.objects.filter(area_filter([area]), kind__in=list(kinds), closed_on=None)
    return list(found.select_related("estate").order_by("path"))


def faces_of(places: list[Place], at: datetime) -> dict[int, rules.Face]:
    """Return what the plaque of each place says at `at`; four queries, however many places."""
    if not places:
        return {}
    above = _places_above(places)
    holders = _holders(places, at)
    consents = people.consents_of_many({tenure.person_id for tenure in holders.values()})
    return {place.id: _face(place, above, holders, consents) for place in places}


def _places_above(places: list[Place]) -> dict[str, Place]:
    paths = {place.path[:width] for place in places for width in WIDTHS.values() if width <= len(place.path)}
    return {place.path: place for place in Place.objects.filter(path__in=paths)}


def _holders(places: list[Place], at: datetime) -> dict[tuple[str, str], Tenure]:
    communities = {place.community_id for place in places}
    held = Tenure.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        community_id__in=communities,
        post__kind__in=[kind for kind, _ in POSTS.values()],
        starts_at__lte=at,
        post__closed_at=None,
    ).select_related("person", "post__place")
    return {(tenure.post.kind, tenure.post.place.path): tenure for tenure in held}


def _face(
    place: Place,
    above: dict[str, Place],
    holders: dict[tuple[str, str], Tenure],
    consents: dict[int, set[str]],
) -> rules.Face:
    names = {kind: above.get(place.path[:width]) for kind, width in WIDTHS.items() if width < len(place.path)}
    community, grid, building = names["community"], names.get("grid"), names.get("building")
    assert community is not None  # noqa: S101 — a plaque hangs below a community
    duty_phone = community.duty_phone
    lines = tuple(_line(kind, place.path, holders, consents, duty_phone) for kind in SHOWN[place.kind])
    over = [above[place.path[:width]].name for width in (4, 6, 9, 12) if place.path[:width] in above]
    area = place.name if place.kind != "unit" or building is None else f"{building.name} {place.name}"
    estate = place.estate or (building.estate if building else None)
    if estate and estate.name not in area:
        area = f"{estate.name} {area}"
    return rules.Face(
        noun=rules.NOUNS[place.kind],
        community=" · ".join(over),
        heading="三长公示牌" if place.kind == "unit" else f"{rules.NOUNS[place.kind]}公示牌",
        area=area,
        address=place.address or (building.address if building else ""),
        households=place.households,
        grid=(grid or place).name,
        lines=lines,
        link=f"{settings.PUBLIC_URL}/u/{place.token}",
        code=place.code,
    )


def _line(
    kind: str,
    path: str,
    holders: dict[tuple[str, str], Tenure],
    consents: dict[int, set[str]],
    duty_phone: str,
) -> rules.Line:
    post_kind, width = POSTS[kind]
    tenure = holders.get((post_kind, path[:width]))
    given = consents.get(tenure.person_id, set()) if tenure else set()
    return rules.line_of(
        post_kind,
        # an unconsented name is not even decrypted
        name=None if tenure is None else tenure.person.name if "plaque.name" in given else "",
        phone=tenure.person.phone if tenure and "plaque.phone" in given else "",
        consents=given,
        acting=bool(tenure and tenure.is_acting),
        duty_phone=duty_phone,
        below=ASK_INSTEAD[kind],
    )


def fingerprints(face: rules.Face) -> dict[str, str]:
    """Return the keyed fingerprints of a face, as kept in `Print.said`."""
    return rules.prints_of(face, lambda words: blind_index(words, "plaque"))


def states_of(places: list[Place], at: datetime) -> list[State]:
    """Return each place with its face, what changed since the last print, and whether it hangs."""
    faces, ids = faces_of(places, at), [place.id for place in places]
    communities = {place.community_id for place in places}
    printed: dict[int, Print] = {}
    for one in Print.objects.filter(community_id__in=communities, place_id__in=ids).order_by("id"):
        printed[one.place_id] = one
    hanging = {
        one.place_id: one
        for one in Hanging.objects.filter(community_id__in=communities, place_id__in=ids, taken_down_at=None)
    }
    return [_state(place, faces[place.id], printed.get(place.id), hanging.get(place.id)) for place in places]


def _state(place: Place, face: rules.Face, printed: Print | None, hanging: Hanging | None) -> State:
    said = fingerprints(face)
    changed = rules.changed(said, printed.said if printed else None)
    return State(place, face, said, changed, printed.printed_at if printed else None, hanging)


def areas_with_plaques(by: Actor, at: datetime) -> list[str]:
    """Return the paths in which `by` looks after plaques."""
    return permission.areas(by, "plaque.look", at=at)


def visible_places(by: Actor, at: datetime) -> "list[Place]":
    """Return the communities, or for a leader the own area, where `by` looks after plaques."""
    areas = areas_with_plaques(by, at)
    found = Place.objects.filter(area_filter(areas), kind="community", closed_on=None).order_by("path")
    return list(found[:200]) or list(Place.objects.filter(path__in=areas).order_by("path"))


def runs_of(by: Actor, at: datetime) -> "list[PrintRun]":
    """Return the latest print runs in the areas where `by` prints."""
    areas = permission.areas(by, "plaque.print", at=at)
    found = PrintRun.objects.filter(area_filter(areas, "place__path")).select_related("place", "stored")
    return list(found.order_by("-id")[:20])


def to_reprint(community: Place, moves: Sequence[BuildingMove], at: datetime) -> int:
    """Return how many printed plaques say something else once these buildings lie in another grid."""
    buildings = [move.building.pk for move in moves]
    grids = {move.before.pk for move in moves if move.before} | {
        move.after.keeps_id for move in moves if move.after.keeps_id
    }
    changed = Q(place__in=[*buildings, *grids]) | Q(place__parent__in=buildings, place__kind="unit")
    printed = Print.objects.filter(changed, community=community, printed_at__lte=at, place__closed_on=None)
    return printed.values("place").distinct().count()
