"""What other programs may read of matters (Open311), and where a point or an address lies."""

import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter, MatterParty, MatterStep
from sanzhang.duties.matters.queries.lists import within_areas
from sanzhang.foundation.exchange.models import ApiKey
from sanzhang.foundation.exchange.rules import READ
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.records.paths import in_area, next_path
from sanzhang.organisation.territory.models import Place

ORIGIN = "open311"
OPENLY_TOPICS = ("environment", "property", "facility", "safety", "culture")  # none that tells of a household
OPEN_STATES = (*rules.OPEN, rules.JOINED)
NEAR, FAR = 200, 2000  # metres: the building itself; the community around
METRES_A_DEGREE = 111_320.0
AGAIN = timedelta(hours=24)
SHOWN = ("filed_as", "community", "place__parent__estate", "place__estate")


def own_reference(key: ApiKey, digest: str, at: datetime) -> str:
    """Return what a report of a key is kept under: key, digest of what was sent, day; 39 signs."""
    return f"{key.code}-{digest[:24]}-{localtime(at):%y%j}"


def sent_before(key: ApiKey, digest: str, community_id: int, at: datetime) -> Matter | None:
    """Return the matter that the same words of the same key made in the last 24 hours."""
    days = [own_reference(key, digest, at - timedelta(days=back)) for back in (0, 1)]
    found = Matter.objects.filter(community_id=community_id, origin=ORIGIN, outside_reference__in=days)
    return found.filter(reported_at__gt=at - AGAIN).first()


def is_own(matter: Matter, key: ApiKey | None) -> bool:
    """Say whether a key reported a matter."""
    return key is not None and matter.origin == ORIGIN and matter.outside_reference.startswith(f"{key.code}-")


def may_read_words(matter: Matter, key: ApiKey | None) -> bool:
    """Say whether the words of a matter may go to the bearer of `key`, once it is readable at all."""
    if key is None:
        return False
    return is_own(matter, key) or (READ in key.reaches and in_area(matter.path, key.area))


def readable(key: ApiKey | None) -> QuerySet[Matter]:
    """Return the matters of which a key, or the public, may know; with a party (R15) or disputed only one's own."""
    found = Matter.objects.filter(parent=None)
    no_party = _of_nobody()
    openly = no_party & Q(topic__in=OPENLY_TOPICS) & ~Q(kind=rules.EMERGENCY)
    if key is None:
        return found.filter(openly)
    mine = Q(origin=ORIGIN, outside_reference__startswith=f"{key.code}-")
    scoped = Q()
    if READ in key.reaches:
        scoped = no_party & Q(path__gte=key.area, path__lt=next_path(key.area))
        return found.filter(openly | scoped | mine)
    return found.filter(openly | mine)


def _of_nobody() -> Q:
    """Return the condition that a matter is about nobody and no dispute."""
    return Q(~Exists(MatterParty.objects.filter(matter=OuterRef("pk"))), ~Q(state=rules.MEDIATED))


def by_ids(key: ApiKey | None, ids: Iterable[int]) -> list[Matter]:
    """Return readable matters by their ids; those that came through Open311 by the public too: state, no word."""
    wanted = list(ids)
    theirs = Matter.objects.filter(pk__in=wanted, origin=ORIGIN)
    if key is None:
        theirs = theirs.filter(_of_nobody())
    else:
        theirs = theirs.filter(Q(outside_reference__startswith=f"{key.code}-") | _of_nobody())
    readables = readable(key).filter(pk__in=wanted)
    pks = {*theirs.values_list("pk", flat=True), *readables.values_list("pk", flat=True)}
    return list(Matter.objects.filter(pk__in=pks).select_related(*SHOWN).order_by("-id"))


def listed(
    key: ApiKey | None,
    *,
    area: str,
    since: datetime,
    until: datetime,
    codes: Iterable[str] = (),
    states: Iterable[str] = (),
) -> QuerySet[Matter]:
    """Return readable matters of an area reported in [since, until), newest first."""
    found = within_areas(readable(key), [area]) if area else readable(key)
    found = found.filter(reported_at__gte=since, reported_at__lt=until)
    if wanted := list(codes):
        found = found.filter(filed_as__code__in=wanted)
    if set(states) == {"open"}:
        found = found.filter(state__in=OPEN_STATES)
    elif set(states) == {"closed"}:
        found = found.exclude(state__in=OPEN_STATES)
    return found.select_related(*SHOWN).order_by("-id")


def last_answers(matters: Iterable[Matter]) -> dict[int, str]:
    """Return matter id → the words of its last answer; one query."""
    ids = [matter.pk for matter in matters]
    steps = MatterStep.objects.filter(matter__in=ids, step=rules.ANSWER).order_by("seq")
    return dict(steps.values_list("matter_id", "words")) if ids else {}


def services() -> QuerySet[Kind]:
    """Return the kinds in use with their questions."""
    return Kind.objects.filter(closed_on=None).prefetch_related("questions").order_by("code")


def service(code: str) -> Kind | None:
    """Return a kind in use by its code."""
    return services().filter(code=code).first()


def jurisdiction(code: str) -> str | None:
    """Return the path of a division code of 4, 6, 9 or 12 digits (zeros behind it do not count); None: unknown."""
    if not code.isascii() or not code.isdigit() or len(code) > 12:
        return None
    heads = [code[:width] for width in (4, 6, 9, 12) if len(code) >= width and not code[width:].strip("0")]
    known = (
        Place.objects.filter(path__in=heads, closed_on=None).order_by("path").values_list("path", flat=True)
    )
    return known.first()


def only_city() -> str | None:
    """Return the one city that lies here, None if there are several."""
    cities = list(Place.objects.filter(kind="city", closed_on=None).values_list("path", flat=True)[:2])
    return cities[0] if len(cities) == 1 else None


def place_at(lon: float, lat: float, *, area: str) -> Place | None:
    """Return the nearest building within 200 m, else the community of the nearest within 2 km, in `area`."""
    buildings = Place.objects.filter(
        kind="building", closed_on=None, path__gte=area, path__lt=next_path(area)
    )
    for reach in (NEAR, FAR):
        down = reach / METRES_A_DEGREE
        across = down / max(math.cos(math.radians(lat)), 0.01)
        around = buildings.filter(
            latitude__range=(lat - down, lat + down), longitude__range=(lon - across, lon + across)
        )
        points = around.values_list("pk", "longitude", "latitude")
        nearest = min(((_metres(lon, lat, x, y), pk) for pk, x, y in points), default=None)
        if nearest and nearest[0] <= reach:
            found = Place.objects.select_related("community", "estate").get(pk=nearest[1])
            return found if reach == NEAR else found.community
    return None


def _metres(lon: float, lat: float, x: float | None, y: float | None) -> float:
    if x is None or y is None:
        return math.inf
    across = (x - lon) * math.cos(math.radians(lat))
    return math.hypot(across, y - lat) * METRES_A_DEGREE


def place_in_words(address: str, *, area: str) -> Place | None:
    """Return the place that an address names: 桐荫家园12栋2单元, its building, or its community.

    A name that several places bear is no answer: the address is read as far as it is sure.
    """
    text = re.sub(r"\s", "", address)
    below = Place.objects.filter(path__gte=area, path__lt=next_path(area), closed_on=None)
    community = _named_in(text, below.filter(kind="community"))
    if community is None and len(area) == 12:
        community = Place.objects.filter(path=area, closed_on=None).first()
    homes = below.filter(community=community) if community else below
    estate = _named_in(text, homes.filter(kind="estate"))
    if estate is None and community is None:
        return None
    named = estate or community
    rest = text.partition(named.name)[2] or text if named else text
    buildings = homes.filter(kind="building")
    building = _named_in(rest, buildings.filter(estate=estate) if estate else buildings)
    if building is None:
        return community or (estate.community if estate else None)
    unit = _named_in(rest.partition(building.name)[2], below.filter(parent=building, kind="unit"))
    return unit or building


def _named_in(text: str, places: QuerySet[Place]) -> Place | None:
    """Return the one place with the longest name in a text, whose name does not go on to the left as a number."""
    best: list[int] = []
    length = 0
    for pk, name in places.values_list("pk", "name"):
        start = text.find(name) if len(name) >= max(length, 1) else -1
        goes_on = start > 0 and name[0].isdigit() and text[start - 1].isdigit()
        if start >= 0 and not goes_on:
            best = [*best, pk] if len(name) == length else [pk]
            length = len(name)
    if len(best) != 1:
        return None
    return Place.objects.select_related("community", "parent", "estate").get(pk=best[0])


def told_of(entry: Entry) -> dict[str, Any] | None:
    """Return what hooks may tell of an entry: number, state, where by community; no word, no name.

    Of matters about somebody nothing is told, but for those that another program reported itself.
    """
    matter = Matter.objects.filter(pk=entry.on_id or 0).select_related("filed_as").first()
    if matter is None or matter.parent_id:
        return None
    is_closed_off = matter.state == rules.MEDIATED or MatterParty.objects.filter(matter=matter).exists()
    if is_closed_off and matter.origin != ORIGIN:
        return None
    kind = matter.filed_as if not is_closed_off else None
    return {
        "service_request_id": str(matter.pk),
        "reference": matter.reference,
        "community": matter.path[:12],
        "service_code": kind.code if kind else "",
        "state": matter.state,
        "state_words": rules.STATES[matter.state],
        "status": status_of(matter),
        "ending": rules.ENDINGS.get(matter.ending, ""),
    }


def status_of(matter: Matter) -> str:
    """Return open or closed, as Open311 knows it: what is answered counts as closed until it is reopened."""
    return "open" if matter.state in OPEN_STATES else "closed"


def area_names(areas: Iterable[str]) -> dict[str, str]:
    """Return path → name with what lies above it, for areas that are there."""
    wanted = set(areas)
    heads = {area[:width] for area in wanted for width in (4, 6, 9, 12) if width <= len(area)}
    names = dict(Place.objects.filter(path__in=heads, closed_on=None).values_list("path", "name"))
    return {
        area: "".join(names.get(area[:width], "") for width in (4, 6, 9, 12) if width <= len(area))
        for area in wanted
        if area in names
    }
