"""What happens around every page: nothing is cached, refusals are told calmly, the request gets its time."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone

from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import staying
from sanzhang.foundation.permission import NotAllowed, seats_remembered
from sanzhang.web.errors import told

Answerer = Callable[[Any], HttpResponse]
log = logging.getLogger(__name__)
TOLD = {400, 404, 409, 410, 413, 422, 429, 503}
BUSY = {"40001", "40P01", "55P03", "57014"}  # PostgreSQL: could not serialise, deadlock, lock or time ran out
BUSY_WORDS = "现在办理的人很多,这一次没有办成,什么也没有改动。请过一会儿再试。"


def no_store(get_response: Answerer) -> Answerer:
    """Keep every page out of caches, unless the page itself says how it may be kept."""

    def answer(request: Any) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


class Refusals:
    """Turns exceptions that carry words for people into a calm page with the right status."""

    def __init__(self, get_response: Answerer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Pass the request on; Django hands what a view raises to `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: Any, fault: Exception) -> HttpResponse | None:
        """Return the page that tells `fault`, or None: it is none of ours and ends as 500."""
        if isinstance(fault, NotAllowed):
            return refusal(request, 403, fault.words)
        if isinstance(fault, OperationalError) and is_busy(fault):
            log.warning("database busy at %s", request.path, exc_info=fault)
            return refusal(request, 503, BUSY_WORDS)
        words, status = getattr(fault, "words", ""), getattr(fault, "status", 0)
        return refusal(request, status, words) if words and status in TOLD else None


def is_busy(fault: OperationalError) -> bool:
    """Say whether the database was only in use by too many at once."""
    return "locked" in str(fault) or getattr(fault.__cause__, "sqlstate", None) in BUSY


def refusal(request: Any, status: int, words: str) -> HttpResponse:
    """Return `words` as a page, or as a problem to programs; busy ones say when to come again."""
    response = told(request, status, words)
    if status in (429, 503):
        response.headers.setdefault("Retry-After", "5")
    return response


def person_in_use(get_response: Answerer) -> Answerer:
    """Give the request its time, and note that a signed-in person uses the platform (R25)."""

    def answer(request: Any) -> HttpResponse:
        request.at = timezone.now()
        if request.user.is_authenticated:
            people.note_use(request.user, by=request.user, at=request.at)
            staying.stay(request.session, request.at)
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with seats_remembered():
            return get_response(request)

    return answer
