"""The six methods of GeoReport v2, and where they are found."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from sanzhang.duties.matters import actions, rules
from sanzhang.duties.matters.api.open311 import reading, words, writing
from sanzhang.duties.matters.api.open311.reading import Fault
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.queries import open311
from sanzhang.foundation import permission
from sanzhang.foundation.exchange import actions as exchange
from sanzhang.foundation.exchange.models import ApiKey
from sanzhang.foundation.exchange.rules import READ, REPORT
from sanzhang.foundation.files import actions as files
from sanzhang.foundation.files.rules import Photo, UnreadablePhoto, reencode
from sanzhang.foundation.people.network import network_of
from sanzhang.foundation.permission import Bearer, NotAllowed
from sanzhang.foundation.permission.pages import page

View = Callable[..., HttpResponse]
TOLD = (Fault, exchange.KeyRefused, exchange.TooMany, rules.NotPossible, NotAllowed)


def in_its_format(view: View) -> View:
    """Answer what goes wrong in the format that was asked for."""

    @wraps(view)
    def answering(request: Any, *args: Any, fmt: str, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, fmt=fmt, **options)
        except TOLD as fault:
            status = 400 if isinstance(fault, rules.NotPossible) else fault.status
            answer = writing.refused(fmt, status, fault.words)
            if status == 429:
                answer["Retry-After"] = "60"
            return answer

    return answering


@page("open311.read")
@in_its_format
def discovery(request: Any, *, fmt: str) -> HttpResponse:
    """Say where the endpoint is and what it speaks."""
    return writing.answered(fmt, "discovery", words.discovery(f"{settings.PUBLIC_URL}/open311/v2"))


@page("open311.read")
@in_its_format
def services(request: Any, *, fmt: str) -> HttpResponse:
    """List the kinds."""
    _reader(request)
    reading.area_of(request.GET)
    return writing.answered(fmt, "services", [words.service(kind) for kind in open311.services()])


@page("open311.read")
@in_its_format
def service(request: Any, code: str, *, fmt: str) -> HttpResponse:
    """Show the questions of a kind."""
    _reader(request)
    reading.area_of(request.GET)
    kind = open311.service(code)
    if kind is None:
        raise Fault(404, "没有这个 service_code。请从 services 里选一个。")
    return writing.answered(fmt, "service_definition", words.definition(kind))


@csrf_exempt
@page("open311.read", methods="GET POST")
@in_its_format
def requests(request: Any, *, fmt: str) -> HttpResponse:
    """List matters, or take a new one."""
    if request.method == "POST":
        return _take(request, fmt)
    key = _reader(request)
    area = reading.area_of(request.GET, key)
    wishes = reading.wishes_of(request.GET, request.at)
    if wishes.ids:
        return writing.answered(fmt, "service_requests", words.requests(open311.by_ids(key, wishes.ids), key))
    found = open311.listed(
        key, area=area, since=wishes.since, until=wishes.until, codes=wishes.codes, states=wishes.states
    )
    shown = found[wishes.first : wishes.first + wishes.most]
    return writing.answered(fmt, "service_requests", words.requests(shown, key))


# Programs send no key of a form: a report that comes again is known by what it says (`_take`).
requests.read_only_post = True  # type: ignore[attr-defined]


@page("open311.read")
@in_its_format
def one_request(request: Any, request_id: str, *, fmt: str) -> HttpResponse:
    """Show one matter."""
    key = _reader(request)
    found = open311.by_ids(key, [_number(request_id)])
    if not found:
        raise Fault(404, "没有这个 service_request_id,或者这把密钥看不到。")
    return writing.answered(fmt, "service_requests", words.requests(found, key))


@page("open311.read")
@in_its_format
def token(request: Any, token: str, *, fmt: str) -> HttpResponse:
    """Tell the id of a token. Every report gets its id at once, so the token is the id itself."""
    _reader(request)
    number = _number(token)
    if not Matter.objects.filter(pk=number, origin=open311.ORIGIN).exists():
        raise Fault(404, "没有这个 token。")
    return writing.answered(
        fmt, "service_requests", [{"service_request_id": str(number), "token": str(number)}]
    )


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Fault(404, "没有这个编号。")
    return int(text)


def _reader(request: Any) -> ApiKey | None:
    """Return the key that came with a question, None for the public; both are counted."""
    secret = _secret(request, request.GET)
    if not secret:
        exchange.let_in_openly(network_of(request), by=Bearer.anyone(), at=request.at)
        return None
    return exchange.admit(secret, (READ, REPORT), by=Bearer.anyone(), at=request.at)


def _secret(request: Any, sent: Any) -> str:
    return str(request.headers.get("X-Api-Key") or sent.get("api_key") or "")


def _take(request: Any, fmt: str) -> HttpResponse:
    """Take a report; what the same key sent with the same words in the last 24 hours is the same matter."""
    secret = _secret(request, request.POST)
    if not secret:
        raise Fault(403, "没有写 api_key。请联系所在市的系统管理员要一把密钥。")
    permission.require(Bearer.anyone(), "open311.report", at=request.at)
    key = exchange.admit(secret, (REPORT,), by=Bearer.anyone(), at=request.at)
    kind = reading.service_of(request.POST)
    place, point = reading.place_of(request.POST, key, reading.area_of(request.POST, key))
    said, details = reading.described(request.POST, kind, reading.details_of(request.POST, kind))
    given = {
        "place": place,
        "point": point,
        "words": said,
        "details": details,
        "filed_as": kind,
        "spot": rules.clean_words(reading.text_of(request.POST, "address_string"))[: rules.SPOT_MAX],
        **reading.contact_of(request.POST),
    }
    matter = _reported(key, reading.digest_of(request), given, _photos(request), request.at)
    return writing.answered(fmt, "service_requests", [words.reported(matter)], status=201)


def _photos(request: Any) -> list[Photo]:
    sent = [upload for name in request.FILES for upload in request.FILES.getlist(name) if upload.size]
    if len(sent) > rules.PHOTOS_MAX:
        raise Fault(400, f"最多放 {rules.PHOTOS_MAX} 张照片。")
    try:
        return [reencode(one, number=number) for number, one in enumerate(sent, start=1)]
    except UnreadablePhoto as fault:
        raise Fault(400, fault.words) from fault


def _reported(key: ApiKey, digest: str, given: dict[str, Any], photos: list[Photo], at: datetime) -> Matter:
    community_id = given["place"].community_id
    if known := open311.sent_before(key, digest, community_id, at):
        return known
    by = Bearer.of("key", key.pk)
    try:
        with transaction.atomic():
            kept = [files.keep_photo(one, community_id=community_id, by=by, at=at) for one in photos]
            reference = open311.own_reference(key, digest, at)
            return actions.report_matter(
                **given, photos=kept, origin=open311.ORIGIN, outside_reference=reference, by=by, at=at
            )
    except IntegrityError:  # the same, at the same moment: the other one made it
        if known := open311.sent_before(key, digest, community_id, at):
            return known
        raise
