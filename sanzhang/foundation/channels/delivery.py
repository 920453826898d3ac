"""Delivery: one try of one message, written so that a second run of the same job changes nothing.

A try is claimed by a guarded update, carried outside of any transaction, and its outcome written by a guarded
update again: whoever comes second, or too late, finds no row and goes away.
"""

from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import F

from sanzhang.foundation import permission
from sanzhang.foundation.channels import rules
from sanzhang.foundation.channels.carriers import Accepted, Carrier, FileCarrier, Outcome, Refused, TryLater
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.permission.table import TABLE
from sanzhang.foundation.records.paths import in_area


class UnknownCarrier(ValueError):
    """SZ_CHANNEL names none of ours."""


@cache
def carrier() -> Carrier:
    """Return the carrier of this installation (SZ_CHANNEL). Raises: UnknownCarrier, KeyError."""
    if settings.MESSAGE_CHANNEL == "file":
        return FileCarrier()
    if settings.MESSAGE_CHANNEL == "tencent_sms":
        from sanzhang.foundation.channels.tencent import Account, TencentCarrier

        return TencentCarrier(Account.from_environment())
    raise UnknownCarrier(settings.MESSAGE_CHANNEL)


def deliver(message_id: int, at: datetime, *, by_carrier: Carrier | None = None) -> str:
    """Try to deliver a message that waits, and return its state afterwards."""
    message = Message.objects.filter(pk=message_id).select_related("to").first()
    if message is None or message.state != rules.QUEUED or (message.next_at and message.next_at > at):
        return message.state if message else rules.DROPPED
    if not _is_wanted(message, at):
        _drop(message, at)
        return rules.DROPPED
    if not _claim(message, at):
        return rules.QUEUED
    outcome = (by_carrier or carrier()).carry(message)
    with transaction.atomic():
        _write(message, outcome, at)
    message.refresh_from_db(fields=["state"])
    return message.state


@transaction.atomic
def _drop(message: Message, at: datetime) -> None:
    """Let a message go whose reader lost the seat; whoever sits there now gets its like."""
    is_dropped = _become(message, rules.DROPPED, ended_at=at, trouble="收件人已经不在这个岗位上。")
    if is_dropped and message.needs and message.to is not None:
        jobs.enqueue("channels.hand_on", message_id=message.pk)


def take_receipt(provider_id: str, *, delivered: bool, words: str, at: datetime) -> bool:
    """Write what the provider reports; a report that comes twice, or after the end, changes nothing.

    Says whether the message is known: the provider repeats what we don't know yet.
    """
    message = Message.objects.filter(provider_id=provider_id).first() if provider_id else None
    if message is None:
        return False
    if delivered:
        _become(message, rules.DELIVERED, ended_at=at, trouble="")
    else:
        _become(message, rules.FAILED, ended_at=at, trouble=words[:200] or "短信没有送到。")
    return True


def _is_wanted(message: Message, at: datetime) -> bool:
    """Say whether the reader may still know it: not disabled, and with a seat where one is needed."""
    if message.to is None:
        return True
    if not message.to.is_active:
        return False
    if not message.needs:
        return True
    kinds = TABLE[message.needs].seats
    seats = permission.seats_of(message.to, at)
    return any(seat.kind in kinds and in_area(message.needs_path, seat.path) for seat in seats)


def _claim(message: Message, at: datetime) -> bool:
    waiting = Message.objects.filter(pk=message.pk, state=rules.QUEUED, tries=message.tries)
    claimed = waiting.update(tries=F("tries") + 1, in_flight_at=message.in_flight_at or at)
    message.tries += 1  # in_flight_at stays as read: it tells of an earlier try without an answer
    return bool(claimed)


def _write(message: Message, outcome: Outcome, at: datetime) -> None:
    match outcome:
        case Accepted():
            state = rules.DELIVERED if outcome.delivered else rules.SENT
            is_taken = Message.objects.filter(provider_id=outcome.provider_id).exclude(pk=message.pk).exists()
            provider_id = "" if is_taken else outcome.provider_id  # a number given twice identifies nothing
            known = {"provider_id": provider_id, "sent_at": at, "in_flight_at": None}
            _become(message, state, ended_at=at if outcome.delivered else None, **known)
        case Refused():
            _become(message, rules.FAILED, ended_at=at, in_flight_at=None, trouble=outcome.words)
        case TryLater():
            _try_later(message, outcome, at)


def _try_later(message: Message, outcome: TryLater, at: datetime) -> None:
    again = rules.next_try(message.tries, first_at=message.first_at, at=at)
    if again is None:
        _become(message, rules.FAILED, ended_at=at, trouble=f"试了 4 小时没有发出:{outcome.words}"[:200])
        return
    waits = Message.objects.filter(pk=message.pk, state=rules.QUEUED, tries=message.tries)
    unsure = {} if outcome.unsure or message.in_flight_at else {"in_flight_at": None}
    if waits.update(next_at=again, trouble=outcome.words[:200], **unsure):
        jobs.enqueue("channels.deliver", message_id=message.pk, run_after=again)


def _become(message: Message, state: str, **values: object) -> bool:
    """Move a message on, if it still may."""
    before = [old for old in rules.NEXT if rules.may_become(old, state)]
    return bool(Message.objects.filter(pk=message.pk, state__in=before).update(state=state, **values))
