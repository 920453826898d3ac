"""One rota: who takes part, in which order, whose month it is."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from sanzhang.foundation.people.models import Person
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Swap, Turn
from sanzhang.organisation.territory.models import Place


def next_month(at: datetime) -> date:
    """Return the first of the month after the running one: the first that can still be given out anew."""
    return rules.month_after(rules.first_of(rules.day_of(at)))


def of_unit(unit: Place, at: datetime) -> Rota | None:
    """Return the running rota of a unit."""
    found = Rota.objects.filter(post__place=unit, ended_at=None)
    return found.select_related("post__place__parent", "community").first()


def turn_of(unit: Place, at: datetime) -> Turn | None:
    """Return the turn of the running month of a unit."""
    month = rules.first_of(rules.day_of(at))
    found = Turn.objects.filter(rota__post__place=unit, month=month).order_by("-rota")
    return found.select_related("member__person", "member__household", "rota").first()


def able_members(rota: Rota) -> QuerySet[Member]:
    """Return who is willing and able."""
    found = Member.objects.filter(rota=rota, left_at=None, able_at__isnull=False)
    return found.select_related("household", "person").order_by("household__path")


def everybody(rota: Rota) -> dict[int, Member]:
    """Return all who were ever given a place, those who left too, in their order: the round goes on through them."""
    found = Member.objects.filter(rota=rota, place__isnull=False).select_related("household", "person")
    return {member.pk: member for member in found.order_by("place", "pk")}


def in_order(rota: Rota) -> list[Member]:
    """Return the able members in their order; empty before it is drawn or agreed."""
    return list(able_members(rota).filter(place__isnull=False).order_by("place", "pk"))


def members_of(rota: Rota) -> list[Member]:
    """Return who takes part or has asked to, in order, then by door."""
    found = Member.objects.filter(rota=rota, left_at=None).select_related("household", "person")
    return sorted(found, key=lambda member: (member.place is None, member.place or 0, member.household.path))


def token_of(member: Member) -> str:
    """Return what stands for a household in the lot: its door, as its neighbours know it."""
    return str(member.household.number)


def turns_of(rota: Rota, *, since: date | None = None, until: date | None = None) -> list[Turn]:
    """Return the turns of a rota in [since, until), in order."""
    found = Turn.objects.filter(rota=rota)
    if since:
        found = found.filter(month__gte=since)
    if until:
        found = found.filter(month__lt=until)
    return list(found.select_related("member__person", "member__household", "tenure").order_by("month"))


def turns_now(rotas: list[Rota], at: datetime) -> dict[int, Turn]:
    """Return rota → the turn of the running month; one query."""
    month = rules.first_of(rules.day_of(at))
    found = Turn.objects.filter(rota__in=rotas, month=month).select_related("member__household")
    return {turn.rota_id: turn for turn in found}


def past_memberships(person: Person) -> list[Member]:
    """Return the rotas that a person left, or that ended, newest first."""
    over = Q(left_at__isnull=False) | Q(rota__ended_at__isnull=False)
    found = Member.objects.filter(over, person=person).order_by("-joined_at")[:20]
    return list(
        found.select_related("rota__post__place__parent__estate", "rota__post__place__estate", "household")
    )


def memberships_of(person: Person) -> list[Member]:
    """Return the rotas in which a person serves for a household."""
    found = Member.objects.filter(person=person, left_at=None, rota__ended_at=None)
    return list(
        found.select_related(
            "rota__post__place__parent__estate", "rota__post__place__estate", "household", "rota__community"
        )
    )


def swaps_for(person: Person) -> list[Swap]:
    """Return the swaps that wait for a person's answer."""
    found = Swap.objects.filter(asked_of=person, state=rules.WAITING)
    return list(
        found.select_related("mine__member__household", "theirs", "mine__rota__post__place", "asked_by")
    )


def swaps_of(person: Person) -> list[Swap]:
    """Return the swaps that a person asked for and that wait."""
    found = Swap.objects.filter(asked_by=person, state=rules.WAITING)
    return list(found.select_related("mine__rota__post__place", "theirs__member__household", "asked_of"))
