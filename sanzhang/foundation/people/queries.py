"""Finding persons: by id, by phone (several may share one), and within one's scope."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.journal import limits
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import rules
from sanzhang.foundation.people.models import Consent, Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.paths import area_filter
from sanzhang.foundation.records.text import clean_name, clean_phone

Scope = Callable[[Actor, datetime], "QuerySet[Person]"]
Offer = Callable[[Person], bool]
Roles = Callable[[Person, datetime], list[str]]
_scopes: list[Scope] = []
_offers: dict[str, Offer] = {}
_roles: list[Roles] = []


def provide_scope(scope: Scope) -> None:
    """Let a room above say which persons an actor may look after (called once, when the room is ready)."""
    if scope not in _scopes:
        _scopes.append(scope)


def provide_offer(purpose: str, is_asked: Offer) -> None:
    """Let a room above say whom it asks for a consent; nobody else is shown the question."""
    _offers[purpose] = is_asked


def provide_roles(tell: Roles) -> None:
    """Let a room above tell, in words, what a person is registered as beside the posts."""
    if tell not in _roles:
        _roles.append(tell)


def roles_of(person: Person, at: datetime) -> list[str]:
    """Return in words what a person is registered as beside the posts."""
    return [words for tell in _roles for words in tell(person, at)]


def consents_asked(person: Person) -> list[tuple[str, str, str, bool]]:
    """Return (purpose, label, words, given) of the consents that concern a person."""
    given = consents_of(person)
    return [
        (purpose, *words, purpose in given)
        for purpose, words in rules.CONSENTS.items()
        if purpose in given or purpose not in _offers or _offers[purpose](person)
    ]


def visible_to(by: Actor, at: datetime) -> QuerySet[Person]:
    """Return the persons that `by` may look after at `at`; nobody unless a room above says so."""
    found = Person.objects.none()
    for scope in _scopes:
        found = found | scope(by, at)
    return found.distinct()


def persons_by_phone(phone: str) -> list[Person]:
    """Return the persons of a number who may sign in, oldest first. Raises: NotAPhone."""
    index = blind_index(clean_phone(phone), "phone")
    return list(Person.objects.filter(phone_index=index, disabled_at=None).order_by("id"))


def same_person(name: str, phone: str) -> Person | None:
    """Return the person of this very name and number, if known."""
    found = Person.objects.filter(
        name_index=blind_index(clean_name(name), "name"), phone_index=blind_index(clean_phone(phone), "phone")
    )
    return found.filter(disabled_at=None).order_by("id").first()


def same_persons(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """Return the known persons among (clean name, clean phone) pairs, in one query."""
    keys = {(blind_index(name, "name"), blind_index(phone, "phone")): (name, phone) for name, phone in pairs}
    found = Person.objects.filter(phone_index__in={phone for _, phone in keys}, disabled_at=None).order_by(
        "-id"
    )
    known = {(person.name_index, person.phone_index): person for person in found}
    return {pair: known[key] for key, pair in keys.items() if key in known}


def consents_of(person: Person) -> set[str]:
    """Return the purposes to which a person consents now."""
    return set(Consent.objects.filter(person=person, withdrawn_at=None).values_list("purpose", flat=True))


def consents_with_times(person: Person) -> list[Consent]:
    """Return the whole ledger of a person's consents, newest first, those withdrawn included."""
    return list(Consent.objects.filter(person=person).order_by("-given_at", "-id"))


def logins() -> QuerySet[Person]:
    """Return the persons with an office login, by login."""
    return Person.objects.exclude(login=None).order_by("login")


def readers_over_half(by: Actor, at: datetime) -> list[tuple[Entry, Person, limits.Reading]]:
    """Return whose reading reached half of a limit within a day, where `by` may approve more (R22)."""
    areas = permission.areas(by, "people.approve_reading", at=at)
    alarms = Entry.objects.filter(area_filter(areas), action=limits.MANY, at__gt=at - limits.DAY)
    found = list(alarms.order_by("-at")[:50])
    persons = {
        one.journal_key: one for one in Person.objects.filter(journal_key__in=[a.about for a in found])
    }
    return [
        (
            alarm,
            persons[alarm.about],
            limits.reading_of(alarm.about, at, data_class=alarm.facts["data_class"]),
        )
        for alarm in found
        if alarm.about in persons
    ]


def consents_of_many(ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the purposes of many persons, in one query; those without any are left out."""
    found: dict[int, set[str]] = {}
    live = Consent.objects.filter(person_id__in=list(ids), withdrawn_at=None)
    for person_id, purpose in live.values_list("person_id", "purpose"):
        found.setdefault(person_id, set()).add(purpose)
    return found
