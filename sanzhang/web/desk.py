"""今天要办的事: what waits for this person, by the posts held now."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sanzhang.duties.matters import queries as matters
from sanzhang.foundation import permission
from sanzhang.foundation.permission.pages import page


@page("web.desk")
def desk(request: Any) -> HttpResponse:
    """Show what waits, latest due first, beside what else this person can do."""
    seats = permission.seats_of(request.user, request.at)
    waiting = list(matters.waiting_for(request.user, request.at)[:50])
    return render(request, "desk.html", {"seats": seats, "waiting": waiting})
