"""What is done to persons: enrolled, verified, asked for consent, given a key, disabled."""

import os
from base64 import b32encode
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people import rules
from sanzhang.foundation.people.models import Consent, OneTimeCode, Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records.text import clean_name, clean_phone

DAY = timedelta(days=1)


class NotPossible(Exception):
    """It can't be done as things are; `words` says why and what to do."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@transaction.atomic
def enrol(
    *,
    name: str,
    phone: str,
    by: Actor,
    at: datetime,
    verified: bool = True,
    login: str | None = None,
    community_id: int | None = None,
) -> Person:
    """Enrol a person; `verified`: whoever enrols has checked the number with the person (R25). Raises: NotAPhone."""
    permission.require(by, "people.enrol", at=at)
    person = Person(
        name=clean_name(name),
        phone=clean_phone(phone) if phone else "",
        login=login,
        enrolled_at=at,
        phone_verified_at=at if verified else None,
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    journal.record("people.enrolled", by=by, at=at, on=person, about=person, community_id=community_id)
    return person


@transaction.atomic
def enrol_many(
    pairs: list[tuple[str, str]], *, by: Actor, at: datetime, community_id: int | None = None
) -> list[Person]:
    """Enrol many (clean name, clean phone) at once, for imports; one journal entry with the number of them."""
    permission.require(by, "people.enrol", at=at)
    made = [Person(name=name, phone=phone, enrolled_at=at, phone_verified_at=at) for name, phone in pairs]
    for person in made:
        person.set_unusable_password()
    Person.objects.bulk_create(made, batch_size=500)
    if made:
        journal.record(
            "people.enrolled", by=by, at=at, community_id=community_id, facts={"persons": len(made)}
        )
    return made


@transaction.atomic
def change_phone(person: Person, *, phone: str, by: Actor, at: datetime) -> None:
    """Change the number; powers sleep until another person verifies it (R25). Raises: NotAPhone."""
    permission.require(by, "people.change_phone", person, at=at)
    person.phone, person.phone_verified_at = clean_phone(phone), None
    person.save(update_fields=["phone", "phone_verified_at"])
    journal.record("people.phone_changed", by=by, at=at, on=person, about=person)


@transaction.atomic
def verify_phone(person: Person, *, by: Actor, at: datetime) -> None:
    """Confirm, face to face, that the number is the person's. Raises: NotPossible — nobody verifies himself."""
    permission.require(by, "people.verify_phone", person, at=at)
    if isinstance(by, PersonLike) and by.id == person.id:
        raise NotPossible("自己的手机号要请别的社区工作者核对。")
    person.phone_verified_at = at
    person.save(update_fields=["phone_verified_at"])
    journal.record("people.phone_verified", by=by, at=at, on=person, about=person)


@transaction.atomic
def consent(person: Person, *, purpose: str, by: Actor, at: datetime) -> Consent:
    """Note a person's consent to one purpose, and who typed it in; twice is once."""
    permission.require(by, "people.consent", person, at=at)
    typed_by = by if isinstance(by, Person) and by.id != person.id else None
    given, is_new = Consent.objects.get_or_create(
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"wording": rules.WORDING, "given_at": at, "given_with": typed_by},
    )
    if is_new:
        journal.record("people.consented", by=by, at=at, on=person, about=person, facts={"purpose": purpose})
    return given


@transaction.atomic
def withdraw_consent(person: Person, *, purpose: str, by: Actor, at: datetime) -> None:
    """Withdraw a consent; it counts from this instant. Harmless if there was none."""
    permission.require(by, "people.consent", person, at=at)
    if Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at):
        journal.record(
            "people.consent_withdrawn", by=by, at=at, on=person, about=person, facts={"purpose": purpose}
        )


def note_use(person: Person, *, by: Actor, at: datetime) -> None:
    """Note that the person used the platform, at most once a day (R25 counts from here)."""
    permission.require(by, "people.note_use", at=at)
    if person.last_used_at is None or at - person.last_used_at > DAY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=at - DAY)
        Person.objects.filter(stale, pk=person.pk).update(last_used_at=at)


def set_type(person: Person, *, large: bool, by: Actor, at: datetime) -> None:
    """Remember large type for a person."""
    permission.require(by, "people.set_type", person, at=at)
    Person.objects.filter(pk=person.pk).update(large_type=large)


@transaction.atomic
def disable(person: Person, *, by: Actor, at: datetime) -> None:
    """Stop a person from signing in; sessions end with the next request."""
    permission.require(by, "people.disable", person, at=at)
    if Person.objects.filter(pk=person.pk, disabled_at=None).update(disabled_at=at):
        journal.record("people.disabled", by=by, at=at, on=person, about=person)


@transaction.atomic
def set_password(person: Person, *, password: str, by: Actor, at: datetime) -> None:
    """Set an office password; other sessions end (T03). Raises: ValidationError — too short or common."""
    permission.require(by, "people.set_key", person, at=at)
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    journal.record("people.password_set", by=by, at=at, on=person, about=person)


@transaction.atomic
def set_totp(person: Person, *, by: Actor, at: datetime, secret: str = "") -> str:
    """Give a person a new second factor and return its secret (base 32), to be shown once."""
    permission.require(by, "people.set_key", person, at=at)
    person.totp_secret = secret or b32encode(os.urandom(20)).decode()
    person.totp_last_step = 0
    person.save(update_fields=["totp_secret", "totp_last_step"])
    journal.record("people.second_factor_set", by=by, at=at, on=person, about=person)
    return str(person.totp_secret)


def forget_codes(*, by: Actor, at: datetime) -> int:
    """Delete one-time codes older than a day and return how many."""
    permission.require(by, "people.forget_codes", at=at)
    return OneTimeCode.objects.filter(asked_at__lt=at - DAY).delete()[0]
