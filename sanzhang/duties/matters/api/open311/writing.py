"""Answers in the two formats: JSON as XML read off element by element, and XML with its declaration."""

import json
import re
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils import timezone

JSON, XML = "json", "xml"
TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # in XML 1.0
# What the elements of a list are called.
SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
Content = dict[str, Any] | list[dict[str, Any]]


def answered(fmt: str, root: str, content: Content, *, status: int = 200) -> HttpResponse:
    """Return `content` under its root element; a list in JSON is a list, without a name around it."""
    text = json.dumps(content, ensure_ascii=False) if fmt == JSON else _document(root, content)
    answer = HttpResponse(text, status=status, content_type=TYPES[fmt])
    answer["Access-Control-Allow-Origin"] = (
        "*"  # no cookie counts here: whoever reads, reads by the key alone
    )
    return answer


def refused(fmt: str, status: int, words: str) -> HttpResponse:
    """Return an error as the specification writes it."""
    return answered(fmt, "errors", [{"code": status, "description": words}], status=status)


def w3(value: datetime | None) -> str | None:
    """Return 2026-11-23T09:00:00+08:00."""
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _document(root: str, content: Content) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, content)}\n'


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        inner = "".join(_element(SINGULAR[name], one) for one in value)
    elif isinstance(value, dict):
        inner = "".join(_element(one, part) for one, part in value.items())
    elif isinstance(value, bool):
        inner = "true" if value else "false"
    else:
        inner = escape(_UNWRITABLE.sub("", str(value))) if value is not None else ""
    return f"<{name}>{inner}</{name}>"
