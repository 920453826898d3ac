"""Where a request comes from."""

from typing import Any

from django.conf import settings


def network_of(request: Any) -> str:
    """Return the address a request comes from; behind SZ_PROXIES proxies, what the outermost of them saw."""
    if settings.PROXIES:
        passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(passed) >= settings.PROXIES:
            return str(passed[-settings.PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))
