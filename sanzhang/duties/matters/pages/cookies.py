"""Two signed cookies of a phone without an account: its draft, and the receipts it was given."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from sanzhang.foundation.records.ids import new_code

DRAFT, RECEIPTS = "sz_draft", "sz_receipts"
DAY, YEAR = 24 * 3600, 365 * 24 * 3600
MOST_RECEIPTS = 30
_RECEIPT = re.compile(r"/[rq]/([0-9A-Z]{16})/")


def draft_secret(request: Any) -> str:
    """Return the secret of this phone's draft, a new one where it has none."""
    if not hasattr(request, "draft_secret"):
        request.draft_secret = request.get_signed_cookie(DRAFT, "", salt=DRAFT, max_age=DAY) or new_code(26)
    return str(request.draft_secret)


def keep_draft_secret(answer: HttpResponse, secret: str) -> HttpResponse:
    """Give the phone the secret of its draft."""
    _set(answer, DRAFT, secret, DAY, "/report/")
    return answer


def receipts(request: Any) -> list[str]:
    """Return the receipts this phone was given, newest first."""
    kept = request.get_signed_cookie(RECEIPTS, "", salt=RECEIPTS, max_age=YEAR)
    return [code for code in kept.split(".") if code]


def remember_receipt(request: Any, answer: HttpResponse) -> HttpResponse:
    """Let the phone remember the receipt to which `answer` leads."""
    if found := _RECEIPT.search(answer.get("Location", "")):
        codes = [found[1], *(code for code in receipts(request) if code != found[1])]
        _set(answer, RECEIPTS, ".".join(codes[:MOST_RECEIPTS]), YEAR, "/")
    return answer


def _set(answer: HttpResponse, name: str, value: str, seconds: int, path: str) -> None:
    answer.set_signed_cookie(
        name,
        value,
        salt=name,
        max_age=seconds,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.HTTPS),
    )
