"""Signing in: a code to the phone for leaders and residents; password and second factor for offices.

Known and unknown numbers meet the same work and the same words (T01); tries are counted even when refused (T02).
"""

import hashlib
import hmac
import secrets
from base64 import b32decode
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import OneTimeCode, Person
from sanzhang.foundation.permission import SYSTEM, Bearer
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.text import clean_phone

LIVES, TRIES = timedelta(minutes=5), 5
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
ASKED_BY_BROWSER, ASKED_BY_NETWORK = 10, 120  # an hour; a network may be a whole office or estate
OFFICE_TRIES = 8  # a quarter of an hour and login
STEP = 30  # seconds of a second factor (RFC 6238)
_DUMMY = make_password("nobody's password, hashed to spend the same time")


class Refused(Exception):
    """It did not work; the same words whatever the reason."""

    status = 422

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def ask_code(phone: str, *, browser: str, network: str, at: datetime) -> int:
    """Send a code to a number and return the id of the asking; for an unknown number nothing is sent, and nobody sees.

    Raises: NotAPhone — no number at all; Refused — too many asked from here.
    """
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    number = clean_phone(phone)
    costs = [("ask.browser", browser, ASKED_BY_BROWSER, HOUR), ("ask.network", network, ASKED_BY_NETWORK, HOUR)]
    if not channels.spend_all(costs, at):
        raise Refused("要验证码的次数太多了。请过一小时再试,或者找社区工作者帮忙。")
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        asked = OneTimeCode(
            phone_index=blind_index(number, "phone"),
            asked_by=_digest(browser),
            asked_at=at,
            expires_at=at + LIVES,
        )
        asked.code_digest = _digest(f"{asked.pk}:{code}")
        asked.save(force_insert=True)
        known = Person.objects.filter(phone_index=asked.phone_index, disabled_at=None).exists()
    # the same work for both; an unknown number's message has nobody to go to
    try:
        channels.send(phone=number if known else "", template="people.code", facts={"code": code}, by=SYSTEM, at=at)
    except channels.OverBudget:
        pass  # T26: quietly; the page says the same as always
    return int(asked.pk)


def check_code(asked_id: int, code: str, *, browser: str, at: datetime) -> list[Person]:
    """Return the persons of the number to which the code went: one or several (R25).

    Raises: Refused — wrong, too late, used, tried five times, or asked from another browser.
    """
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    words = "验证码不对,或者已经过期。请核对,或者重新要一个。"
    mine = OneTimeCode.objects.filter(
        pk=asked_id, asked_by=_digest(browser), used_at=None, expires_at__gt=at, tries__lt=TRIES
    )
    if not mine.update(tries=F("tries") + 1):
        raise Refused(words)
    asked = OneTimeCode.objects.get(pk=asked_id)
    if not hmac.compare_digest(asked.code_digest, _digest(f"{asked.pk}:{code.strip()}")):
        raise Refused(words)
    if not OneTimeCode.objects.filter(pk=asked_id, used_at=None).update(used_at=at):
        raise Refused(words)
    found = list(Person.objects.filter(phone_index=asked.phone_index, disabled_at=None).order_by("id"))
    if not found:
        raise Refused(words)
    return found


def check_office(login: str, password: str, code: str, *, network: str, at: datetime) -> Person:
    """Return the person of an office login whose password and second factor are right; each code is good once.

    Raises: Refused — the same words and time for each of the three; or too many tries for this login.
    """
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    login = login.strip().lower()
    if not channels.spend("office.login", f"{login}|{network}", OFFICE_TRIES, QUARTER, at):
        raise Refused("这个账号试的次数太多了。请过 15 分钟再试,或者请系统管理员帮忙。")
    person = Person.objects.filter(login=login, disabled_at=None).first()
    good = check_password(password, person.password if person else _DUMMY)
    step = _matching_step(person.totp_secret, code, at) if person and person.totp_secret else None
    used = bool(person and step and not Person.objects.filter(pk=person.pk, totp_last_step__lt=step).exists())
    if person is None or not good or step is None or used:
        raise Refused("账号、口令或动态码不对。动态码每 30 秒换一次,用过的不能再用。")
    if not Person.objects.filter(pk=person.pk, totp_last_step__lt=step).update(totp_last_step=step):
        raise Refused("这个动态码刚刚用过。请等下一个。")
    return person


def _matching_step(secret: str, code: str, at: datetime) -> int | None:
    totp, typed = TOTP(b32decode(secret), 6, SHA1(), STEP), code.replace(" ", "")  # noqa: S303 — RFC 6238
    now = int(at.timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(totp.generate(step * STEP).decode(), typed):
            return step
    return None


def note_sign_in(person: Person, *, way: str, at: datetime) -> None:
    """Write into the journal that a person signed in, and by which way."""
    journal.record("people.signed_in", by=person, at=at, about=person, facts={"way": way})


def _digest(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


