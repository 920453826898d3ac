"""What is done to persons: enrolled, verified, asked for consent, given a key, disabled."""

import os
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal import limits
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.people import rules
from sanzhang.foundation.people.models import NOT_CONFIRMED, Consent, OneTimeCode, Person
from sanzhang.foundation.permission import Actor, Seat
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
    """Enrol a person for a community; `verified`: whoever enrols has checked the number with the person (R25).

    Without `community_id` only the administrator may. Raises: NotAPhone; NotAllowed — another community's.
    """
    permission.require(by, "people.enrol", community_id, at=at)
    return _enrolled(name, phone, by=by, at=at, verified=verified, login=login, community_id=community_id)


def _enrolled(
    name: str,
    phone: str,
    *,
    by: Actor,
    at: datetime,
    verified: bool = True,
    login: str | None = None,
    community_id: int | None = None,
) -> Person:
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
    permission.require(by, "people.enrol", community_id, at=at)
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
    """Change the number; powers sleep until another person verifies it (R25), sessions by the old one end.

    Raises: NotAPhone.
    """
    seat = permission.require(by, "people.change_phone", person, at=at)
    person.phone, person.phone_verified_at = clean_phone(phone), None
    person.save(update_fields=["phone", "phone_verified_at"])
    if not person.login:
        _end_sessions(person)
    _note("people.phone_changed", person, by=by, at=at, seat=seat)


@transaction.atomic
def verify_phone(person: Person, *, by: Actor, at: datetime) -> None:
    """Confirm, face to face, that the number is the person's. Raises: NotPossible — nobody verifies himself."""
    seat = permission.require(by, "people.verify_phone", person, at=at)
    if isinstance(by, PersonLike) and by.id == person.id:
        raise NotPossible("自己的手机号要请别的社区工作者核对。")
    person.phone_verified_at = at
    person.save(update_fields=["phone_verified_at"])
    _note("people.phone_verified", person, by=by, at=at, seat=seat)


@transaction.atomic
def consent(person: Person, *, purpose: str, by: Actor, at: datetime) -> Consent:
    """Note a person's consent to one purpose, and who typed it in; twice is once. Raises: NotPossible."""
    seat = permission.require(by, "people.consent", person, at=at)
    if purpose not in rules.CONSENTS:
        raise NotPossible("没有这一项同意。请刷新页面再选。")
    typed_by = by if isinstance(by, Person) and by.id != person.id else None
    given, is_new = Consent.objects.get_or_create(
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"wording": rules.WORDING, "given_at": at, "given_with": typed_by},
    )
    if is_new:
        _note("people.consented", person, by=by, at=at, seat=seat, facts={"purpose": purpose})
    return given


@transaction.atomic
def withdraw_consent(person: Person, *, purpose: str, by: Actor, at: datetime) -> None:
    """Withdraw a consent; it counts from this instant. Harmless if there was none."""
    seat = permission.require(by, "people.consent", person, at=at)
    if Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at):
        _note("people.consent_withdrawn", person, by=by, at=at, seat=seat, facts={"purpose": purpose})


def note_use(person: Person, *, by: Actor, at: datetime) -> None:
    """Note that the person used the platform, at most once a day (R25 counts from here).

    Whose powers sleep wakes them by no use of his own: somebody must verify the number.
    """
    permission.require(by, "people.note_use", at=at)
    if not person.has_live_powers(at):
        return
    if person.last_used_at is None or at - person.last_used_at > DAY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=at - DAY)
        Person.objects.filter(stale, pk=person.pk).update(last_used_at=at)


def set_type(person: Person, *, large: bool, by: Actor, at: datetime) -> None:
    """Remember large type for a person."""
    permission.require(by, "people.set_type", person, at=at)
    Person.objects.filter(pk=person.pk).update(large_type=large)


@transaction.atomic
def disable(person: Person, *, by: Actor, at: datetime) -> None:
    """Stop a person from signing in; every session is dead with its next request, and stays so (T03)."""
    seat = permission.require(by, "people.disable", person, at=at)
    if Person.objects.filter(pk=person.pk, disabled_at=None).update(disabled_at=at):
        _end_sessions(person)
        _note("people.disabled", person, by=by, at=at, seat=seat)


@transaction.atomic
def enable(person: Person, *, by: Actor, at: datetime) -> None:
    """Let a disabled person sign in again; an office needs a new password first."""
    seat = permission.require(by, "people.disable", person, at=at)
    if Person.objects.filter(pk=person.pk).exclude(disabled_at=None).update(disabled_at=None):
        _note("people.enabled", person, by=by, at=at, seat=seat)


@transaction.atomic
def set_password(person: Person, *, password: str, by: Actor, at: datetime) -> None:
    """Set an office password; other sessions end (T03). Raises: ValidationError — too short or common."""
    seat = permission.require(by, "people.set_key", person, at=at)
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    _note("people.password_set", person, by=by, at=at, seat=seat)


@transaction.atomic
def set_totp(person: Person, *, by: Actor, at: datetime, secret: str = "") -> str:
    """Give a person a new second factor and return its secret (base 32), to be shown once.

    Without `secret` it counts only once its first code was typed in; a handed-in one counts at once.
    """
    seat = permission.require(by, "people.set_key", person, at=at)
    person.totp_secret = secret or b32encode(os.urandom(20)).decode()
    person.totp_last_step = 0 if secret else NOT_CONFIRMED
    person.save(update_fields=["totp_secret", "totp_last_step"])
    _note("people.second_factor_set", person, by=by, at=at, seat=seat)
    return str(person.totp_secret)


@transaction.atomic
def drop_totp(person: Person, *, by: Actor, at: datetime) -> None:
    """Take the second factor away, because the phone was lost: the next sign-in gives a new one."""
    seat = permission.require(by, "people.set_key", person, at=at)
    person.totp_secret, person.totp_last_step = "", NOT_CONFIRMED
    person.save(update_fields=["totp_secret", "totp_last_step"])
    _note("people.second_factor_dropped", person, by=by, at=at, seat=seat)


@transaction.atomic
def open_login(*, name: str, login: str, password: str, by: Actor, at: datetime) -> Person:
    """Enrol an office worker with login and first password. Raises: NotPossible — the login is taken."""
    permission.require(by, "people.keep_logins", at=at)
    if Person.objects.filter(login=login).exists():
        raise NotPossible(f"账号“{login}”已经有人用了。请换一个。")
    person = _enrolled(name, "", login=login, by=by, at=at)
    set_password(person, password=password, by=by, at=at)
    return person


@transaction.atomic
def explain_reading(*, reason: str, data_class: str, by: Person, at: datetime) -> None:
    """Say why one reads so many persons' data; from half of the limit on nobody reads without (R22)."""
    permission.require(by, "people.explain_reading", at=at)
    if reason not in rules.READING_REASONS or data_class not in limits.LIMITS:
        raise NotPossible("请从列出的原因里选一个。")
    facts = {"reason": rules.READING_REASONS[reason], "data_class": data_class}
    journal.record(limits.EXPLAINED, by=by, at=at, about=by, facts=facts, **_where(by, at))


@transaction.atomic
def approve_reading(alarm: Entry, *, reader: Person, by: Actor, at: datetime) -> None:
    """Let somebody who read many persons' data read one more portion within the day (R22).

    Raises: NotPossible — for oneself, or for an alarm that is a day old.
    """
    seat = permission.require(by, "people.approve_reading", alarm.path, at=at)
    if isinstance(by, PersonLike) and by.id == reader.id:
        raise NotPossible("自己的限额要请别人同意。")
    if alarm.action != limits.MANY or alarm.about != reader.journal_key or at - alarm.at >= DAY:
        raise NotPossible("这条提醒已经过了 24 小时,限额已经重新计算,不用再同意。")
    facts = {"data_class": alarm.facts["data_class"]}
    journal.record(limits.APPROVED, by=by, at=at, seat=seat, about=reader, path=alarm.path, facts=facts)


def forget_codes(*, by: Actor, at: datetime) -> int:
    """Delete one-time codes older than a day and return how many."""
    permission.require(by, "people.forget_codes", at=at)
    return OneTimeCode.objects.filter(asked_at__lt=at - DAY).delete()[0]


def _end_sessions(person: Person) -> None:
    """Let no cookie given until now open anything: sessions are bound to the password's hash."""
    person.set_unusable_password()
    person.save(update_fields=["password"])


def _note(
    action: str, person: Person, *, by: Actor, at: datetime, seat: Seat | None, facts: Any = None
) -> None:
    where: dict[str, Any] = {"seat": seat, "community_id": seat.community_id if seat else None}
    journal.record(action, by=by, at=at, on=person, about=person, facts=facts, **where)


def _where(by: Actor, at: datetime) -> dict[str, Any]:
    seat = next(iter(permission.seats_of(by, at)), None)
    return {"seat": seat, "community_id": seat.community_id, "path": seat.path} if seat else {}
