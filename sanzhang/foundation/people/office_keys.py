"""Signing in of offices: login, password and a second factor by time (RFC 6238)."""

import hmac
import io
from base64 import b32decode, b32encode
from datetime import datetime, timedelta

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.hashers import check_password, make_password

from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.people.signing_in import Refused, within_budget
from sanzhang.foundation.permission import Bearer

STEP = 30  # seconds of a code
MINUTE = timedelta(minutes=1)
# The delay grows with the windows. Counted by login: nobody else on the network is shut out (G20).
TRIES_FROM_HERE = ((5, 5 * MINUTE), (15, 60 * MINUTE), (60, 1440 * MINUTE))
TRIES_IN_ALL = 150  # of one login a day, from wherever
_DUMMY = make_password("nobody's password, hashed to spend the same time")
_DUMMY_SECRET = b32encode(bytes(20)).decode()
WRONG = "账号、口令或动态码不对。动态码每 30 秒换一次,用过的不能再用。"


def check_office(login: str, password: str, code: str, *, network: str, at: datetime) -> tuple[Person, bool]:
    """Return the person of a login, and whether the second factor was given, too.

    False only while the person has none yet: the next page gives one. Each code is good once. Call it outside
    of a transaction: a wrong try must count.
    Raises: Refused — the same words and time for each of the three; or too many tries for this login.
    """
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    login = login.strip().lower()
    if not within_budget(_costs(login, network), at):
        raise Refused("这个账号试的次数太多了。请过一会儿再试,或者请系统管理员帮忙。")
    person = Person.objects.filter(login=login, disabled_at=None).first()
    is_right = check_password(password, person.password if person else _DUMMY)
    has_factor = person is not None and person.has_second_factor
    step = matching_step(person.totp_secret if person and has_factor else _DUMMY_SECRET, code, at)
    if person is None or not is_right:
        raise Refused(WRONG)
    if not has_factor:
        return person, False
    if step is None or not _use(person, step):
        raise Refused(WRONG)
    return person, True


def confirm_factor(person: Person, code: str, *, at: datetime) -> None:
    """Take the first code of a new second factor: from now on it is asked for. Raises: Refused."""
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    if not within_budget([("office.factor", str(person.pk), 10, 10 * MINUTE)], at):
        raise Refused("试的次数太多了。请过 10 分钟再试。")
    step = matching_step(person.totp_secret, code, at) if person.totp_secret else None
    if step is None or not _use(person, step):
        raise Refused("动态码不对。请看应用里此刻的 6 位数字;手机的时间要准。")


def check_password_again(person: Person, password: str, *, network: str, at: datetime) -> None:
    """Make sure that whoever sits before an open session knows its password. Raises: Refused."""
    permission.require(Bearer.anyone(), "people.sign_in", at=at)
    if not within_budget(_costs(person.login or "", network), at):
        raise Refused("试的次数太多了。请过一会儿再试。")
    if not check_password(password, person.password):
        raise Refused("现在的口令不对。")


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the step (30 s since 1970) whose code was typed: this one, the one before or after; else None."""
    totp, typed = TOTP(b32decode(secret), 6, SHA1(), STEP), code.replace(" ", "")  # noqa: S303 — RFC 6238
    now = int(at.timestamp()) // STEP
    found = [
        step
        for step in (now, now - 1, now + 1)
        if hmac.compare_digest(totp.generate(step * STEP), typed.encode())
    ]
    return found[0] if found else None


def code_at(secret: str, at: datetime) -> str:
    """Return the code of a secret at an instant: what the app on the phone shows."""
    return TOTP(b32decode(secret), 6, SHA1(), STEP).generate(int(at.timestamp())).decode()  # noqa: S303


def picture_of(person: Person) -> bytes:
    """Return the second factor as a QR picture (SVG) that an authenticator app reads."""
    address = f"otpauth://totp/Sanzhang:{person.login}?secret={person.totp_secret}&issuer=Sanzhang"
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=5, border=2)
    return out.getvalue()


def _use(person: Person, step: int) -> bool:
    """Spend a step; False if it, or a later one, was spent before."""
    return bool(Person.objects.filter(pk=person.pk, totp_last_step__lt=step).update(totp_last_step=step))


def _costs(login: str, network: str) -> list[tuple[str, str, int, timedelta]]:
    here = f"{login}|{network}"
    from_here = [(f"office.{limit}", here, limit, window) for limit, window in TRIES_FROM_HERE]
    return [*from_here, ("office.login", login, TRIES_IN_ALL, 1440 * MINUTE)]
