"""What everybody sees of an estate, and rating as a household or a leader."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sanzhang.duties.supervision import actions, forms, queries, rules
from sanzhang.duties.supervision.models import WatchedBody
from sanzhang.duties.supervision.pages.bodies import tried
from sanzhang.foundation.idempotency.requests import once
from sanzhang.foundation.permission.pages import page


@page("supervision.read")
def estate(request: Any, token: str) -> HttpResponse:
    """Show how property company and owners' committee of an estate do their duties."""
    place = queries.estate_seen(token)
    if place is None:
        raise Http404
    shown = {"place": place, "shown": queries.estate_page(place, request.at), "token": token}
    return render(request, "supervision/estate.html", shown | {"fewest": rules.FEWEST})


@page("supervision.rate", methods="GET POST")
def rate(request: Any, body_id: int) -> HttpResponse:
    """Ask the five questions of this quarter."""
    one = get_object_or_404(WatchedBody.objects.filter(closed_on=None), pk=body_id)
    voices = [voice for body, voice in queries.bodies_to_rate(request.user, request.at) if body.pk == one.pk]
    wanted = request.GET.get("as", "")
    voice = wanted if wanted in voices else next(iter(voices), rules.HOUSEHOLDS)
    form = forms.RateForm(request.POST or None, kind=one.kind)
    if request.method == "POST" and form.is_valid():

        def act() -> HttpResponse:
            actions.rate(one, form.scores(), voice=voice, by=request.user, at=request.at)
            return redirect("rated", one.pk)

        if answer := tried(form, lambda: once(request, act)):
            return answer
    shown = {"body": one, "form": form, "voice": rules.VOICES[voice], "may": bool(voices)}
    shown |= {"quarter": rules.spoken_quarter(rules.quarter_of(request.at)), "fewest": rules.FEWEST}
    return render(request, "supervision/rate.html", shown, status=422 if form.is_bound else 200)


@page("supervision.rate")
def rated(request: Any, body_id: int) -> HttpResponse:
    """Say that the rating was taken."""
    one = get_object_or_404(WatchedBody, pk=body_id)
    return render(request, "supervision/rated.html", {"body": one, "fewest": rules.FEWEST})
