"""Deliveries: written with an entry, sent after the commit, tried again with growing rests, then told to a person.

At least once, in no promised order: the receiver knows a message by its id. A hook that nobody answers holds up
the worker for five seconds at most, and then rests with all its messages.
"""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.exchange import queries, rules, sending
from sanzhang.foundation.exchange.models import ApiKey, Delivery, Hook
from sanzhang.foundation.exchange.rules import NotPossible
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import Actor

DELIVER = "exchange.deliver"


@transaction.atomic
def announce(entry: Entry, *, by: Actor, at: datetime) -> int:
    """Write a delivery to each hook that asked for the event in this area; return to how many. Twice is once."""
    permission.require(by, "exchange.deliver", at=at)
    if entry.action not in rules.EVENTS or not (told := queries.told_of(entry)):
        return 0
    message = {"id": str(entry.pk), "event": entry.action, "at": entry.at.isoformat(), **told}
    body = json.dumps(message, ensure_ascii=False, sort_keys=True)
    rows = [
        Delivery(hook=hook, entry_id=entry.pk, event=entry.action, body=body, made_at=at, next_at=at)
        for hook in _interested(entry, at)
    ]
    known = set(Delivery.objects.filter(entry_id=entry.pk).values_list("hook_id", flat=True))
    rows = [row for row in rows if row.hook_id not in known]
    Delivery.objects.bulk_create(rows)
    for row in rows:
        jobs.enqueue(DELIVER, delivery_id=row.pk)
    return len(rows)


def _interested(entry: Entry, at: datetime) -> list[Hook]:
    heads = [entry.path[:width] for width in rules.WIDTHS if len(entry.path) >= width]
    keys = ApiKey.objects.filter(area__in=heads, revoked_at=None, expires_at__gt=at)
    found = Hook.objects.filter(key__in=keys, state=rules.ON).select_related("key")
    return [hook for hook in found if entry.action in hook.events and rules.HOOKS in hook.key.reaches]


def deliver(delivery_id: int, *, by: Actor, at: datetime) -> bool:
    """Try one delivery; say whether it is there. What failed is put back into the queue, or given up after a day."""
    permission.require(by, "exchange.deliver", at=at)
    row = Delivery.objects.select_related("hook__key").filter(pk=delivery_id, state=rules.WAITING).first()
    if row is None or row.hook.state != rules.ON:
        return False
    hook = row.hook
    if hook.resting_until and hook.resting_until > at:
        _put_back(row, hook.resting_until)
        return False
    valid = [hook.secret] + ([hook.old_secret] if hook.old_until and hook.old_until > at else [])
    heads = {
        "Sanzhang-Id": str(row.entry_id),
        "Sanzhang-Event": row.event,
        "Sanzhang-Signature": rules.signature(valid, at, row.body),
    }
    outcome = sending.send(hook.url, row.body, heads, inside=settings.HOOKS_INSIDE)
    row.tries, row.tried_at, row.answered, row.trouble = row.tries + 1, at, outcome.status, outcome.words
    if outcome.is_there:
        _arrived(row, at)
        return True
    _failed(row, at, is_silent=outcome.status is None)
    return False


def _arrived(row: Delivery, at: datetime) -> None:
    row.state, row.delivered_at, row.next_at = rules.DELIVERED, at, None
    with transaction.atomic():
        row.save()
        Hook.objects.filter(pk=row.hook_id).update(succeeded_at=at, resting_until=None)


def _failed(row: Delivery, at: datetime, *, is_silent: bool) -> None:
    rest = rules.rest_after(row.tries)
    with transaction.atomic():
        if is_silent:
            until = at + min(rest or timedelta(hours=1), timedelta(hours=1))
            Hook.objects.filter(pk=row.hook_id).update(resting_until=until)
        if rest is not None:
            _put_back(row, at + rest)
            return
        row.state, row.next_at = rules.FAILED, None
        row.save()
        if row.hook.succeeded_at is None or row.hook.succeeded_at < row.made_at:
            _pause(row.hook, at)


def _put_back(row: Delivery, until: datetime) -> None:
    row.next_at = until
    row.save()
    jobs.enqueue(DELIVER, delivery_id=row.pk, run_after=until)


def _pause(hook: Hook, at: datetime) -> None:
    """Stop sending where nothing arrived for more than a day, and tell who made the hook; once."""
    if not Hook.objects.filter(pk=hook.pk, state=rules.ON).update(state=rules.PAUSED, changed_at=at):
        return
    waiting = hook.deliveries.filter(state=rules.WAITING)
    waiting.update(state=rules.FAILED, next_at=None, trouble="地址已暂停")
    link = f"/exchange/hooks/{hook.pk}/"
    channels.send(
        to=hook.made_by, template="exchange.paused", facts={"name": hook.key.name}, link=link, at=at
    )
    facts = {"hook": hook.pk}
    journal.record("exchange.hook_paused", by=permission.SYSTEM, at=at, on=hook.key, facts=facts)


@transaction.atomic
def send_again(rows: list[Delivery], *, by: Actor, at: datetime) -> int:
    """Send deliveries of one hook anew, those that arrived too: the receiver knows them by their ids.

    Raises: NotAllowed; NotPossible — the hook is paused, or there is nothing.
    """
    if not rows:
        raise NotPossible("没有可以重送的通知。")
    hook = rows[0].hook
    seat = permission.require(by, "exchange.keep_keys", hook, at=at)
    if hook.state != rules.ON:
        raise NotPossible("这个地址已暂停。请先恢复,再重送。")
    for row in rows:
        row.state, row.tries, row.trouble = rules.WAITING, 0, ""
        row.next_at, row.delivered_at = at, None
        row.save()
        jobs.enqueue(DELIVER, delivery_id=row.pk)
    facts = {"hook": hook.pk, "count": len(rows)}
    journal.record("exchange.sent_again", by=by, at=at, on=hook.key, seat=seat, facts=facts)
    return len(rows)


def forget_old(*, by: Actor, at: datetime) -> int:
    """Delete deliveries after 30 days and return how many."""
    permission.require(by, "exchange.forget_old", at=at)
    return int(Delivery.objects.filter(made_at__lt=at - rules.KEPT).delete()[0])
