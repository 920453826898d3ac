"""Sending, and what becomes of it."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import delivery, rules
from sanzhang.foundation.channels.budgets import OverBudget, spend, spend_all
from sanzhang.foundation.channels.models import Budget, Message
from sanzhang.foundation.jobs import actions as jobs
from sanzhang.foundation.people import signing_in
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.foundation.permission.actors import PersonLike
from sanzhang.foundation.records.crypto import blind_index

__all__ = [
    "OverBudget",
    "forget_old",
    "hand_on",
    "mark_read",
    "provide_successors",
    "readdress",
    "send",
    "send_code",
    "spend",
    "spend_all",
    "take_over",
    "take_receipt",
]
Successors = Callable[[Message, datetime], Iterable[Any]]
_successors: list[Successors] = []
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
UNDER_WAY = timedelta(seconds=30)
CODES_KEPT, KEPT = timedelta(days=1), timedelta(days=180)


@transaction.atomic
def send(
    *,
    to: Any = None,
    phone: str | None = None,
    template: str,
    facts: Mapping[str, object] | None = None,
    community_id: int | None = None,
    link: str = "",
    needs: str = "",
    needs_path: str = "",
    by: Actor = SYSTEM,
    at: datetime,
) -> Message:
    """Write a message to a person (inbox, and by text where the template has one) or to a bare number.

    In the caller's transaction; goes out by a job after the commit, at night only if urgent. `needs`,
    `needs_path`: an action of the permission table and a place; who no longer holds a seat for it when the
    message would go out gets none. Raises: OverBudget — codes beyond 5 a number a day, or floods.
    """
    permission.require(by, "channels.send", at=at)
    words, kind = rules.words_of(template, facts or {}), rules.template_of(template)
    number, trouble = _number_within_budget(to, phone, kind, at)
    first_at = rules.send_from(kind, at) if number else at
    message = Message(
        community_id=community_id,
        to=to,
        phone=number,
        phone_index=blind_index(number, "phone") if number else "",
        template=template,
        facts=json.dumps(dict(facts or {}), ensure_ascii=False, default=str),
        words=words,
        link=link,
        sender_id=by.id if isinstance(by, PersonLike) else None,
        needs=needs,
        needs_path=needs_path,
        in_inbox=to is not None and not kind.code,
        created_at=at,
        first_at=first_at,
        next_at=first_at,
        trouble=trouble,
    )
    message.save(force_insert=True)
    work = "channels.deliver_now" if kind.urgent else "channels.deliver"
    jobs.enqueue(work, message_id=message.pk, run_after=first_at if first_at > at else None)
    return message


@transaction.atomic
def take_over(message: Message, *, by: Actor = SYSTEM, at: datetime) -> Message:
    """Keep a message that a carrier had while the database was away (`direct`), under its number.

    What is out stays out; what may be out is asked for at the carrier in half a minute, once a try that is under
    way has ended; the rest goes out now.
    """
    permission.require(by, "channels.send", at=at)
    if Message.objects.filter(provider_id=message.provider_id).exclude(provider_id="").exists():
        message.provider_id = ""  # a number given twice identifies nothing
    spend("text", message.phone, rules.MESSAGES_A_NUMBER, DAY, at)
    if message.in_flight_at:
        message.next_at = at + UNDER_WAY
    message.save(force_insert=True)
    if message.state == rules.QUEUED:
        later = message.next_at if message.in_flight_at else None
        jobs.enqueue("channels.deliver_now", message_id=message.pk, run_after=later)
    return message


@transaction.atomic
def send_code(asked_id: int, *, by: Actor = SYSTEM, at: datetime) -> Message | None:
    """Text a one-time code to the number that asked, if somebody is known by it and it had fewer than 5 today."""
    permission.require(by, "channels.send", at=at)
    made = signing_in.make_code(asked_id, at=at)
    if made is None:
        return None
    number, code = made
    return send(phone=number, template="people.code", facts={"code": code}, by=by, at=at)


def mark_read(messages: Iterable[Message], *, by: Actor, at: datetime) -> int:
    """Mark messages as read by the person they are for; others' are left alone. Says how many were unread."""
    permission.require(by, "channels.mark_read", at=at)
    unread = Message.objects.filter(
        pk__in=[message.pk for message in messages], to_id=getattr(by, "id", 0), read_at=None
    )
    return unread.update(read_at=at)


def take_receipt(report: Mapping[str, object], *, by: Actor = SYSTEM, at: datetime) -> bool:
    """Write one report of the provider: sid, report_status ("SUCCESS" or not), description.

    Says whether its message is known. A report that comes again, or after the end, changes nothing.
    """
    permission.require(by, "channels.take_receipt", at=at)
    words = f"短信没有送到({report.get('description') or report.get('errmsg') or '服务商没有说明原因'})。"
    is_there = report.get("report_status") == "SUCCESS"
    return delivery.take_receipt(str(report.get("sid") or ""), delivered=is_there, words=words, at=at)


def provide_successors(found: Successors) -> None:
    """Let a room above tell who has now what a message was about, once its reader lost the seat (called once)."""
    if found not in _successors:
        _successors.append(found)


@transaction.atomic
def hand_on(message_id: int, *, by: Actor = SYSTEM, at: datetime) -> int:
    """Send what was dropped because its reader lost the seat to who has it now; return to how many. Twice is once."""
    permission.require(by, "channels.send", at=at)
    dropped = (
        Message.objects.select_for_update(of=("self",)).filter(pk=message_id, state=rules.DROPPED).first()
    )
    if dropped is None:
        return 0
    heirs = {heir.pk: heir for found in _successors for heir in found(dropped, at)}
    known = Message.objects.filter(
        template=dropped.template, link=dropped.link, created_at__gte=dropped.created_at
    )
    told = {*known.values_list("to", flat=True)}
    again = {"needs": dropped.needs, "needs_path": dropped.needs_path, "link": dropped.link}
    for heir in (heir for pk, heir in heirs.items() if pk not in told):
        send(
            to=heir,
            template=dropped.template,
            facts=json.loads(dropped.facts or "{}"),
            community_id=dropped.community_id,
            by=by,
            at=at,
            **again,
        )
    return len(set(heirs) - told)


def readdress(community_id: int, paths: Mapping[str, str]) -> int:
    """Let messages that have not gone out need a seat where their place lies now; `paths`: old → new head of a path."""
    waiting = Message.objects.filter(community_id=community_id, state=rules.QUEUED).exclude(needs_path="")
    moved = []
    for message in waiting:
        old = next((old for old in paths if message.needs_path.startswith(old)), None)
        if old is not None:
            message.needs_path = paths[old] + message.needs_path[len(old) :]
            moved.append(message)
    Message.objects.bulk_update(moved, ["needs_path"], batch_size=500)
    return len(moved)


def forget_old(*, by: Actor, at: datetime) -> int:
    """Delete codes after a day, messages after 180, budgets a day after their end; count the messages."""
    permission.require(by, "channels.forget_old", at=at)
    Budget.objects.filter(ends_at__lt=at - CODES_KEPT).delete()
    codes = [key for key, template in rules.TEMPLATES.items() if template.code]
    old_codes = Message.objects.filter(created_at__lt=at - CODES_KEPT, template__in=codes)
    old = Message.objects.filter(created_at__lt=at - KEPT)
    return int(old_codes.delete()[0] + old.delete()[0])


def _number_within_budget(to: Any, phone: str | None, kind: rules.Template, at: datetime) -> tuple[str, str]:
    """Return the number to text, "" for the inbox alone, and why it is the inbox alone."""
    number = phone if phone is not None else (to.phone if to is not None else "")
    if not kind.sms or not number.startswith("1"):
        return "", ""
    if kind.code:
        costs = [("code", number, rules.CODES_A_NUMBER, DAY), ("codes", "", rules.CODES_IN_ALL, HOUR)]
        if not spend_all(costs, at):
            raise OverBudget("code")
        return number, ""
    if spend("text", number, rules.MESSAGES_A_NUMBER, DAY, at):
        return number, ""
    return "", f"今天发给这个号码的短信已满 {rules.MESSAGES_A_NUMBER} 条,只放进收件箱。"
