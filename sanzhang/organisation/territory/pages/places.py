"""Pages of the territory: the tree, a place, a building's stairs and doors, the map, history."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.workbooks import XLSX, Table, write_workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import actions, queries
from sanzhang.organisation.territory.forms import MoveForm, NameForm
from sanzhang.organisation.territory.models import KINDS, Place

UNITS = {"grid": "个网格", "building": "栋楼", "unit": "个单元"}


def _place(request: Any, place_id: int) -> Place:
    found = queries.visible_to(request.user, request.at).select_related(
        "parent__estate", "community", "estate"
    )
    return get_object_or_404(found, pk=place_id)


def _crumbs(request: Any, place: Place) -> list[tuple[str, str]]:
    seen = queries.visible_to(request.user, request.at).filter(
        pk__in=[one.pk for one in queries.ancestors(place)]
    )
    return [(one.name, f"/territory/{one.pk}/") for one in seen.order_by("path")] + [(place.name, "")]


@page("territory.look")
def territory(request: Any) -> HttpResponse:
    """Show where one's areas begin, or what a search finds."""
    words = request.GET.get("q", "").strip()
    if words:
        found = Paginator(queries.search(request.user, words, request.at), 50).get_page(
            request.GET.get("page")
        )
        return render(request, "territory/found.html", {"page": found, "words": words})
    roots = queries.roots(request.user, request.at)
    if len(roots) == 1:
        return redirect("place", place_id=roots[0].pk)
    return render(request, "territory/roots.html", {"roots": roots})


@page("territory.look")
def place(request: Any, place_id: int) -> HttpResponse:
    """Show a place: what lies below with counts and vacancies, or for a building its stairs and doors."""
    shown = _place(request, place_id)
    context = {
        "place": shown,
        "full_name": queries.full_name(shown),
        "kind": KINDS[shown.kind],
        "crumbs": _crumbs(request, shown),
        "may_edit": permission.may(request.user, "territory.edit", shown, at=request.at),
        "may_import": permission.may(request.user, "territory.import_buildings", shown, at=request.at),
        "has_map": shown.kind in ("community", "grid"),
        "units": UNITS,
    }
    if shown.kind in ("building", "unit"):
        building = shown.parent if shown.kind == "unit" and shown.parent else shown
        stairs = [
            stair
            for stair in queries.stairs(building)
            if shown.kind == "building" or stair.unit.pk == shown.pk
        ]
        return render(request, "territory/building.html", {**context, "stairs": stairs})
    branches = queries.branches(shown, request.at)
    context |= {"branches": branches, "estates": queries.estates(shown) if shown.kind == "community" else []}
    return render(request, "territory/place.html", context)


@page("territory.look")
def history(request: Any, place_id: int) -> HttpResponse:
    """Show what a place was called and where it belonged, and what lay below it on a day."""
    shown = _place(request, place_id)
    day = parse_date(request.GET.get("on", "") or "") or timezone.localdate(request.at)
    context = {
        "place": shown,
        "full_name": queries.full_name(shown),
        "crumbs": [*_crumbs(request, shown)[:-1], (shown.name, f"/territory/{shown.pk}/"), ("沿革", "")],
        "edges": queries.history(shown),
        "day": day,
        "then": queries.children_on(shown, day),
        "path_then": queries.path_on(shown, day),
    }
    return render(request, "territory/history.html", context)


@page("territory.look")
def map_page(request: Any, place_id: int) -> HttpResponse:
    """Show the buildings of a community or grid on a map, and the same as a list under it."""
    shown = _place(request, place_id)
    buildings = queries.on_map(shown)
    context = {
        "place": shown,
        "crumbs": [*_crumbs(request, shown)[:-1], (shown.name, f"/territory/{shown.pk}/"), ("地图", "")],
        "buildings": buildings,
        "grids": sorted({(one.parent.number, one.parent.name) for one in buildings if one.parent}),
        "tiles": settings.MAP_TILES,
    }
    return render(request, "territory/map.html", context)


@page("territory.look")
def map_data(request: Any, place_id: int) -> HttpResponse:
    """Return the buildings of a place as GeoJSON, for the map."""
    features = [_feature(one) for one in queries.on_map(_place(request, place_id))]
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


@page("territory.look")
def export(request: Any, place_id: int) -> HttpResponse:
    """Hand out all buildings and units below a place as a workbook, in the shape that the import reads."""
    shown = _place(request, place_id)
    rows = [
        _row(unit) for unit in queries.below(shown, "unit").select_related("parent__parent", "parent__estate")
    ]
    heads = ("编码", "网格", "小区", "楼栋", "单元", "楼层数", "户数", "地址")
    content = write_workbook([Table("楼栋", heads, rows, widths=(28, 12, 16, 10, 10, 8, 8, 24))])
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename={shown.code}-{date.today():%Y%m%d}.xlsx"
    return answer


def _row(unit: Place) -> tuple[str | int, ...]:
    building = unit.parent
    assert building is not None  # noqa: S101 — a unit lies in a building
    assert building.parent is not None  # noqa: S101 — a building lies in a grid
    estate = building.estate.name if building.estate else ""
    return (
        unit.code,
        building.parent.name,
        estate,
        building.name,
        unit.name,
        building.floors or "",
        unit.households,
        building.address,
    )


@page("territory.edit", methods="GET POST")
def rename(request: Any, place_id: int) -> HttpResponse:
    """Give a place another name from today on."""
    shown = _place(request, place_id)
    permission.require(request.user, "territory.edit", shown, at=request.at)
    form = NameForm(request.POST or None, initial={"name": shown.name})
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.rename(shown, name=form.cleaned_data["name"], by=request.user, at=request.at)
            return redirect("place", place_id=shown.pk)

        return once(request, act)
    return render(
        request, "territory/rename.html", {"place": shown, "form": form}, status=422 if form.is_bound else 200
    )


@page("territory.edit", methods="GET POST")
def move(request: Any, place_id: int) -> HttpResponse:
    """Move a building to another grid of its community, from today on."""
    shown = _place(request, place_id)
    permission.require(request.user, "territory.edit", shown, at=request.at)
    grids = Place.objects.filter(community=shown.community, kind="grid", closed_on=None).exclude(
        pk=shown.parent_id
    )
    form = MoveForm(request.POST or None, grids=grids.order_by("number"))
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.move_building(shown, to=form.cleaned_data["grid"], by=request.user, at=request.at)
            return redirect("place", place_id=shown.pk)

        return once(request, act)
    return render(
        request, "territory/move.html", {"place": shown, "form": form}, status=422 if form.is_bound else 200
    )
