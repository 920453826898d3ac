"""Tags and filters that every template has: times as people say them, masks, figures, the form's number."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms, template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sanzhang.foundation.calendar import rules as calendar
from sanzhang.foundation.records import text

register = template.Library()


@register.simple_tag
def once_field() -> SafeString:
    """Return the hidden number of a form: sent twice, it is done once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid4().hex)


@register.filter
def spoken(value: datetime | date | None) -> str:
    """Return 今天 17:00, 昨天 09:12, 11月3日 08:00; a date without its time."""
    if value is None:
        return ""
    now = timezone.now()
    if isinstance(value, datetime):
        return calendar.spoken_time(value, now)
    return calendar.spoken_date(value, now)


@register.filter
def left(due: datetime | None) -> str:
    """Return 还剩 2 小时 or 已超 40 分钟."""
    return calendar.spoken_left(due, timezone.now()) if due else ""


@register.filter
def is_past(due: datetime | None) -> bool:
    """Say whether a time has passed."""
    return due is not None and due < timezone.now()


@register.filter
def masked_phone(phone: str | None) -> str:
    """Return 138****0001."""
    return text.mask_phone(phone or "")


@register.filter
def masked_name(name: str | None) -> str:
    """Return 王*."""
    return text.mask_name(name or "")


@register.filter
def thousands(value: float | None) -> str:
    """Return 12,345."""
    return "—" if value is None else f"{value:,}"


@register.filter
def or_dash(value: Any) -> Any:
    """Return the value, or a dash where there is none."""
    return "—" if value is None or value == "" else value


@register.filter
def get(found: Any, key: Any) -> Any:
    """Return `found[key]`, or nothing."""
    return found.get(key) if found else None


@register.filter
def kind_of_field(field: BoundField) -> str:
    """Return radio, checks, check or other: which drawing a field takes."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    return "check" if isinstance(widget, forms.CheckboxInput) else "other"


@register.filter
def first_id(field: BoundField) -> str:
    """Return the id where the cursor should go to mend a field."""
    return f"{field.auto_id}_0" if kind_of_field(field) in ("radio", "checks") else field.auto_id


@register.filter
def count_errors(form: forms.BaseForm) -> int:
    """Return how many sentences of `form` ask for a change."""
    return sum(len(words) for words in form.errors.values())


@register.filter
def as_triples(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return rows of two or three as rows of three."""
    return [(*row, "", "")[:3] for row in rows]


@register.filter
def as_quads(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return rows of two to four as rows of four."""
    return [(*row, "", "")[:4] for row in rows]
