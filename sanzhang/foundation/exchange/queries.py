"""What others may ask exchange."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.exchange import rules
from sanzhang.foundation.exchange.models import ApiKey, Delivery, Hook
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.paths import area_filter
from sanzhang.foundation.records.statements import Snapshot

AreaNames = Callable[[Iterable[str]], Mapping[str, str]]
Told = Callable[[Entry], Mapping[str, Any] | None]
_names: list[AreaNames] = []
_told: dict[str, Told] = {}


def provide_area_names(name: AreaNames) -> None:
    """Let a room above tell what areas are called (called once)."""
    if name not in _names:
        _names.append(name)


def provide_told(kind: str, tell: Told) -> None:
    """Let a room above tell what of an entry about `kind` (app.model) may leave the house; None: nothing."""
    _told[kind] = tell


def names_of(areas: Iterable[str]) -> dict[str, str]:
    """Return area → its name; the code where nobody knows one. Unknown areas are left out of the answer above."""
    wanted = set(areas)
    known = dict(_names[0](wanted)) if _names else {}
    return {area: known.get(area, area) for area in wanted}


def is_known(area: str) -> bool:
    """Say whether there is such an area."""
    return not _names or area in _names[0]([area])


def told_of(entry: Entry) -> Mapping[str, Any] | None:
    """Return what may be told of an entry, None where nothing may."""
    tell = _told.get(entry.on_kind)
    return tell(entry) if tell else None


def visible_to(by: Actor, at: datetime) -> QuerySet[ApiKey]:
    """Return the keys in the areas of `by`, newest first."""
    areas = permission.areas(by, "exchange.keep_keys", at=at)
    return ApiKey.objects.filter(area_filter(areas, "area")).select_related("made_by").order_by("-id")


def narrowed(found: QuerySet[ApiKey], words: str) -> QuerySet[ApiKey]:
    """Return keys whose program, keeper or code has every word."""
    for word in words.split()[:5]:
        found = found.filter(Q(name__icontains=word) | Q(keeper__icontains=word) | Q(code__iexact=word))
    return found


def state_of(key: ApiKey, at: datetime) -> str:
    """Return 在用, 已收回 or 已到期."""
    if key.revoked_at:
        return "已收回"
    return "在用" if key.expires_at > at else "已到期"


def hooks_of(key: ApiKey) -> QuerySet[Hook]:
    """Return the hooks of a key but for those taken away."""
    return key.hooks.exclude(state=rules.REMOVED).order_by("id")


def visible_hooks(by: Actor, at: datetime) -> QuerySet[Hook]:
    """Return the hooks of the keys that `by` looks after."""
    found = Hook.objects.filter(key__in=visible_to(by, at).order_by())
    return found.exclude(state=rules.REMOVED).select_related("key")


def deliveries_of(hook: Hook, state: str = "") -> QuerySet[Delivery]:
    """Return what was sent to a hook, newest first."""
    found = hook.deliveries.order_by("-id")
    return found.filter(state=state) if state in rules.DELIVERY_STATES else found


def _any_hooks() -> bool:
    return Hook.objects.filter(state=rules.ON).exists()


is_anybody_told = Snapshot(_any_hooks)  # asked at each entry; a new hook begins within a second
