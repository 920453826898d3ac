"""Tags and filters that every template has: times as people say them, masks, figures, the form's number."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
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
