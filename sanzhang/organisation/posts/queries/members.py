"""Who serves a grid beside its leader: lists, gaps, and whom a resident calls (§1.4)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.posts.models import GridMember
from sanzhang.organisation.posts.rules import members as rules
from sanzhang.organisation.territory.models import Place

_topics: dict[str, str] = {}
GRID_WIDTH = 15


def provide_topics(topics: Mapping[str, str]) -> None:
    """Let a room above tell its kinds of matter, code → words (called once, when the room is ready)."""
    _topics.update(topics)


def topics() -> dict[str, str]:
    """Return code → words of the kinds of matter that members may take."""
    return dict(_topics)


def on_day(day: date) -> Q:
    """Return the condition that a membership runs on a day: starts_on <= day < ends_on."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def members_visible_to(by: Actor, at: datetime, action: str = "posts.members_look") -> QuerySet[GridMember]:
    """Return all memberships, past ones too, in the areas where `by` may do `action`."""
    areas = permission.areas(by, action, at=at)
    return GridMember.objects.filter(area_filter(areas, "grid__path")).select_related("grid", "person")


def is_member(person: Person) -> bool:
    """Say whether a person serves a grid, or did: asked for the consents of the card."""
    return GridMember.objects.filter(person=person).exists()


def roles_of(person: Person, at: datetime) -> list[str]:
    """Return which grids a person serves as what: 桐荫社区第1网格、第2网格民警(桐荫派出所)."""
    found = GridMember.objects.filter(on_day(timezone.localdate(at)), person=person)
    serving: dict[tuple[str, str, str], list[str]] = {}
    for one in found.select_related("grid", "community").order_by("grid__path", "kind"):
        serving.setdefault((one.community.name, one.title, one.body), []).append(one.grid.name)
    return [
        f"{community}{'、'.join(grids)}{title}" + (f"({body})" if body else "")
        for (community, title, body), grids in serving.items()
    ]


def members_of(grid: Place, at: datetime) -> list[GridMember]:
    """Return who serves a grid at `at`, in the order of kinds."""
    return members_of_many([grid], at).get(grid.pk, [])


def members_of_many(grids: Iterable[Place], at: datetime) -> dict[int, list[GridMember]]:
    """Return grid id → who serves it at `at`, in the order of kinds; one query."""
    wanted = list(grids)
    communities = {grid.community_id for grid in wanted}
    found = GridMember.objects.filter(
        on_day(timezone.localdate(at)), community_id__in=communities, grid_id__in=[one.pk for one in wanted]
    )
    sorted_by: dict[int, list[GridMember]] = {}
    order = list(rules.KINDS)
    for member in sorted(
        found.select_related("person", "grid"),
        key=lambda one: (order.index(one.kind), one.label, one.starts_on, one.pk),
    ):
        sorted_by.setdefault(member.grid_id, []).append(member)
    return sorted_by


def whom_to_call(place: Place, at: datetime, *, topic: str = "") -> list[rules.Call]:
    """Return the card 该找谁 of a grid, building or unit, as consented; three queries.

    `topic`: only who takes this kind of matter. A name or an own phone that was not consented to is not even
    decrypted (PIPL 25).
    """
    grid = Place.objects.filter(path=place.path[:GRID_WIDTH], kind="grid", closed_on=None).first()
    members = [one for one in (members_of(grid, at) if grid else []) if not topic or topic in one.topics]
    given = people.consents_of_many({one.person_id for one in members if one.person_id})
    calls = [_call(one, given.get(one.person_id or 0, set())) for one in members]
    return list(dict.fromkeys(calls))


def _call(member: GridMember, given: set[str]) -> rules.Call:
    person = member.person
    is_own = bool(person and person.phone_index and person.phone_index == _index(member.duty_phone))
    return rules.call_of(
        member.kind,
        label=member.label,
        name=person.name if person and rules.SHOW_NAME in given else "",
        phone=person.phone if person and rules.SHOW_PHONE in given else "",
        body=member.body,
        duty=member.duty,
        topics=tuple(_topics[code] for code in member.topics if code in _topics),
        duty_phone="" if is_own else member.duty_phone,  # one's own number is no duty phone, whoever typed it
    )


def _index(phone: str) -> str:
    return blind_index(phone, "phone") if phone else ""


def memberships_of(member: GridMember, at: datetime) -> list[GridMember]:
    """Return all running memberships of the same person (or body) of one kind in the same community."""
    found = GridMember.objects.filter(
        on_day(timezone.localdate(at)), community_id=member.community_id, kind=member.kind, label=member.label
    )
    found = (
        found.filter(person_id=member.person_id)
        if member.person_id
        else found.filter(person=None, body=member.body)
    )
    return list(found.select_related("grid", "person").order_by("grid__number", "grid__path"))


def member_history(grid: Place, at: datetime) -> list[GridMember]:
    """Return who served a grid for at least a day and does no longer, newest first."""
    day = timezone.localdate(at)
    past = GridMember.objects.filter(community_id=grid.community_id, grid=grid, ends_on__lte=day)
    past = past.exclude(end_reason=rules.CHANGED).select_related("person", "grid")
    return [one for one in past.order_by("-ends_on", "-id") if one.ends_on != one.starts_on]
