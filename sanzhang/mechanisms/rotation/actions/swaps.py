"""Two households change months: one asks, the other agrees; both turns and tenures change at once (§12)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.mechanisms.rotation import rules
from sanzhang.mechanisms.rotation.actions.planning import exchange, held
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible
from sanzhang.mechanisms.rotation.actions.turns import coming, note
from sanzhang.mechanisms.rotation.models import Swap, Turn


@transaction.atomic
def ask_swap(mine: Turn, theirs: Turn, *, words: str = "", by: Actor, at: datetime) -> Swap:
    """Ask another household to change months, oneself or typed by the worker; nothing changes before the answer.

    Raises: NotPossible — a turn has begun, another unit's, or one was asked about this month already.
    """
    seat = permission.require(by, "rotation.act", mine.member or mine, at=at)
    held(mine.rota)
    one, other = coming(mine, at), coming(theirs, at)
    if one.rota_id != other.rota_id or one.member_id == other.member_id:
        raise NotPossible("只能和本单元的另一户换月。")
    if one.member is None or other.member is None:
        raise NotPossible("这个月没有排给人。没人轮值的月份可以直接接。")
    permission.require(by, "rotation.act", one.member, at=at)  # it may have changed hands since it was read
    is_own = isinstance(by, Person) and by.pk == one.member.person_id
    swap = Swap(
        community_id=one.community_id,
        mine=one,
        theirs=other,
        asked_by=one.member.person,
        asked_of=other.member.person,
        entered_by=None if is_own or not isinstance(by, Person) else by,
        words=words.strip()[:100],
        asked_at=at,
    )
    try:
        with transaction.atomic():
            swap.save(force_insert=True)
    except IntegrityError as fault:
        raise NotPossible("这个月已经向别人提过换月,请等对方答复或先撤回。") from fault
    _tell(swap, swap.asked_of, "rotation.swap_asked", by=by, at=at)
    note("rotation.swap_asked", one, by=by, at=at, seat=seat)
    return swap


@transaction.atomic
def answer_swap(swap: Swap, *, agreed: bool, by: Actor, at: datetime) -> None:
    """Agree to change months, or not; both turns and tenures change in one transaction.

    Raises: NotAllowed — somebody else's answer; NotPossible — answered before, or a month has begun.
    """
    seat = permission.require(by, "rotation.act", swap, at=at)
    held(swap.mine.rota)
    now = Swap.objects.select_related("mine", "theirs", "asked_by", "asked_of").get(pk=swap.pk)
    if now.state != rules.WAITING:
        raise NotPossible("这次换月已经有答复或者撤回了。")
    one, other = coming(now.mine, at), coming(now.theirs, at)
    state = rules.AGREED if agreed else rules.REFUSED
    who = by if isinstance(by, Person) else None
    Swap.objects.filter(pk=now.pk).update(state=state, answered_at=at, answered_by=who)
    if agreed:
        exchange(one, other, by=by, at=at)
    _tell(now, now.asked_by, "rotation.swap_answered", by=by, at=at, answer=rules.SWAP_STATES[state])
    if who is not None and who.pk != now.asked_of_id:
        _tell(now, now.asked_of, "rotation.swap_entered", by=by, at=at, answer=rules.SWAP_STATES[state])
    note("rotation.swap_answered", one, by=by, at=at, seat=seat, answer=state)


@transaction.atomic
def withdraw_swap(swap: Swap, *, by: Actor, at: datetime) -> None:
    """Take back what was asked. Raises: NotAllowed, NotPossible — answered before."""
    seat = permission.require(by, "rotation.act", swap.mine.member or swap, at=at)
    held(swap.mine.rota)
    waits = Swap.objects.filter(pk=swap.pk, state=rules.WAITING)
    if not waits.update(state=rules.WITHDRAWN, answered_at=at):
        raise NotPossible("对方已经答复了,不能撤回。")
    note("rotation.swap_withdrawn", swap.mine, by=by, at=at, seat=seat)


def _tell(swap: Swap, to: Person, template: str, *, by: Actor, at: datetime, **more: str) -> None:
    if isinstance(by, Person) and by.pk == to.pk:
        return
    facts = {
        "month": rules.spoken_month(swap.mine.month),
        "other": rules.spoken_month(swap.theirs.month),
        **more,
    }
    channels.send(
        to=to, template=template, facts=facts, link="/rotation/mine/", community_id=swap.community_id, at=at
    )
