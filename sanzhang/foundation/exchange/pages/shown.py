"""A secret that is shown once: handed from the form to the next page in a sealed cookie, and gone with it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse

COOKIE = "sz_shown"
SECONDS = 300


def hand_over(answer: HttpResponse, secret: str, *, of: int) -> HttpResponse:
    """Let the next page show `secret`; nothing of it stays on the server, nor in what a second send gets."""
    answer.set_signed_cookie(
        COOKIE,
        secret,
        salt=f"{COOKIE}:{of}",
        max_age=SECONDS,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/exchange/",
    )
    return answer


def take(request: Any, *, of: int) -> str:
    """Return the secret that was handed over for row `of`, empty if there is none."""
    return str(request.get_signed_cookie(COOKIE, "", salt=f"{COOKIE}:{of}", max_age=SECONDS) or "")


def forget(answer: HttpResponse) -> HttpResponse:
    """Take the secret back from the browser."""
    answer.delete_cookie(COOKIE, path="/exchange/", samesite="Strict")
    return answer
