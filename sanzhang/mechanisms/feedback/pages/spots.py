"""Hot spots, bottlenecks, blind spots, leaks: rules in words, lists, the map, topics with counts."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from sanzhang.duties.matters.rules import TOPICS
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper import downloads
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.records.paths import in_area
from sanzhang.mechanisms.feedback import actions, forms, queries
from sanzhang.mechanisms.feedback.models import Spot
from sanzhang.mechanisms.feedback.rules import spots as rules
from sanzhang.organisation.territory import queries as territory

SIZE, MOST_PLACES = 40, 200
SHAPES = {kind: number for number, kind in enumerate(rules.KINDS, start=1)}
COLUMNS: list[downloads.Column] = [
    ("规则", lambda one: one.get_kind_display()),
    ("代码", lambda one: one.place.path),
    ("地方", lambda one: territory.full_name(one.place)),
    ("关于", queries.spoken_subject),
    ("多少人", lambda one: rules.SAID if one.kind == rules.HOT else ""),
    ("哪一周起", lambda one: one.first_week),
    ("最近哪一周", lambda one: one.last_week),
]


def _given(request: Any) -> tuple[str, str]:
    kind, area = request.GET.get("kind", ""), request.GET.get("area", "")[:15]
    return kind if kind in rules.KINDS else "", area if area.isdigit() else ""


@page("spots.look")
def spots(request: Any) -> HttpResponse:
    """List the spots of one's area, narrowed to a rule and an area; what the rule says in plain words."""
    kind, area = _given(request)
    found = queries.spots_visible_to(request.user, request.at, kind=kind, area=area)
    if downloads.is_wanted(request):
        return downloads.handed_out("热点堵点盲点漏点", COLUMNS, found, at=request.at)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    numbers = queries.numbers()
    context = {
        "page": shown,
        "lines": [(one, territory.full_name(one.place), queries.spoken_subject(one)) for one in shown],
        "kind": kind,
        "kinds": list(rules.KINDS.items()),
        "area": area,
        "below": queries.places_below(request.user, request.at, area),
        "rules": [
            (label, rules.words_of(one, numbers[one]), SHAPES[one]) for one, label in rules.KINDS.items()
        ],
        "moods": [
            (one, TOPICS.get(one.topic, one.topic)) for one in queries.moods(request.user, request.at, area)
        ],
        "tiles": settings.MAP_TILES,
        "has_map": bool(queries.layer(found[:SIZE])),
        "query": f"kind={kind}&area={area}",
        "may_set": bool(permission.areas(request.user, "spots.set_rule", at=request.at)),
    }
    return render(request, "feedback/spots.html", context)


@page("spots.look")
def map_data(request: Any) -> HttpResponse:
    """Return the spots as GeoJSON: the middle of each place."""
    kind, area = _given(request)
    found = queries.spots_visible_to(request.user, request.at, kind=kind, area=area)
    features = [_feature(one) for one in queries.layer(found)]
    plain = {"ensure_ascii": False}  # half as heavy
    return JsonResponse({"type": "FeatureCollection", "features": features}, json_dumps_params=plain)


def _feature(one: queries.Layer) -> dict[str, Any]:
    spot = one.spot
    words = f"{spot.get_kind_display()}:{territory.full_name(spot.place)} {queries.spoken_subject(spot)}"
    properties = {"name": words, "number": SHAPES[spot.kind], "url": f"/hot-spots/{spot.pk}/"}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(one.lon, 5), round(one.lat, 5)]},
        "properties": properties,
    }


@page("spots.look")
def spot(request: Any, spot_id: int) -> HttpResponse:
    """Show one spot: the rule, the list behind as far as one may see it, and the way to the agenda."""
    return show_spot(request, seen_spot(request, spot_id))


def seen_spot(request: Any, spot_id: int) -> Spot:
    """Return a spot of one's area. Raises: Http404."""
    for is_over in (False, True):
        found = queries.spots_visible_to(request.user, request.at, is_over=is_over).filter(pk=spot_id).first()
        if found:
            return found
    raise Http404


def show_spot(
    request: Any, found: Spot, status: int = 200, form: Any = None, alert: str = ""
) -> HttpResponse:
    """Show one spot with a form that may hold faults."""
    behind = list(queries.matters_behind(found, request.user, request.at)[:SIZE])
    numbers = queries.numbers()[found.kind]
    places = queries.places_behind(found, numbers)
    may_raise = found.place.community_id is not None and permission.may(
        request.user, "agenda.raise", found.place, at=request.at
    )
    wish = queries.wish_of(spot=found)
    context = {
        "spot": found,
        "title": territory.full_name(found.place),
        "subject": queries.spoken_subject(found),
        "rule": rules.words_of(found.kind, numbers),
        "said": rules.SAID if found.kind == rules.HOT else "",
        "behind": behind,
        "places": [(territory.full_name(one), one.households) for one in places[:MOST_PLACES]],
        "more": max(len(places) - MOST_PLACES, 0),
        "wish": wish,
        "form": (form or forms.WishForm()) if may_raise and wish is None else None,
        "alert": alert,
    }
    return render(request, "feedback/spot.html", context, status=status)


@page("spots.set_rule", methods="GET POST")
def set_rules(request: Any) -> HttpResponse:
    """Show and set the numbers of the rules; none goes below what is lawful."""
    numbers = queries.numbers()
    chosen = request.POST.get("kind", "")
    shown = {
        kind: forms.RuleForm(request.POST if kind == chosen else None, kind=kind, numbers=numbers[kind])
        for kind in rules.KINDS
    }
    if request.method == "POST" and chosen in shown and shown[chosen].is_valid():

        def act() -> HttpResponse:
            actions.set_rule(chosen, shown[chosen].cleaned_data, by=request.user, at=request.at)
            return redirect("spot_rules")

        return once(request, act)
    lines = [
        (kind, label, rules.words_of(kind, numbers[kind]), shown[kind]) for kind, label in rules.KINDS.items()
    ]
    return render(request, "feedback/rules.html", {"lines": lines}, status=422 if chosen else 200)


def grid_or_community(spot_place: Any) -> Any:
    """Return the grid of a place below one, else its community."""
    place = spot_place
    while place.kind not in ("grid", "community") and place.parent is not None:
        place = place.parent
    return place if in_area(spot_place.path, place.path) else spot_place.community
