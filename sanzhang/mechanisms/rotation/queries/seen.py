"""What a person may see and touch of rotas: the own ones as a member, those of the area by a seat (R7)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from sanzhang.duties.residents.models import Home
from sanzhang.duties.residents.queries import homes_in
from sanzhang.foundation import permission
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records.paths import area_filter
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Swap, Turn, TurnStep

PLACES = ("rota__post__place__parent__estate", "rota__post__place__estate", "rota__community")


def _seen(by: Actor, at: datetime, rota: str) -> Q:
    areas = permission.areas(by, "rotation.edit", at=at)
    seen = area_filter(areas, f"{rota}__post__place__path") if areas else Q(pk__in=[])
    if isinstance(by, PersonLike) and by.is_authenticated:
        seen |= Q(**{f"{rota}__in": Member.objects.filter(person_id=by.id, left_at=None).values("rota")})
    return seen


def turns_visible_to(by: Actor, at: datetime) -> QuerySet[Turn]:
    """Return the turns of the rotas that `by` takes part in or looks after."""
    found = Turn.objects.filter(_seen(by, at, "rota"))
    return found.select_related("member__person", "member__household", "tenure", *PLACES)


def members_visible_to(by: Actor, at: datetime) -> QuerySet[Member]:
    """Return the members of the rotas that `by` looks after, and `by` himself."""
    areas = permission.areas(by, "rotation.edit", at=at)
    seen = area_filter(areas, "rota__post__place__path") if areas else Q(pk__in=[])
    if isinstance(by, PersonLike) and by.is_authenticated:
        seen |= Q(person_id=by.id)
    return Member.objects.filter(seen).select_related("person", "household", *PLACES)


def swaps_visible_to(by: Actor, at: datetime) -> QuerySet[Swap]:
    """Return the requests to change months of the rotas that `by` takes part in or looks after."""
    found = Swap.objects.filter(_seen(by, at, "mine__rota"))
    return found.select_related(
        "mine__rota__post__place", "mine__member__household", "theirs__member__household", "theirs__rota"
    )


def waiting_swaps(rota: Rota) -> list[Swap]:
    """Return the requests of a rota that wait for an answer."""
    found = Swap.objects.filter(mine__rota=rota, state=rules.WAITING)
    return list(found.select_related("mine__member__household", "theirs__member__household").order_by("pk"))


def steps_of(rota: Rota, *, most: int = 40) -> list[TurnStep]:
    """Return what happened to the months of a rota, newest first; being given out is no news."""
    found = TurnStep.objects.filter(turn__rota=rota).exclude(verb="planned")
    with_all = found.select_related("turn", "member__household", "before__household")
    return list(with_all.order_by("-at", "-pk")[:most])


def homes_to_enter(rota: Rota, at: datetime) -> list[Home]:
    """Return who lives in the unit and could still be entered: no household twice."""
    taken = set(Member.objects.filter(rota=rota, left_at=None).values_list("household", flat=True))
    return [home for home in homes_in(rota.post.place_id, rules.day_of(at)) if home.household_id not in taken]


def own_homes(rota: Rota, by: PersonLike, at: datetime) -> list[Home]:
    """Return the homes of a person in the unit of a rota."""
    homes = homes_in(rota.post.place_id, rules.day_of(at))
    return [home for home in homes if home.person_id == by.id and home.household.closed_on is None]


def public_names(members: Iterable[Member | None]) -> dict[int, str]:
    """Return member → what everybody may read: the name who consented to it, else that it is a household."""
    known = {member.pk: member for member in members if member}
    given = people.consents_of_many({member.person_id for member in known.values()})
    return {
        pk: member.person.name if "plaque.name" in given.get(member.person_id, set()) else "一户居民"
        for pk, member in known.items()
    }
