"""`@page`: every view names its row of the table, its methods, and gets the time of the request."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils import timezone

from sanzhang.foundation.permission.checks import NotAllowed, seats_of
from sanzhang.foundation.permission.table import TABLE

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request as pages see it: with the time at which it was made."""

    at: Any
    user: Any


def page(action: str, methods: str = "GET") -> Callable[[View], View]:
    """Return a decorator that lets a view in by row `action` of the table.

    The row decides who gets in at all (public, signed in, or holder of one of its seats); over *what* is the
    business of `queries.visible_to` and of the action behind the page. HEAD counts as GET.
    """
    allowed = methods.split()

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **options: Any) -> HttpResponse:
            if request.method not in allowed and not (request.method == "HEAD" and "GET" in allowed):
                return HttpResponseNotAllowed(allowed)
            request.at = getattr(request, "at", None) or timezone.now()
            if refusal := _turned_away(request, action):
                return refusal
            return view(request, *args, **options)

        guarded.action = action  # type: ignore[attr-defined]
        guarded.methods = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def _turned_away(request: Any, action: str) -> HttpResponse | None:
    rule = TABLE[action]
    if rule.over == "anyone" or rule.bearer:
        return None
    if not request.user.is_authenticated:
        if request.method == "GET" and not request.path.startswith("/api/"):
            return HttpResponseRedirect(f"/sign-in/?{urlencode({'next': request.get_full_path()})}")
        raise NotAllowed("请先登录。", action)
    if rule.over == "signed_in" or rule.own:
        return None
    if not any(seat.kind in rule.seats for seat in seats_of(request.user, request.at)):
        raise NotAllowed(rule.words, action)
    return None
