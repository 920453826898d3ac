"""Hooks: made, given a new secret, resumed, taken away."""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.exchange import queries, rules
from sanzhang.foundation.exchange.models import ApiKey, Hook
from sanzhang.foundation.exchange.rules import NotPossible
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


@transaction.atomic
def make_hook(key: ApiKey, *, url: str, events: Collection[str], by: Actor, at: datetime) -> tuple[Hook, str]:
    """Let a program be told at `url` of `events` in its key's area; return the hook and its signing secret.

    Raises: NotAllowed, NotPossible.
    """
    seat = permission.require(by, "exchange.keep_keys", key, at=at)
    ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at or key.expires_at <= at or rules.HOOKS not in key.reaches:
        raise NotPossible("这把密钥不能收通知。请新发一把,勾选“事情有进展时收到通知”。")
    if not events or set(events) - set(rules.EVENTS):
        raise NotPossible("请至少勾选一种通知。")
    if queries.hooks_of(key).count() >= rules.MOST_HOOKS:
        raise NotPossible(f"一把密钥最多 {rules.MOST_HOOKS} 个通知地址。请先停用不用的。")
    if not isinstance(by, Person):
        raise NotPossible("通知地址由人来设,出了事要知道找谁。")
    secret = _new_secret()
    hook = Hook(
        key=key,
        url=rules.clean_address(url, inside=settings.HOOKS_INSIDE),
        events=sorted(set(events)),
        secret=secret,
        made_by=by,
        made_at=at,
        changed_at=at,
    )
    hook.save(force_insert=True)
    queries.is_anybody_told.forget()
    facts = {"key": key.code, "hook": hook.pk, "events": hook.events}
    journal.record("exchange.hook_made", by=by, at=at, on=key, seat=seat, facts=facts)
    return hook, secret


def _new_secret() -> str:
    return f"whsec_{secrets.token_hex(24)}"


@transaction.atomic
def rotate_secret(hook: Hook, *, by: Actor, at: datetime) -> str:
    """Give a hook a new signing secret and return it; for a day messages are signed with the old one too."""
    seat = permission.require(by, "exchange.keep_keys", hook, at=at)
    fresh = Hook.objects.select_for_update(of=("self",)).get(pk=hook.pk)
    fresh.old_secret, fresh.old_until, fresh.secret = fresh.secret, at + rules.TWO_VALID, _new_secret()
    fresh.save(update_fields=["secret", "old_secret", "old_until"])
    facts = {"hook": hook.pk}
    journal.record("exchange.secret_rotated", by=by, at=at, on=hook.key, seat=seat, facts=facts)
    return str(fresh.secret)


@transaction.atomic
def resume_hook(hook: Hook, *, by: Actor, at: datetime) -> None:
    """Send to a paused hook again; what failed meanwhile is sent again by its own button."""
    seat = permission.require(by, "exchange.keep_keys", hook, at=at)
    paused = Hook.objects.filter(pk=hook.pk, state=rules.PAUSED)
    if not paused.update(state=rules.ON, resting_until=None, changed_at=at):
        raise NotPossible("这个地址没有暂停,不用恢复。")
    queries.is_anybody_told.forget()
    facts = {"hook": hook.pk}
    journal.record("exchange.hook_resumed", by=by, at=at, on=hook.key, seat=seat, facts=facts)


@transaction.atomic
def remove_hook(hook: Hook, *, by: Actor, at: datetime) -> None:
    """Send nothing more to a hook."""
    seat = permission.require(by, "exchange.keep_keys", hook, at=at)
    there = Hook.objects.filter(pk=hook.pk).exclude(state=rules.REMOVED)
    if not there.update(state=rules.REMOVED, changed_at=at):
        raise NotPossible("这个地址已经停用了。")
    queries.is_anybody_told.forget()
    facts = {"hook": hook.pk}
    journal.record("exchange.hook_removed", by=by, at=at, on=hook.key, seat=seat, facts=facts)
