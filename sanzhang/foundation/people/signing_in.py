"""Signing in with a code to the phone: leaders and residents.

Known and unknown numbers meet the same work and the same words (T01): the request only writes down that a
number asked; whether anybody is known by it is looked up later, by a job. Tries are counted even when
refused (T02). The code belongs to the browser that asked: its secret lies in a signed cookie, only the
secret's digest here.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from sanzhang.foundation import permission
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import OneTimeCode, Person
from sanzhang.foundation.permission import Bearer
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.foundation.records.text import clean_digits, clean_phone

Cost = tuple[str, str, int, timedelta]  # purpose, key, limit, window
LIVES, CHOOSING, TRIES = timedelta(minutes=5), timedelta(minutes=10), 5
HOUR = timedelta(hours=1)
ASKED_BY_BROWSER, ASKED_BY_NETWORK = 10, 120  # an hour; a network may be a whole office or estate
_budgets: list[Callable[[list[Cost], datetime], bool]] = []


class Refused(Exception):
    """It did not work; the same words whatever the reason."""

    status = 422

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def provide_budgets(spend_all: Callable[[list[Cost], datetime], bool]) -> None:
    """Let the room that counts messages count here, too (called once, when it is ready)."""
    _budgets[:] = [spend_all]


def within_budget(costs: list[Cost], at: datetime) -> bool:
    """Count one more of each cost; False, and nothing counted, where one is at its limit. Fails closed."""
    return bool(_budgets) and _budgets[0](costs, at)


def ask_code(phone: str, *, browser: str, network: str, at: datetime) -> None:
    """Let a code be sent to a number, if anybody is known by it; the asker can't tell.

    Raises: NotAPhone — no number at all; Refused — too many asked from here.
    """
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    number = clean_phone(phone)
    from_here = [
        ("ask.browser", browser, ASKED_BY_BROWSER, HOUR),
        ("ask.network", network, ASKED_BY_NETWORK, HOUR),
    ]
    if not within_budget(from_here, at):
        raise Refused("从这里要验证码的次数太多了。请过一小时再试,或者找社区工作者帮忙。")
    with transaction.atomic():
        asked = OneTimeCode.objects.create(
            phone_index=blind_index(number, "phone"),
            asked_by=digest(browser),
            asked_at=at,
            expires_at=at + LIVES,
        )
        jobs.enqueue("channels.send_code", asked_id=asked.pk)


def make_code(asked_id: int, *, at: datetime) -> tuple[str, str] | None:
    """Make the code of an asking and return (number, code); None if nobody is known by the number, or too late.

    Made here, in the job that sends it: so no code ever lies in the queue.
    """
    asked = OneTimeCode.objects.filter(pk=asked_id, code_digest="", used_at=None, expires_at__gt=at).first()
    known = _persons_of(asked).first() if asked else None
    if asked is None or known is None:
        return None
    code = f"{secrets.randbelow(10**6):06d}"
    OneTimeCode.objects.filter(pk=asked.pk).update(code_digest=digest(f"{asked.pk}:{code}"))
    return known.phone, code


def check_code(code: str, *, browser: str, at: datetime) -> list[Person]:
    """Return the persons of the number to which the code went: one or several (R25).

    Call it outside of a transaction: a wrong try must count.
    Raises: Refused — wrong, too late, used, tried five times, or asked from another browser.
    """
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    typed = clean_digits(code)
    live = OneTimeCode.objects.filter(
        asked_by=digest(browser), used_at=None, expires_at__gt=at, tries__lt=TRIES
    )
    # one guarded update a row: of tries at the same instant none is left uncounted
    tried = [
        asked for asked in live.order_by("-asked_at") if live.filter(pk=asked.pk).update(tries=F("tries") + 1)
    ]
    for asked in tried:
        is_right = hmac.compare_digest(asked.code_digest, digest(f"{asked.pk}:{typed}"))
        is_used = is_right and OneTimeCode.objects.filter(pk=asked.pk, used_at=None).update(used_at=at)
        if is_used and (found := list(_persons_of(asked))):
            return found
    raise Refused("验证码不对,或者已经过期。请核对,或者重新要一个。")


def proved(*, browser: str, at: datetime) -> list[Person]:
    """Return among whom this browser may choose: it typed the right code of their number within ten minutes."""
    asked = OneTimeCode.objects.filter(asked_by=digest(browser), used_at__gt=at - CHOOSING)
    newest = asked.order_by("-used_at").first()
    return list(_persons_of(newest)) if newest else []


def forget_browser(browser: str) -> None:
    """Let nothing be proved by this browser any more: it is signed in, and a code is good once."""
    OneTimeCode.objects.filter(asked_by=digest(browser)).update(asked_by="")


def note_sign_in(person: Person, *, way: str, at: datetime) -> None:
    """Write into the journal that a person signed in, and by which way."""
    journal.record("people.signed_in", by=person, at=at, about=person, facts={"way": way})


def digest(text: str) -> str:
    """Return a keyed fingerprint of a secret: with the database alone none can be guessed."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _persons_of(asked: OneTimeCode) -> QuerySet[Person]:
    return Person.objects.filter(phone_index=asked.phone_index, disabled_at=None).order_by("id")
