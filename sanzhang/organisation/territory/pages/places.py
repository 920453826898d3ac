"""The tree, a place, a building's stairs and doors, the map, history."""

from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from sanzhang.foundation import permission
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries, rules
from sanzhang.organisation.territory.models import KINDS, Place

COUNTED = {
    "street": "个街道",
    "community": "个社区",
    "grid": "个网格",
    "building": "栋楼",
    "unit": "个单元",
}
FOUND_A_PAGE = 50
COLUMNS: list[downloads.Column] = [
    ("名称", queries.full_name),
    ("类别", lambda place: place.get_kind_display()),
    ("代码", lambda place: place.code),
    ("户数", lambda place: place.households),
]
NOON = time(12)


def seen_place(request: Any, place_id: int) -> Place:
    """Return a place of the visitor's area; anything else is not there."""
    found = queries.visible_to(request.user, request.at).select_related(
        "parent__estate", "community", "estate"
    )
    return get_object_or_404(found, pk=place_id)


def crumbs_to(request: Any, place: Place, *, here: str = "") -> list[tuple[str, str]]:
    """Return the way from the top of one's area to a place, and to the page `here` below it."""
    above = [one.pk for one in queries.ancestors(place)]
    seen = queries.visible_to(request.user, request.at).filter(pk__in=above).order_by("path")
    way = [(one.name, f"/territory/{one.pk}/") for one in seen]
    if here:
        return [*way, (place.name, f"/territory/{place.pk}/"), (here, "")]
    return [*way, (place.name, "")]


@page("territory.look")
def territory(request: Any) -> HttpResponse:
    """Show where one's areas begin, or what a search finds."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    if words:
        found = queries.search(request.user, words, request.at)
        if downloads.is_wanted(request):
            return downloads.handed_out("辖区", COLUMNS, found, at=request.at)
        shown = Paginator(found, FOUND_A_PAGE).get_page(request.GET.get("page"))
        context = {"page": shown, "words": words, "query": urlencode({"q": words})}
        return render(request, "territory/found.html", context)
    roots = queries.roots(request.user, request.at)
    if len(roots) == 1:
        return redirect("place", place_id=roots[0].pk)
    sums = queries.households_in([one for one in roots if one.community_id is None])
    rows = [(one, sums.get(one.path, one.households)) for one in roots]
    return render(request, "territory/roots.html", {"rows": rows})


@page("territory.look")
def place(request: Any, place_id: int) -> HttpResponse:
    """Show a place: what lies below with counts and vacancies, or for a building its stairs and doors."""
    shown = seen_place(request, place_id)
    context = {
        "place": shown,
        "full_name": queries.full_name(shown),
        "kind": KINDS[shown.kind],
        "crumbs": crumbs_to(request, shown),
        "may_edit": permission.may(request.user, "territory.edit", shown, at=request.at),
        "may_import": permission.may(request.user, "territory.import_buildings", shown, at=request.at),
        "may_divide": shown.kind == "community"
        and permission.may(request.user, "division.look", shown, at=request.at),
        "leaders": queries.leaders_of(shown, request.at)
        if shown.kind in ("grid", "building", "unit")
        else [],
        "addable": addable(shown),
        "households": queries.households_in([shown]).get(shown.path, shown.households),
    }
    if shown.kind in ("building", "unit"):
        return _building(request, shown, context)
    context |= _below(request, shown)
    return render(request, "territory/place.html", context)


def addable(place: Place) -> list[tuple[str, str]]:
    """Return the kinds that a community worker may add below a place, with their names."""
    kinds = {"community": ("grid", "estate"), "grid": ("building",), "building": ("unit",)}
    return [(kind, KINDS[kind]) for kind in kinds.get(place.kind, ())]


def _building(request: Any, shown: Place, context: dict[str, Any]) -> HttpResponse:
    building = shown if shown.kind == "building" else shown.parent
    assert building is not None  # noqa: S101 — a unit lies in a building
    stairs = [one for one in queries.stairs(building) if shown.kind == "building" or one.unit.pk == shown.pk]
    context |= {
        "building": building,
        "stairs": stairs,
        "profile": queries.profile_of(building, timezone.localdate(request.at)),
        "may_note": permission.may(request.user, "territory.note_profile", building, at=request.at),
    }
    return render(request, "territory/building.html", context)


def _below(request: Any, shown: Place) -> dict[str, Any]:
    branches = queries.branches(shown, request.at)
    return {
        "branches": branches,
        "counted": COUNTED,
        "posts": sum(branch.posts for branch in branches),
        "vacant": sum(branch.vacant for branch in branches),
        "has_map": shown.kind in ("community", "grid"),
        "notes": queries.notes_of(shown, request.user, request.at),
        "estates": queries.estates(shown) if shown.kind == "community" else [],
    }


@page("territory.look")
def branches(request: Any, place_id: int) -> HttpResponse:
    """Show the lines below a place, for a branch of the tree that is opened; without scripts, its own page."""
    if not request.htmx:
        return redirect("place", place_id=place_id)
    shown = seen_place(request, place_id)
    return render(request, "territory/parts/branches.html", {"place": shown, **_below(request, shown)})


@page("territory.look")
def history(request: Any, place_id: int) -> HttpResponse:
    """Show what a place was called and where it belonged, who was responsible on a day, and what lay below it."""
    shown = seen_place(request, place_id)
    today = timezone.localdate(request.at)
    day, wrong = _day(request.GET.get("on", ""), today)
    noon = timezone.make_aware(datetime.combine(day, NOON)) if day != today else request.at
    context = {
        "place": shown,
        "full_name": queries.full_name(shown),
        "crumbs": crumbs_to(request, shown, here="沿革"),
        "edges": queries.history(shown),
        "day": day,
        "wrong": wrong,
        "chain": queries.chain_on(shown, noon, day),
        "then": queries.children_on(shown, day),
        "below": KINDS.get(rules.BELOW.get(shown.kind, ""), ""),
    }
    return render(request, "territory/history.html", context, status=422 if wrong else 200)


def _day(text: str, today: date) -> tuple[date, str]:
    if not text:
        return today, ""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1949 <= day.year <= today.year + 1:
        return today, "日期要写成 2026-05-01 这样,年份从 1949 年到明年。"
    return day, ""


@page("territory.look")
def map_page(request: Any, place_id: int) -> HttpResponse:
    """Show the buildings of a community or grid on a map, and the same as a list under it."""
    shown = seen_place(request, place_id)
    buildings = queries.on_map(shown)
    grids: dict[tuple[int, str], list[Place]] = {}
    for one in buildings:
        if one.parent:
            grids.setdefault((one.parent.number, one.parent.name), []).append(one)
    context = {
        "place": shown,
        "crumbs": crumbs_to(request, shown, here="地图"),
        "buildings": buildings,
        "grids": [(number, name, number % 6, ones) for (number, name), ones in sorted(grids.items())],
        "tiles": settings.MAP_TILES,
    }
    return render(request, "territory/map.html", context)


@page("territory.look")
def map_data(request: Any, place_id: int) -> HttpResponse:
    """Return the buildings of a place as GeoJSON, for the map."""
    features = [_feature(one) for one in queries.on_map(seen_place(request, place_id))]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _feature(building: Place) -> dict[str, Any]:
    shape = (
        {"type": "Polygon", "coordinates": [building.outline]}
        if building.outline
        else {"type": "Point", "coordinates": [building.longitude, building.latitude]}
    )
    properties = {
        "name": queries.full_name(building),
        "households": building.households,
        "grid": building.parent.name if building.parent else "",
        "number": building.parent.number if building.parent else 0,
        "url": f"/territory/{building.pk}/",
    }
    return {"type": "Feature", "geometry": shape, "properties": properties}
