"""The catalogue as a report asks for it: suggested, searched, by group (§4.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from sanzhang.duties.catalogue import queries as catalogue
from sanzhang.duties.catalogue.models import Kind
from sanzhang.organisation.territory.models import Place

MOST = 12


@dataclass(frozen=True)
class Offered:
    """A kind that is offered, and why."""

    kind: Kind
    because: str = ""


def offered_kinds(place: Place, words: str, at: datetime) -> list[Offered]:
    """Return at most three kinds that the words speak for, each with its reasons; never decided by it alone."""
    found = catalogue.suggest(words, place_kind=place.kind, at=at)
    return [Offered(one.kind, "、".join(one.because[:3])) for one in found]


def kinds_found(words: str, at: datetime) -> list[Offered]:
    """Return the kinds whose name, group or words hold what was typed."""
    said = words.strip()[:20]
    if not said:
        return []
    open_ones = _open(at)
    named = list(open_ones.filter(Q(name__icontains=said) | Q(group__icontains=said))[:MOST])
    known = {kind.pk for kind in named}
    more = [kind for kind in open_ones if kind.pk not in known and any(said in word for word in kind.words)]
    return [Offered(kind) for kind in (*named, *more)][:MOST]


def kinds_of_group(group: str, at: datetime) -> list[Offered]:
    """Return the kinds of a group."""
    return [Offered(kind) for kind in _open(at).filter(group=group)[:80]]


def groups_of_kinds(at: datetime) -> list[str]:
    """Return the groups of the catalogue, ours first."""
    found = _open(at).order_by("-source", "group").values_list("group", flat=True)
    return list(dict.fromkeys(found))


def kinds_by_group(at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return group → (id, name) of every kind in use, for a select."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for pk, group, name in _open(at).order_by("-source", "group", "name").values_list("pk", "group", "name"):
        rows.setdefault(group, []).append((str(pk), name))
    return list(rows.items())


def open_kind(kind_id: int | str, at: datetime) -> Kind | None:
    """Return a kind that is in use."""
    if not str(kind_id).isdigit():
        return None
    return _open(at).filter(pk=int(kind_id)).prefetch_related("questions", "clocks").first()


def _open(at: datetime) -> QuerySet[Kind]:
    on = timezone.localdate(at)
    return Kind.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on)).order_by("group", "name")
