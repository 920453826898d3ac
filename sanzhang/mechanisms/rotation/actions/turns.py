"""A turn is swapped, skipped, stopped or taken over; each with its tenure, in one transaction."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.actions.planning import exchange, give_tenure, held, replan
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible
from sanzhang.mechanisms.rotation.models import Member, Swap, Turn
from sanzhang.organisation.posts import actions as posts


def _fresh(turn: Turn) -> Turn:
    with_all = Turn.objects.select_related("member__person", "tenure__post", "rota__post__place__parent")
    return with_all.get(pk=turn.pk)


def _coming(turn: Turn, at: datetime) -> Turn:
    """Return the turn as it is now. Raises: NotPossible — begun, or nobody's."""
    now = _fresh(turn)
    if now.state != rules.PLANNED or now.tenure is None:
        raise NotPossible("这个月没有排给人。")
    if rules.midnight(now.month) <= at:
        raise NotPossible("这个月已经开始了,不能再换。做不下去可以“中途停”。")
    return now


@transaction.atomic
def ask_swap(mine: Turn, theirs: Turn, *, by: Actor, at: datetime) -> Swap:
    """Ask another member to change months. Raises: NotPossible — a turn has begun, or one was asked already."""
    seat = permission.require(by, "rotation.act", mine.member, at=at)
    held(mine.rota)
    one, other = _coming(mine, at), _coming(theirs, at)
    if one.rota_id != other.rota_id or one.member_id == other.member_id:
        raise NotPossible("只能和本单元的另一户换月。")
    if not isinstance(by, Person):
        raise NotPossible("换月要由本人提出。")
    assert one.member  # noqa: S101 both are given
    assert other.member  # noqa: S101
    swap = Swap(
        community_id=one.community_id,
        mine=one,
        theirs=other,
        asked_by=by,
        asked_of=other.member.person,
        asked_at=at,
    )
    try:
        with transaction.atomic():
            swap.save(force_insert=True)
    except IntegrityError as fault:
        raise NotPossible("这个月已经向别人提过换月,请等对方答复或先撤回。") from fault
    facts = {"month": rules.spoken_month(one.month), "other": rules.spoken_month(other.month)}
    channels.send(
        to=other.member.person,
        template="rotation.swap_asked",
        facts=facts,
        link="/rotation/mine/",
        community_id=one.community_id,
        at=at,
    )
    _note("rotation.swap_asked", one, by=by, at=at, seat=seat)
    return swap


@transaction.atomic
def answer_swap(swap: Swap, *, agreed: bool, by: Actor, at: datetime) -> None:
    """Agree to change months, or not; both turns and tenures change in one transaction.

    Raises: NotAllowed — somebody else's answer; NotPossible — answered before, or a month has begun.
    """
    now = Swap.objects.select_related("mine__rota__post__place", "theirs__member", "asked_of").get(pk=swap.pk)
    seat = permission.require(by, "rotation.act", now.theirs.member, at=at)
    held(now.mine.rota)
    now.refresh_from_db()
    if now.state != rules.WAITING:
        raise NotPossible("这次换月已经有答复或者撤回了。")
    state = rules.AGREED if agreed else rules.REFUSED
    Swap.objects.filter(pk=now.pk).update(state=state, answered_at=at)
    if agreed:
        exchange(_coming(now.mine, at), _coming(now.theirs, at), at=at)
    facts = {"month": rules.spoken_month(now.mine.month), "answer": rules.SWAP_STATES[state]}
    channels.send(
        to=now.asked_by,
        template="rotation.swap_answered",
        facts=facts,
        link="/rotation/mine/",
        community_id=now.community_id,
        at=at,
    )
    _note(f"rotation.swap_{state}", now.mine, by=by, at=at, seat=seat)


@transaction.atomic
def withdraw_swap(swap: Swap, *, by: Actor, at: datetime) -> None:
    """Take back what was asked. Raises: NotAllowed, NotPossible — answered before."""
    seat = permission.require(by, "rotation.act", swap.mine.member, at=at)
    if not Swap.objects.filter(pk=swap.pk, state=rules.WAITING).update(state=rules.WITHDRAWN, answered_at=at):
        raise NotPossible("对方已经答复了,不能撤回。")
    _note("rotation.swap_withdrawn", swap.mine, by=by, at=at, seat=seat)


@transaction.atomic
def skip(turn: Turn, *, by: Actor, at: datetime) -> list[Turn]:
    """Pass over a turn to come: the next in order moves up, or the month is openly vacant; return the new turns.

    Raises: NotPossible — begun, or nobody's.
    """
    seat = permission.require(by, "rotation.act", turn.member, at=at)
    rota = held(turn.rota)
    now = _coming(turn, at)
    others = [member for member in queries.in_order(rota) if member.pk != now.member_id]
    if others:
        fresh = replan(rota, since=now.month, at=at, shunned=now.member_id)
    else:
        posts.cancel(now.tenure, by=SYSTEM, at=at)  # type: ignore[arg-type]
        Turn.objects.filter(pk=now.pk).update(state=rules.VACANT, member=None, tenure=None, reminded=[])
        fresh = [_fresh(now)]
    _note("rotation.skipped", now, by=by, at=at, seat=seat)
    return fresh


@transaction.atomic
def stop(turn: Turn, *, by: Actor, at: datetime) -> None:
    """End a running turn now; the rest of the month is openly vacant until somebody takes it.

    Raises: NotPossible — it does not run.
    """
    seat = permission.require(by, "rotation.act", turn.member, at=at)
    held(turn.rota)
    now = _fresh(turn)
    if now.state != rules.PLANNED or not rules.midnight(now.month) <= at < rules.midnight(
        rules.month_after(now.month)
    ):
        raise NotPossible("只有正在轮值的月份能中途停。")
    posts.end_tenure(now.tenure, ends_at=at, reason="resignation", words="轮值中途停", by=SYSTEM, at=at)  # type: ignore[arg-type]
    Turn.objects.filter(pk=now.pk).update(state=rules.STOPPED)
    _note("rotation.stopped", now, by=by, at=at, seat=seat)


@transaction.atomic
def take(turn: Turn, member: Member, *, by: Actor, at: datetime) -> Turn:
    """Take a month that nobody has, or what is left of it. Raises: NotPossible — somebody has it, over, or not able."""
    seat = permission.require(by, "rotation.act", member, at=at)
    rota = held(turn.rota)
    now = _fresh(turn)
    if member.rota_id != rota.pk or member.left_at or not member.able_at:
        raise NotPossible("只有参加轮值、核对过能胜任的住户能接。")
    if now.state == rules.PLANNED:
        raise NotPossible("这个月已经有人了。")
    if rules.midnight(rules.month_after(now.month)) <= at or rota.ended_at:
        raise NotPossible("这个月已经过去了。")
    tenure = give_tenure(now, member, at=at)
    Turn.objects.filter(pk=now.pk).update(member=member, tenure=tenure, state=rules.PLANNED, reminded=[])
    _note("rotation.taken", now, by=by, at=at, seat=seat)
    return _fresh(now)


def _note(action: str, turn: Turn, *, by: Actor, at: datetime, seat: Any) -> None:
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=turn.rota.post,
        about=turn.member.person if turn.member else None,
        community_id=turn.community_id,
        facts={"month": turn.month.isoformat()},
    )
