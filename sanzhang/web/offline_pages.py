"""Pages for phones: the worker, the manifest, who is signed in and what to keep, what is shown without a net."""

import hashlib
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, path, reverse

from sanzhang.duties.matters import queries as matters
from sanzhang.foundation.permission.pages import page
from sanzhang.foundation.permission.table import TABLE
from sanzhang.web.context import seats_here, who
from sanzhang.web.management.commands.bundle import bundles

LOOK = ("look.css", "look.js", "offline.js", "seal.svg", "django_htmx/htmx-2.min.js")
SHELL = "/offline/"
MOST = 50  # matters with their forms that a phone keeps
STEPS = ("matter", "answer", "pass_up", "note")
TEMPLATES = Path(__file__).parent / "templates"


@page("web.open")
def offline(request: Any) -> HttpResponse:
    """Show what waits on this phone: drawn by the phone itself, the server knows nothing of it."""
    return render(request, "offline.html")


@page("web.open")
def here(request: Any) -> HttpResponse:
    """Tell the queue of a phone who is signed in and give it a fresh token; `?pages`: what to keep for the cellar."""
    said: dict[str, Any] = {"who": who(request)}
    if said["who"]:
        said["token"] = get_token(request)
        if "pages" in request.GET:
            said["pages"] = _worth_keeping(request)
    return JsonResponse(said)


def _worth_keeping(request: Any) -> list[tuple[str, str]]:
    """Return (address, stamp): the same stamp is the same page; empty: it may change at any time."""
    found = [(reverse(name), "") for name in ("desk", "matters", "new_matter")]
    for matter in matters.waiting_for(request.user, request.at)[:MOST]:
        stamp = f"{matter.version}.{_release()}"
        found += [(reverse(name, args=[matter.pk]), stamp) for name in STEPS]
    inspecting = TABLE["supervision.inspect"].seats
    with suppress(NoReverseMatch):
        found += [
            (reverse("inspect", args=[seat.post_id]), "")
            for seat in seats_here(request)
            if seat.kind in inspecting
        ]
    return found


@page("web.open")
def worker(request: Any) -> HttpResponse:
    """Hand out the worker with the addresses of this release's look; a new release is a new text."""
    look = json.dumps([static(name) for name in LOOK])
    words = f"const LOOK = {look}, SHELL = {json.dumps(SHELL)}, RELEASE = {json.dumps(_release())};\n"
    answer = HttpResponse(words + bundles()["sw.js"], content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@cache
def _release() -> str:
    """Return a digest of scripts, styles and the frame."""
    digest = hashlib.sha256()
    for text in (*bundles().values(), *(file.read_text() for file in sorted(TEMPLATES.glob("*.html")))):
        digest.update(text.encode())
    return digest.hexdigest()[:12]


@page("web.open")
def manifest(request: Any) -> HttpResponse:
    """Hand out what a phone needs to put us on its first screen."""
    said = {
        "name": "三长联动",
        "short_name": "三长联动",
        "lang": "zh-Hans",
        "start_url": "/desk/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f7",
        "theme_color": "#084582",
        "icons": [
            {"src": static("seal.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
        ],
    }
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/manifest+json")


urlpatterns = [
    path("offline/", offline, name="offline"),
    path("offline/who/", here, name="offline_who"),
    path("sw.js", worker, name="worker"),
    path("app.webmanifest", manifest, name="manifest"),
]
