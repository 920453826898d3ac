"""Keys: made, used, taken back."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.exchange import queries, rules
from sanzhang.foundation.exchange.models import ApiKey
from sanzhang.foundation.exchange.rules import NotPossible
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor

MINUTE = timedelta(minutes=1)


class KeyRefused(Exception):
    """There is no such key, it has ended, or it may not do this."""

    status = 403

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class TooMany(Exception):
    """More requests in this minute than agreed."""

    status = 429
    words = "这一分钟里请求太多。请过一分钟再来。"


@transaction.atomic
def make_key(
    *,
    name: str,
    keeper: str,
    area: str,
    reaches: Collection[str],
    expires_at: datetime,
    a_minute: int = rules.A_MINUTE,
    by: Actor,
    at: datetime,
) -> tuple[ApiKey, str]:
    """Make a key for a named program and return it with its secret, which nobody can show a second time.

    `area`: path of a community, street, district or city. Raises: NotAllowed, NotPossible.
    """
    seat = permission.require(by, "exchange.keep_keys", area, at=at)
    if len(area) not in rules.WIDTHS or not queries.is_known(area):
        raise NotPossible("没有这个区划代码。请写市、区、街道或社区的代码。")
    if not reaches or set(reaches) - set(rules.REACHES):
        raise NotPossible("请至少勾选一项可以做的事。")
    if not at < expires_at <= at + rules.LONGEST_LIFE:
        raise NotPossible("有效期从明天起,最长两年。")
    if not isinstance(by, Person):
        raise NotPossible("密钥由人来发,出了事要知道找谁。")
    key = ApiKey(
        name=name,
        keeper=keeper,
        area=area,
        reaches=sorted(set(reaches)),
        a_minute=a_minute,
        made_by=by,
        made_at=at,
        expires_at=expires_at,
    )
    secret = f"sz_{key.code}_{secrets.token_hex(20)}"
    key.digest = rules.digest(secret)
    key.save(force_insert=True)
    facts = {"key": key.code, "reaches": key.reaches, "until": expires_at.isoformat()}
    journal.record("exchange.key_made", by=by, at=at, on=key, seat=seat, facts=facts)
    return key, secret


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Actor, at: datetime) -> None:
    """Take a key back: from now on it opens nothing, and its hooks get nothing."""
    seat = permission.require(by, "exchange.keep_keys", key, at=at)
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise NotPossible("这把密钥已经收回了。")
    key.revoked_at = at
    key.hooks.exclude(state=rules.REMOVED).update(state=rules.REMOVED, changed_at=at)
    queries.is_anybody_told.forget()
    journal.record("exchange.key_revoked", by=by, at=at, on=key, seat=seat, facts={"key": key.code})


def admit(secret: str, reaches: Collection[str], *, by: Actor, at: datetime) -> ApiKey:
    """Return the key of `secret` if it may one of `reaches` now, and count the request. Raises: KeyRefused, TooMany."""
    permission.require(by, "exchange.use_key", at=at)
    key = ApiKey.objects.filter(digest=rules.digest(secret)).first() if secret else None
    if key is None or key.revoked_at or key.expires_at <= at:
        raise KeyRefused("密钥不对、已到期或者已收回。请联系发密钥的单位。")
    if not set(reaches) & set(key.reaches):
        raise KeyRefused("这把密钥不能做这件事。请联系发密钥的单位。")
    if not channels.spend("key", key.code, key.a_minute, MINUTE, at):
        raise TooMany()
    if key.last_used_at is None or at - key.last_used_at >= MINUTE:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
    return key


def let_in_openly(network: str, *, by: Actor, at: datetime) -> None:
    """Count a request without a key from an address of the net. Raises: TooMany."""
    permission.require(by, "exchange.use_key", at=at)
    if not channels.spend("openly", network, rules.OPENLY, MINUTE, at):
        raise TooMany()
