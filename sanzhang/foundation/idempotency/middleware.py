"""Sees to it that no POST changes anything outside `once`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ActedOutsideOnce(AssertionError):
    """A POST answered with success without claiming its key: a programming error, found by tests."""


class OnceMiddleware:
    """In tests, fails on a POST that succeeds without `once`; views marked `read_only_post` are exempt."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and look at how it ended."""
        answer = self.get_response(request)
        if settings.STRICT_ONCE and request.method == "POST" and answer.status_code < 400:
            view = getattr(request.resolver_match, "func", None)
            if not getattr(request, "once_used", False) and not getattr(view, "read_only_post", False):
                raise ActedOutsideOnce(request.path)
        return answer
