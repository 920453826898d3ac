"""Many grids into one: departments beside each other, what is kept, codes looked up (§1.3)."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.paper.downloads import workbook
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.division import actions
from sanzhang.organisation.division.merge_forms import SOLVER, LookupForm, MergeForm
from sanzhang.organisation.division.models import Merge
from sanzhang.organisation.division.pages.seen import LOOKS, REFUSALS, Crumbs, crumbs, may
from sanzhang.organisation.division.queries import aliases_book, merge_map, merge_screens, merging
from sanzhang.organisation.territory.models import Place


def seen_merging(request: Any, community_id: int, action: str = "division.merge_look") -> Place:
    """Return a community in whose departments' grids the visitor may look, or do `action`."""
    found = merging.merging_visible_to(request.user, request.at, action)
    return get_object_or_404(found, pk=community_id)


def merge_crumbs(community: Place, *more: tuple[str, str]) -> Crumbs:
    """Return the way to a page of the merging."""
    return crumbs(community, ("多网合一", f"/division/{community.pk}/merge/"), *more)


@page("division.merge_look", methods="GET POST")
@gzip_page
def overview(request: Any, community_id: int) -> HttpResponse:
    """Show which departments are known, how far they agree and where not; take what shall be kept."""
    community = seen_merging(request, community_id)
    scene = merging.scene_of(community)
    pieces = merge_screens.pieces_of(scene)
    form = MergeForm(request.POST or None, voices=list(scene.voices), pieces=pieces)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: _drafted(request, community, form))
        except REFUSALS as refused:
            form.add_error(None, refused.words)
    context = _facts(request, scene) | {"form": form, "pieces": pieces}
    return render(request, "division/merge.html", context, status=422 if form.is_bound else 200)


def _drafted(request: Any, community: Place, form: MergeForm) -> HttpResponse:
    given = form.cleaned_data
    bounds = {"fewest": given["fewest"], "most": given["most"]}
    if given["base"] == SOLVER:
        draft = actions.ask_solver(community, by=request.user, at=request.at, **bounds)
        return redirect("division_draft", draft.pk)
    option = actions.merge_grids(
        community, base=given["base"], follows=form.follows, by=request.user, at=request.at, **bounds
    )
    return redirect("division_draft", option.draft_id)


def _facts(request: Any, scene: merging.Scene) -> dict[str, Any]:
    community = scene.place
    may_choose = may(request, "division.merge_choose", community)
    merges = Merge.objects.filter(community=community).select_related("draft").order_by("-made_at")[:5]
    return {
        "place": community,
        "crumbs": merge_crumbs(community),
        "departments": merging.departments_of(scene),
        "buildings": len(scene.buildings),
        "share": merge_screens.percent(scene.picture.share),
        "households": scene.picture.households,
        "pairs": merge_screens.pairs_of(scene),
        "map": merge_map.map_of(scene, timezone.localdate(request.at)) if scene.departments else None,
        "tiles": settings.MAP_TILES,
        "merges": merges if may_choose else [],
        "looks": LOOKS,
        "may_import": may(request, "division.merge_import", community),
        "may_choose": may_choose,
    }


@page("division.merge_look")
@gzip_page
def table(request: Any, community_id: int) -> HttpResponse:
    """Show the n:m table of two voices."""
    community = seen_merging(request, community_id)
    scene = merging.scene_of(community)
    one, other = request.GET.get("one", ""), request.GET.get("other", "")
    if not {one, other} <= set(scene.voices) or one == other:
        raise Http404
    context = {
        "place": community,
        "crumbs": merge_crumbs(community, (f"{one}和{other}", "")),
        "one": one,
        "other": other,
        "cells": merge_screens.table_of(scene, one, other),
        "pair": next(
            line for line in merge_screens.pairs_of(scene) if {line.one, line.other} == {one, other}
        ),
    }
    return render(request, "division/merge_table.html", context)


@page("division.merge_look")
@gzip_page
def buildings(request: Any, community_id: int) -> HttpResponse:
    """Show what each voice says of each building."""
    community = seen_merging(request, community_id)
    scene = merging.scene_of(community)
    lines = merge_screens.building_lines(scene)
    only = request.GET.get("only", "")
    context = {
        "place": community,
        "crumbs": merge_crumbs(community, ("每栋楼各家怎么划", "")),
        "voices": list(scene.voices),
        "lines": [line for line in lines if line.state in ("disputed", "finer")] if only else lines,
        "count": len(lines),
        "only": only,
    }
    return render(request, "division/merge_buildings.html", context)


def _asked(request: Any, community: Place) -> tuple[LookupForm, list[merging.Alias]]:
    form = LookupForm(request.GET or None)
    today = timezone.localdate(request.at)
    if not form.is_valid():
        return form, [] if form.errors else merging.aliases_of(community, today)
    on, code = form.cleaned_data["on"] or today, "".join(form.cleaned_data["code"].split())
    if not code:
        return form, merging.aliases_of(community, on)
    found = merging.aliases_of(community, on, code=code)
    return form, found or merging.aliases_of(community, on, grid_code=code)


@page("division.merge_look")
@gzip_page
def aliases(request: Any, community_id: int) -> HttpResponse:
    """Show which of our grids a department's code means on a day, and the other way round."""
    community = seen_merging(request, community_id)
    form, found = _asked(request, community)
    context = {
        "place": community,
        "crumbs": merge_crumbs(community, ("编号对照", "")),
        "form": form,
        "aliases": [(one, merge_screens.percent(one.share)) for one in found],
        "query": request.GET.urlencode(),
        "is_known": merging.days_of_aliases(community) is not None,
    }
    return render(request, "division/merge_aliases.html", context, status=422 if form.errors else 200)


@page("division.merge_look")
def aliases_file(request: Any, community_id: int) -> HttpResponse:
    """Hand out the table of codes as a workbook."""
    community = seen_merging(request, community_id)
    form, found = _asked(request, community)
    if form.errors:
        raise Http404
    return workbook(aliases_book.workbook_of(community, found), f"codes-{community.code}.xlsx")
