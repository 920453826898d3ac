"""The front page, and in the demo the page of its people."""

import json
import time
from base64 import b32decode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from sanzhang.foundation.permission.pages import page


@page("web.open")
def home(request: Any) -> HttpResponse:
    """Send whoever is signed in to the desk; show everybody else the ways in."""
    if request.user.is_authenticated:
        return redirect("desk")
    return render(request, "home.html", {"demo": settings.DEMO})


@page("web.open")
def demo(request: Any) -> HttpResponse:
    """Show the demo's people and how each signs in; not there outside the demo."""
    file = Path(settings.DATA_DIR) / "demo" / "users.json"
    if not settings.DEMO or not file.exists():
        raise Http404
    told = json.loads(file.read_text())
    for user in told["users"]:
        if secret := user.get("totp_secret"):
            user["code"] = TOTP(b32decode(secret), 6, SHA1(), 30).generate(int(time.time())).decode()  # noqa: S303
    return render(request, "demo.html", told)
