"""Candidates: who stands behind them, what may be shown of them, who looks after them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.people import queries as people
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.paths import area_filter
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.selection import rules
from sanzhang.organisation.selection.models import Candidate, Endorsement, Procedure
from sanzhang.organisation.selection.queries.procedures import households_of

HomesOf = Callable[[int, date], list[int]]
ContactsOf = Callable[[list[int], date], dict[int, list[Person]]]
_homes: list[HomesOf] = []
_contacts: list[ContactsOf] = []


def provide_homes(tell: HomesOf) -> None:
    """Let a room above tell in which households a person lives on a day (called once, when it is ready)."""
    if tell not in _homes:
        _homes.append(tell)


def homes_of(person: Person, on: date) -> list[int]:
    """Return the ids of the households in which a person lives."""
    return [home for tell in _homes for home in tell(person.pk, on)]


def provide_contacts(tell: ContactsOf) -> None:
    """Let a room above tell who can be reached in households: id → persons with a number, longest there first."""
    if tell not in _contacts:
        _contacts.append(tell)


def contacts_of(households: list[int], on: date) -> dict[int, list[Person]]:
    """Return household → who can be reached there."""
    return {key: people for tell in _contacts for key, people in tell(households, on).items()}


def needed_for(candidate: Candidate) -> int:
    """Return how many households must stand behind a candidate."""
    procedure = candidate.procedure
    doors = 0 if candidate.source == rules.BY_ORGANISATION else households_of(procedure).count()
    return rules.needed(procedure.post.kind, candidate.source, doors)


def count_endorsements(candidates: Iterable[int]) -> dict[int, int]:
    """Return candidate → how many households stand behind him; one query."""
    rows = Endorsement.objects.filter(candidate__in=list(candidates), withdrawn_at=None).order_by()
    return dict(rows.values_list("candidate").annotate(Count("id")))


def endorsed_households(procedure: Procedure) -> dict[int, int]:
    """Return household → number of the candidate behind whom it stands."""
    rows = Endorsement.objects.filter(procedure=procedure, withdrawn_at=None)
    return dict(rows.values_list("household", "candidate__number"))


def agrees(candidate: Candidate) -> bool:
    """Say whether an accepted candidate consents now to be named in public."""
    return candidate.person is not None and rules.PUBLISH in people.consents_of(candidate.person)


def shown_names(candidates: Iterable[Candidate]) -> dict[int, str]:
    """Return candidate id → name, of those who consent now; two queries."""
    found = [one for one in candidates if one.person_id]
    given = people.consents_of_many([one.person_id for one in found if one.person_id])
    return {
        one.pk: one.person.name
        for one in found
        if one.person and rules.PUBLISH in given.get(one.person.pk, set())
    }


def is_worker(person: Person, procedure: Procedure, at: datetime) -> bool:
    """Say whether a person is a community worker of the place now (§2.1)."""
    there = posts.holders(post_rules.COMMUNITY, procedure.community.path, at)
    return any(one.person_id == person.pk for one in there)


def candidates_in(by: Actor, at: datetime) -> QuerySet[Person]:
    """Return accepted candidates in the areas where `by` looks after people."""
    areas = [seat.path for seat in permission.seats_of(by, at) if seat.kind in post_rules.KEEPERS]
    if not areas:
        return Person.objects.none()
    return Person.objects.filter(Exists(_standing(areas)))


def is_candidate_kept(seat: Seat, person: Any, at: datetime) -> bool:
    """Say whether a seat looks after a person because he stands in its area."""
    mine = Person.objects.filter(Exists(_standing([seat.path])), pk=person.pk)
    return seat.kind in post_rules.KEEPERS and mine.exists()


def _standing(areas: list[str]) -> QuerySet[Candidate]:
    there = Candidate.objects.filter(area_filter(areas, "procedure__post__place__path"))
    return there.filter(person=OuterRef("pk"), state="accepted")


def asked_to_publish(person: Person) -> bool:
    """Say whether a person is asked for the consent to be named as a candidate."""
    return Candidate.objects.filter(person=person, procedure__ended_at=None).exists()
