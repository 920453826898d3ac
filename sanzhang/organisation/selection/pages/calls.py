"""A call begins: for one post by one press, or for all vacant posts of a grid in one step."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.selection import actions, queries, rules
from sanzhang.organisation.selection.forms import BulkForm, CallForm
from sanzhang.organisation.selection.models import Procedure
from sanzhang.organisation.territory import queries as territory
from sanzhang.organisation.territory.models import Place

KINDS = {rules.UNIT: "单元长", rules.BUILDING: "楼栋长"}


@page("selection.call", methods="GET POST")
def new(request: Any, post_id: int) -> HttpResponse:
    """Ask by which way, and begin; a press without fields begins by the usual way."""
    seen = posts.visible_to(request.user, request.at).select_related(
        "place__parent__estate", "place__estate", "community"
    )
    chair = get_object_or_404(seen, pk=post_id)
    one_press = request.method == "POST" and "way" not in request.POST
    usual = rules.USUAL.get(chair.kind, rules.RECOMMENDATION)
    typed = {"way": usual} if one_press else request.POST or None
    form = CallForm(typed, initial={"way": usual})
    status, running = 200, Procedure.objects.filter(post=chair, ended_at=None).first()
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: _called(request, chair, form))
        except actions.NotPossible as fault:
            form.add_error(None, fault.words)
            status = fault.status
    elif request.method == "POST":
        status = 422
    title = queries.name_of_post(chair)
    days = [
        (rules.WAYS[way], [(stage.words, stage.days) for stage in stages if stage.days])
        for way, stages in rules.STAGES.items()
    ]
    context = {"chair": chair, "form": form, "title": title, "running": running, "days": days}
    return render(request, "selection/new.html", context, status=status)


def _called(request: Any, chair: Post, form: CallForm) -> HttpResponse:
    given = form.cleaned_data
    procedure = actions.call(
        chair, way=given["way"], days=given["days"], words=given["words"], by=request.user, at=request.at
    )
    return redirect("selection", procedure_id=procedure.pk)


@page("selection.call", methods="GET POST")
def grid(request: Any, grid_id: int) -> HttpResponse:
    """Show the vacant posts of a grid without a selection, and begin one for each that is ticked."""
    place = get_object_or_404(
        territory.visible_to(request.user, request.at, "selection.call"),
        pk=grid_id,
        kind__in=("grid", "community"),
    )
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else rules.UNIT
    vacant = queries.vacant_in_grid(place, kind, request.at)
    initial = {"way": rules.USUAL[kind], "chairs": [one.pk for one in vacant]}
    form = BulkForm(request.POST or None, vacant=vacant, initial=initial)
    if request.method == "POST" and form.is_valid():
        return once(request, lambda: _many(request, place, kind, vacant, form))
    context = {"place": place, "form": form, "vacant": vacant, "kind": kind, "kinds": list(KINDS.items())}
    return render(request, "selection/bulk.html", context, status=422 if form.is_bound else 200)


def _many(request: Any, place: Place, kind: str, vacant: list[Post], form: BulkForm) -> HttpResponse:
    given = form.cleaned_data
    chosen = [one for one in vacant if one.pk in set(given["chairs"])]
    done = actions.call_many(
        chosen, way=given["way"], days=given["days"], words=given["words"], by=request.user, at=request.at
    )
    lines = [(queries.name_of_post(one.post), one) for one in done]
    context = {
        "place": place,
        "lines": lines,
        "begun": sum(one.procedure is not None for one in done),
        "kind": KINDS[kind],
        "may": permission.may(request.user, "selection.call", place, at=request.at),
    }
    return render(request, "selection/bulk_done.html", context)
