"""A matter, a kind and a question in the words of GeoReport v2."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from sanzhang.duties.catalogue import rules as catalogue
from sanzhang.duties.catalogue.models import Kind, KindQuestion
from sanzhang.duties.matters import rules
from sanzhang.duties.matters.api.open311.writing import w3
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.matters.queries import open311
from sanzhang.foundation.exchange.models import ApiKey
from sanzhang.organisation.territory import queries as territory

DATATYPES = {
    catalogue.TEXT: "text",
    catalogue.CHOICE: "singlevaluelist",
    catalogue.NUMBER: "number",
    catalogue.YES_NO: "singlevaluelist",
    catalogue.DAY: "datetime",
}
ASKED = {
    catalogue.TEXT: "写一写",
    catalogue.CHOICE: "选一项",
    catalogue.NUMBER: "写一个数",
    catalogue.YES_NO: "选是或不是",
    catalogue.DAY: "写日期,比如 2026-11-23",
}
YES_NO = ("是", "不是")


def service(kind: Kind) -> dict[str, Any]:
    """Return a kind as a service."""
    return {
        "service_code": kind.code,
        "service_name": kind.name,
        "description": kind.file_when or kind.name,
        "metadata": bool(kind.questions.all()),
        "type": "realtime",
        "keywords": ", ".join(str(word) for word in kind.words),
        "group": kind.group,
    }


def definition(kind: Kind) -> dict[str, Any]:
    """Return the questions of a kind as attributes."""
    attributes = [_attribute(question, order) for order, question in enumerate(kind.asked, start=1)]
    return {"service_code": kind.code, "attributes": attributes}


def _attribute(question: KindQuestion, order: int) -> dict[str, Any]:
    attribute: dict[str, Any] = {
        "variable": True,
        "code": code_of(question),
        "datatype": DATATYPES[question.answer],
        "required": question.is_needed,
        "datatype_description": ASKED[question.answer],
        "order": order,
        "description": question.words,
    }
    if choices := choices_of(question):
        attribute["values"] = [{"key": choice, "name": choice} for choice in choices]
    return attribute


def code_of(question: KindQuestion) -> str:
    """Return what an attribute is called: q1."""
    return f"q{question.number}"


def choices_of(question: KindQuestion) -> list[str]:
    """Return what may be answered, empty where anything may."""
    if question.answer == catalogue.YES_NO:
        return list(YES_NO)
    return [str(choice) for choice in question.choices] if question.answer == catalogue.CHOICE else []


def requests(matters: Iterable[Matter], key: ApiKey | None) -> list[dict[str, Any]]:
    """Return matters as service requests, each with the words that the key may read."""
    found = list(matters)
    with_words = {matter.pk for matter in found if open311.may_read_words(matter, key)}
    answers = open311.last_answers(matter for matter in found if matter.pk in with_words)
    return [_request(matter, matter.pk in with_words, answers.get(matter.pk, "")) for matter in found]


def _request(matter: Matter, with_words: bool, answer: str) -> dict[str, Any]:
    kind, place = matter.filed_as, matter.place
    building = place.parent if place.kind == "unit" and place.parent else place
    is_exact = with_words and matter.lon is not None
    point = building if building.latitude is not None else matter.community
    changed = (matter.reported_at, matter.rung_at, matter.answered_at, matter.closed_at)
    return {
        "service_request_id": str(matter.pk),
        "status": open311.status_of(matter),
        "status_notes": _notes(matter, answer),
        "service_name": kind.name if kind else rules.TOPICS[matter.topic],
        "service_code": kind.code if kind else "",
        "description": matter.words if with_words else "",
        "agency_responsible": f"{matter.community.name}({rules.RUNGS[matter.rung]})",
        "service_notice": f"编号 {matter.reference}",
        "requested_datetime": w3(matter.reported_at),
        "updated_datetime": w3(max(one for one in changed if one)),
        "expected_datetime": w3(matter.outward_due_at),
        "address": _address(matter),
        "address_id": building.token,
        "zipcode": "",
        "lat": matter.lat if is_exact else point.latitude,
        "long": matter.lon if is_exact else point.longitude,
        "media_url": "",
    }


def _address(matter: Matter) -> str:
    """Return 桐荫家园12栋,桐荫社区: the building, never the door nor the stair."""
    place = matter.place
    building = place.parent if place.kind == "unit" and place.parent else place
    name = territory.full_name(building)
    return name if building.pk == matter.community_id else f"{name},{matter.community.name}"


def _notes(matter: Matter, answer: str) -> str:
    state = rules.STATES[matter.state]
    ending = rules.ENDINGS.get(matter.ending, "") if matter.state in (rules.ANSWERED, rules.CLOSED) else ""
    said = f"{ending}({state})" if ending else state
    return f"{said}:{answer}" if answer and ending else said


def reported(matter: Matter) -> dict[str, Any]:
    """Return what whoever reported gets at once; the address of the receipt is for the resident alone."""
    address = f"{settings.PUBLIC_URL}/r/{matter.receipt}/"
    notice = f"编号 {matter.reference}。看进展、确认办好或者要求重办:{address}"
    return {"service_request_id": str(matter.pk), "service_notice": notice, "account_id": ""}


def discovery(url: str) -> dict[str, Any]:
    """Return where the one endpoint is and what it speaks."""
    changed = "2026-11-24T00:00:00+08:00"
    return {
        "changeset": changed,
        "contact": "密钥、范围和故障请联系所在市的系统管理员。",
        "key_service": "市级或系统管理员在“接入密钥”页面发放密钥。",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": url,
                "changeset": changed,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
