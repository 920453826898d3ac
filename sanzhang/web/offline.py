"""Without a net (§10.2): whose a page is and whether a phone may keep it; what the queue of a phone is told."""

import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse, JsonResponse

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters.pages.offline import made_at
from sanzhang.duties.matters.queries import unsent as kept
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto, reencode
from sanzhang.web.context import seats_here, who

Answerer = Callable[[Any], HttpResponse]
KEPT_PAGES = {"desk", "matters", "matter", "answer", "pass_up", "note", "new_matter"}
QUEUED_PAGES = {"accept", "answer", "pass_up", "note", "new_matter"}  # as QUEUED in look/offline_store.js
REFUSED = {400, 403, 404, 405, 409, 410, 413, 422}
ENTRY = re.compile(r"[0-9A-Za-z-]{8,64}")
VERSION = re.compile(r'name="version" value="(\d{1,8})"')
NOT_TYPED = {"csrfmiddlewaretoken", "idempotency_key", "version"}
PHOTO_LOST = "有一张照片读不出来,没有存到这里,还在原来的手机里。"


def without_a_net(get_response: Answerer) -> Answerer:
    """Mark the pages of leaders, and answer what comes out of a phone's queue in words that a script understands."""

    def answer(request: Any) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and made_at(request):
            return told_to_phone(request, response)
        if response.get("Content-Type", "").startswith("text/html") and (whose := owner(request)):
            response["Sz-Who"] = whose
            if response.status_code == 200 and request.method == "GET" and _may_be_kept(request):
                response["Sz-Keep"] = "1"
        return response

    return answer


def _may_be_kept(request: Any) -> bool:
    named = getattr(request.resolver_match, "url_name", "")
    is_kept = named in KEPT_PAGES or str(named).startswith("inspect")  # §8: leaders inspect in cellars too
    return is_kept and "print" not in request.GET and not request.htmx


def owner(request: Any) -> str:
    """Return the sign of a leader and of the posts held: when a post ends, copies made under it are nobody's."""
    person = who(request)
    if not person:
        return ""
    held = ",".join(sorted(str(seat.tenure_id) for seat in seats_here(request)))
    return f"{person}.{hashlib.sha256(held.encode()).hexdigest()[:8]}"


def told_to_phone(request: Any, response: HttpResponse) -> HttpResponse:
    """Return the answer to one form of a queue: done, refused (and kept here), or to be tried again."""
    status, entry = response.status_code, request.headers.get("Sz-Entry", "")
    if status < 400:
        if row := kept.unsent_entry(request.user, entry):
            matters.settle_unsent(row, how="sent", by=request.user, at=request.at)
        return JsonResponse({"state": "done", "url": response.get("Location", request.path)})
    if not request.user.is_authenticated:
        return JsonResponse({"state": "nobody"}, status=403)
    if status == 403 and not getattr(request, "csrf_processing_done", False):
        return JsonResponse({"state": "token"}, status=403)
    if status not in REFUSED:
        return response
    words = words_of(response)
    said = {"state": "refused", "words": words, "kept": _keep(request, entry, words)}
    if found := VERSION.search(response.content.decode(errors="replace")):
        said["version"] = found[1]
    return JsonResponse(said, status=status)


def _keep(request: Any, entry: str, words: str) -> bool:
    """Keep what was refused with all that was typed; say whether it is kept."""
    if not ENTRY.fullmatch(entry):
        return False
    photos, are_all = _photos(request)
    row = matters.keep_unsent(
        entry=entry,
        path=request.path.removesuffix("accept/"),
        title=unquote(request.headers.get("Sz-Title", ""))[:200],
        fields=[
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in NOT_TYPED
        ],
        reason=words if are_all else words + PHOTO_LOST,
        made_at=made_at(request) or request.at,
        photos=photos,
        by=request.user,
        at=request.at,
    )
    return row is not None


def _photos(request: Any) -> tuple[list[Photo], bool]:
    taken: list[Photo] = []
    sent = [file for files in dict(request.FILES.lists()).values() for file in files]
    for number, file in enumerate(sent, start=1):
        file.seek(0)
        try:
            taken.append(reencode(file, number=number))
        except UnreadablePhoto:
            continue
    return taken, len(taken) == len(sent)


class _Alert(HTMLParser):
    """Gathers the words of what is told as an alert, else of the lead; what holds for forms sent at once is skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.found = 0, {"alert": "", "lead": ""}
        self.kind, self.is_skipped = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = "alert" if given.get("role") == "alert" else "lead" if given.get("class") == "lead" else ""
        self.is_skipped = "data-unqueued" in given
        if self.depth:
            self.depth += tag not in ("br", "img", "input", "hr")
        elif kind:
            self.depth, self.kind = 1, kind
        if self.depth > 1 and tag in ("li", "p", "h2"):
            self.found[self.kind] += "\n"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)
        self.is_skipped = False

    def handle_data(self, data: str) -> None:
        if self.depth and not self.is_skipped:
            self.found[self.kind] += data.strip()


def words_of(response: HttpResponse) -> str:
    """Return what a refused page says, in its own words."""
    reader = _Alert()
    reader.feed(response.content.decode(errors="replace"))
    said = reader.found["alert"] or reader.found["lead"]
    return "\n".join(line for line in said.splitlines() if line).strip() or "没有办成。"
