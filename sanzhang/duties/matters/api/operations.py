"""Operations of matters: report without an account, follow a receipt, read what one's seats may see."""

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from sanzhang.duties.matters import actions, queries, rules
from sanzhang.duties.matters.models import Matter
from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.requests import key_of, once
from sanzhang.foundation.permission import Bearer, NotAllowed
from sanzhang.foundation.permission.table import TABLE
from sanzhang.foundation.records.ids import read_code
from sanzhang.foundation.records.text import NotAPhone, clean_name, clean_phone
from sanzhang.organisation.territory import queries as territory

router = Router(tags=["matters"])
Kind = Literal["ordinary", "utility", "emergency"]
Topic = Literal[
    "environment", "property", "facility", "neighbours", "safety", "needs", "culture", "idea", "other"
]
BIGGEST = 2**63 - 1
SOMETHING = r"[^\s\x00-\x1f\x7f]"  # at least one sign that can be seen
PHONE = r"^(|1[0-9]{10}|0[0-9]{9,11})$"
SESSION: dict[str, Any] = {"security": [{"session": []}]}
KEYED: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Made by the client, new for each report; the same key and body give the same answer",
            "schema": {"type": "string", "pattern": "^[!-~]{8,255}$"},
        }
    ]
}


class Report(Schema):
    """What a resident reports."""

    place: str = Field(
        min_length=1,
        max_length=10,
        pattern=r"^[0-9A-Za-z]+$",
        description="Code of the place, as on its plaque: /u/<code>",
    )
    words: str = Field(min_length=1, max_length=rules.WORDS_MAX, pattern=SOMETHING)
    spot: str = Field("", max_length=rules.SPOT_MAX)
    kind: Kind = "ordinary"
    topic: Topic = "other"
    contact_name: str = Field("", max_length=50)
    contact_phone: str = Field("", max_length=12, pattern=PHONE, description="Digits alone")


class Step(Schema):
    """One step of the track."""

    at: datetime
    step: str
    sentence: str
    words: str


class Reported(Schema):
    """What whoever reports gets at once: the receipt opens everything else."""

    receipt: str
    reference: str
    state: str
    rung: str = Field(description="Rung that has it")
    reported_at: datetime
    answer_by: datetime
    address: str = Field(description="Page of the receipt, for people")


class Receipt(Schema):
    """A matter as whoever reported it sees it."""

    receipt: str
    reference: str
    state: str
    state_words: str
    holder: str = Field(description="Post that has it, never a name")
    place: str
    words: str
    reported_at: datetime
    answer_by: datetime
    ending: str = ""
    track: list[Step]


class Line(Schema):
    """A matter in a list."""

    id: str
    reference: str
    place: str
    spot: str
    words: str
    kind: str
    topic: str
    state: str
    rung: str
    reported_at: datetime
    due_at: datetime | None
    answer_by: datetime
    ending: str


class Page(Schema):
    """Matters, newest first, and where the next page begins."""

    matters: list[Line]
    before: str | None = None


class Whole(Line):
    """A matter with its track; contacts are not in the interface."""

    holder: str
    version: int
    track: list[Step]


class Wishes(Schema):
    """What a list is narrowed to."""

    state: str = Field("", max_length=12)
    rung: str = Field("", max_length=20)
    kind: str = Field("", max_length=12)
    topic: str = Field("", max_length=16)
    area: str = Field("", max_length=26, pattern=r"^[0-9E]*$")
    words: str = Field("", max_length=60, pattern=r"^[^\x00]*$")
    before: int | None = Field(None, ge=1, le=BIGGEST)
    limit: int = Field(30, ge=1, le=100)


@router.post("/matters", response={201: Reported}, summary="Report a matter", openapi_extra=KEYED)
def report(request: HttpRequest, sent: Report) -> Any:
    """Report a matter without an account (row matter.report). The same key and body give the same answer."""
    permission.require(Bearer.anyone(), "matter.report", at=_at(request))
    key_of(request)  # without it nothing is looked at
    place = territory.by_token(sent.place.upper())
    if place is None or place.community_id is None:
        raise HttpError(404, "没有这个地点代码。请用公示牌上 /u/ 后面的 10 位代码。")
    fields = sent.dict(exclude={"place", "contact_phone", "contact_name"})
    fields["spot"] = rules.clean_words(sent.spot)
    fields |= {"contact_phone": _phone(sent.contact_phone), "contact_name": clean_name(sent.contact_name)}

    def act() -> JsonResponse:
        matter = actions.report_matter(place=place, by=Bearer.anyone(), at=_at(request), **fields)
        return JsonResponse(_reported(matter), status=201)

    return once(request, act)


@router.get("/receipts/{receipt}", response=Receipt, summary="Follow a receipt")
def receipt(request: HttpRequest, receipt: str) -> Any:
    """Return a matter as whoever reported it sees it (row matter.follow)."""
    permission.require(Bearer.anyone(), "matter.follow", at=_at(request))
    matter = queries.by_receipt(read_code(receipt)) if "\x00" not in receipt else None
    if matter is None:
        raise Http404
    return _receipt(matter)


@router.get(
    "/matters", response=Page, summary="List matters in the areas of one's seats", openapi_extra=SESSION
)
def matters(request: Any, wishes: Query[Wishes]) -> Any:
    """Return matters newest first (row matter.list); `before` of the answer begins the next page."""
    _let_in(request, "matter.list")
    narrowed = wishes.dict(exclude={"limit"})
    found = queries.newest(request.user, _at(request), narrowed, wishes.limit + 1)
    shown = found[: wishes.limit]
    more = str(shown[-1].pk) if len(found) > wishes.limit else None
    return {"matters": [_line(matter) for matter in shown], "before": more}


@router.get("/matters/{int:matter_id}", response=Whole, summary="Read a matter", openapi_extra=SESSION)
def matter(request: Any, matter_id: int) -> Any:
    """Return one matter with its track (row matter.list); what is out of scope is not there."""
    _let_in(request, "matter.list")
    if matter_id > BIGGEST:
        raise Http404
    visible = queries.visible_to(request.user, _at(request)).select_related(
        "place__parent__estate", "place__estate"
    )
    found = visible.filter(pk=matter_id).first()
    if found is None:
        raise Http404
    track = _track(found)
    return _line(found) | {"holder": queries.holder_words(found), "version": found.version, "track": track}


def _let_in(request: Any, action: str) -> None:
    if not request.user.is_authenticated:
        raise NotAllowed("请先登录。", action)
    if not permission.areas(request.user, action, at=_at(request)):
        raise NotAllowed(TABLE[action].words, action)


def _at(request: Any) -> datetime:
    at: datetime = request.at
    return at


def _phone(text: str) -> str:
    try:
        return clean_phone(text) if text.strip() else ""
    except NotAPhone as fault:
        raise HttpError(422, fault.words) from fault


def _track(matter: Matter) -> list[dict[str, Any]]:
    return [
        {"at": told.at, "step": told.step, "sentence": told.sentence, "words": told.words}
        for told in queries.story(matter)
    ]


def _reported(matter: Matter) -> dict[str, Any]:
    names = ("receipt", "reference", "state", "rung", "reported_at")
    more = {"answer_by": matter.outward_due_at, "address": f"{settings.PUBLIC_URL}/r/{matter.receipt}/"}
    return {name: getattr(matter, name) for name in names} | more


def _receipt(matter: Matter) -> dict[str, Any]:
    return {
        "receipt": matter.receipt,
        "reference": matter.reference,
        "state": matter.state,
        "state_words": rules.STATES[matter.state],
        "holder": queries.holder_words(matter),
        "place": territory.full_name(matter.place),
        "words": matter.words,
        "reported_at": matter.reported_at,
        "answer_by": matter.outward_due_at,
        "ending": matter.ending,
        "track": _track(matter),
    }


def _line(matter: Matter) -> dict[str, Any]:
    names = (
        "reference",
        "spot",
        "words",
        "kind",
        "topic",
        "state",
        "rung",
        "reported_at",
        "due_at",
        "ending",
    )
    line = {name: getattr(matter, name) for name in names}
    place = territory.full_name(matter.place)
    return line | {"id": str(matter.pk), "place": place, "answer_by": matter.outward_due_at}
