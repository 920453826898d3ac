"""Forms that come out of a phone's queue: one's own steps in any order (§10.2), and what could not be handed in."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.actions import offline
from sanzhang.duties.matters.actions.unsent import settle_unsent
from sanzhang.duties.matters.forms.base import place_words
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.pages.uploads import taken_photos
from sanzhang.duties.matters.queries import places_for, visible_to
from sanzhang.duties.matters.queries.unsent import unsent_entry, unsent_of, unsent_photo
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.files.rules import UnreadablePhoto
from sanzhang.foundation.idempotency.requests import answered_before, once
from sanzhang.foundation.permission.pages import page
from sanzhang.organisation.territory.models import Place

View = Callable[..., HttpResponse]
MADE, AGAIN = "Sz-Offline", "Sz-Again"  # when it was written; sent anew by a person who saw the refusal
TRIES, OLDEST = 3, timedelta(days=31)
LABELS = {
    "words": "写的话",
    "ending": "办得怎样",
    "place": "在哪里",
    "spot": "具体位置",
    "kind": "急不急",
    "topic": "哪一类",
    "origin": "怎么知道的",
    "contact_name": "反映的人",
    "contact_phone": "联系电话",
}


def made_at(request: Any) -> datetime | None:
    """Return when a form of a phone's queue was written, by its clock but never later than now; None: no such form."""
    said = request.headers.get(MADE, "")
    try:
        found = parse_datetime(said) if said else None
    except ValueError:
        found = None
    if not said:
        return None
    now: datetime = request.at
    aware = found if found and timezone.is_aware(found) else now
    return max(min(aware, now), now - OLDEST)


def any_order(step: str) -> Callable[[View], View]:
    """Return a decorator: steps of one person out of a phone's queue may arrive in any order, thrice, from two phones.

    Stands below `also_late`, above `page`: whoever lost the post is answered there, strangers by the page itself.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def settled(request: Any, matter_id: int) -> HttpResponse:
            if request.method != "POST" or not request.user.is_authenticated or made_at(request) is None:
                return view(request, matter_id)
            if kept := answered_before(request):
                return kept
            typed = request.POST.copy()
            for _ in range(TRIES):
                answer, is_final = _settle(view, request, matter_id, step, typed)
                if is_final or answer.status_code != 409:
                    break
            return answer

        return settled

    return decorate


def _settle(view: View, request: Any, matter_id: int, step: str, typed: Any) -> tuple[HttpResponse, bool]:
    """Do one try; the second value says that another try would end the same."""
    version = str(typed.get("version", ""))
    matter = Matter.objects.filter(pk=matter_id).first() if version.isdecimal() and len(version) < 9 else None
    own = offline.own_since(matter, int(version), request.user) if matter else []
    if matter is None or not own:
        return view(request, matter_id), own is None or matter is None
    fate = offline.decide(step, [one.step for one in own], said_before=_said_before(request, own, step))
    if fate == offline.ALREADY:
        return once(request, lambda: _to(request, matter_id)), True
    if fate == offline.AS_NOTE:
        return _noted(request, matter, int(version)), False
    if fate == offline.GO:
        request.POST = typed.copy()
        request.POST["version"] = str(matter.version)
    return view(request, matter_id), fate == offline.OUTDATED


def _said_before(request: Any, own: Any, step: str) -> bool:
    given = {name: request.POST.get(name, "") for name in ("words", "ending")}
    if not offline.said_before(own, step, photos=(), **given):
        return False
    try:
        photos = taken_photos(request)
    except UnreadablePhoto:
        return False
    finally:
        for file in request.FILES.getlist("photos"):
            file.seek(0)
    return offline.said_before(own, step, photos=photos, **given)


def _noted(request: Any, matter: Matter, version: int) -> HttpResponse:
    def act() -> HttpResponse:
        words = request.POST.get("words", "")
        offline.note_after(matter, version=version, words=words, by=request.user, at=request.at)
        return _to(request, matter.pk)

    return once(request, act)


def _to(request: Any, matter_id: int) -> HttpResponse:
    if visible_to(request.user, request.at).filter(pk=matter_id).exists():
        return redirect("matter", matter_id)
    return redirect("desk")


def asks_twice(view: View) -> View:
    """Ask before a report out of a phone's queue doubles one that the same person entered on another phone."""

    @wraps(view)
    def asked(request: Any, *args: Any, **options: Any) -> HttpResponse:
        made = made_at(request) if request.method == "POST" and request.user.is_authenticated else None
        if made is None or AGAIN in request.headers or answered_before(request):
            return view(request, *args, **options)
        place_id, words = request.POST.get("place", ""), request.POST.get("words", "")
        known = place_id.isdecimal() and len(place_id) < 20
        place = places_for(request.user, request.at).filter(pk=int(place_id)).first() if known else None
        if not place or not words:
            return view(request, *args, **options)
        with suppress(UnreadablePhoto):
            taken_photos(request)  # slow, and therefore before the transaction
        with transaction.atomic():
            spot = request.POST.get("spot", "")
            offline.refuse_doubles(
                place=place, spot=spot, words=words, by=request.user, made_at=made, at=request.at
            )
            return view(request, *args, **options)

    return asked


@page("matter.see_unsent")
def unsent(request: Any) -> HttpResponse:
    """Show what one's phones could not hand in: why, and all that was typed."""
    found = [(row, json.loads(row.fields)) for row in unsent_of(request.user)]
    places = _places(value for _, fields in found for name, value in fields if name == "place")
    rows = [(row, _typed(fields, places)) for row, fields in found]
    return render(request, "matters/unsent.html", {"rows": rows})


def _places(ids: Iterable[str]) -> dict[str, str]:
    known = [int(one) for one in ids if one.isdecimal() and len(one) < 20]
    found = Place.objects.filter(pk__in=known).select_related("parent__estate", "estate")
    return {str(place.pk): place_words(place) for place in found}


def _typed(fields: list[tuple[str, str]], places: dict[str, str]) -> list[tuple[str, str]]:
    """Return what was typed or chosen with its labels; nothing is left out."""
    chosen = {"ending": rules.ENDINGS, "origin": rules.ORIGINS, "topic": rules.TOPICS, "kind": rules.KINDS}
    chosen["place"] = places
    return [(_label(name), chosen.get(name, {}).get(value) or value) for name, value in fields if value]


def _label(name: str) -> str:
    return LABELS.get(name) or ("写的话" if name.startswith("words") else "其他")


@page("matter.settle_unsent", methods="POST")
def settle(request: Any, entry: str) -> HttpResponse:
    """Mark one as settled; harmless if it was before."""
    row = unsent_entry(request.user, entry)
    if row is None:
        raise Http404
    how = request.POST.get("how", "done")

    def act() -> HttpResponse:
        settle_unsent(row, how=how, by=request.user, at=request.at)
        return redirect("unsent")

    return once(request, act)


@page("matter.see_unsent")
def photo(request: Any, photo_id: int, size: str) -> HttpResponse:
    """Show a photo of it, to nobody else."""
    found = unsent_photo(request.user, photo_id, request.at)
    if found is None:
        raise Http404
    return files.file_response(found.stored, size)
