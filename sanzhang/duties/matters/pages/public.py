"""What was done in a unit, for everybody, without names."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sanzhang.duties.matters import queries
from sanzhang.duties.matters.pages.report import place_of
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory import queries as territory


@page("matter.list_done")
def done(request: Any, token: str) -> HttpResponse:
    """List what was done within twelve months."""
    place = place_of(token)
    told = queries.done_at(place, request.at)
    shown = {"place": place, "told": told, "title": territory.full_name(told.place)}
    shown["is_wider"] = told.place.pk != place.pk
    return render(request, "matters/done.html", shown)
