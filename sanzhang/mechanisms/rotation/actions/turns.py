"""A turn is skipped, stopped or taken over; each with its tenure, in one transaction (§12)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.permission import SYSTEM, Actor, Seat
from sanzhang.mechanisms.rotation import queries, rules
from sanzhang.mechanisms.rotation.actions import planning
from sanzhang.mechanisms.rotation.actions.planning import held, reassign
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible
from sanzhang.mechanisms.rotation.models import Member, Turn
from sanzhang.organisation.posts import actions as posts


def fresh(turn: Turn) -> Turn:
    """Return the turn as it is now."""
    with_all = Turn.objects.select_related("member__person", "tenure__post", "rota__post__place__parent")
    return with_all.get(pk=turn.pk)


def coming(turn: Turn, at: datetime) -> Turn:
    """Return the turn as it is now. Raises: NotPossible — begun, or nobody's."""
    now = fresh(turn)
    if now.state != rules.PLANNED or now.tenure is None:
        raise NotPossible("这个月没有排给人。请刷新页面再看。")
    if rules.midnight(now.month) <= at:
        raise NotPossible("这个月已经开始了,不能再换。做不下去可以“中途停”。")
    return now


@transaction.atomic
def skip(turn: Turn, *, by: Actor, at: datetime, words: str = "", move_up: bool = True) -> list[Turn]:
    """Pass over a turn to come: the next in order move up, or the month is openly vacant; return the changed turns.

    Raises: NotPossible — begun, or nobody's; NotAllowed — it is somebody else's by now.
    """
    permission.require(by, "rotation.act", turn.member or turn, at=at)
    rota = held(turn.rota)
    now = coming(turn, at)
    seat = permission.require(by, "rotation.act", now.member or now, at=at)
    wished = queries.after_skip(now, at) if move_up else queries.vacant_instead([now])
    changed = reassign(rota, wished, why=rules.SKIPPED, verb="skipped", words=words.strip(), by=by, at=at)
    note("rotation.skipped", now, by=by, at=at, seat=seat, turns=len(changed))
    return changed


@transaction.atomic
def stop(turn: Turn, *, by: Actor, at: datetime, words: str = "") -> None:
    """End a running turn now; the rest of the month is openly vacant until somebody takes it.

    Raises: NotPossible — it does not run.
    """
    permission.require(by, "rotation.act", turn.member or turn, at=at)
    held(turn.rota)
    now = fresh(turn)
    seat = permission.require(by, "rotation.act", now.member or now, at=at)
    begins, ends = rules.midnight(now.month), rules.midnight(rules.month_after(now.month))
    if now.state != rules.PLANNED or now.tenure is None or not begins <= at < ends:
        raise NotPossible("只有正在轮值的月份能中途停。")
    end_now(now, at=at)
    Turn.objects.filter(pk=now.pk).update(state=rules.STOPPED)
    now.state = rules.STOPPED
    planning.step(now, "stopped", before=now.member_id, by=by, at=at, words=words)
    note("rotation.stopped", now, by=by, at=at, seat=seat)


def end_now(turn: Turn, *, at: datetime) -> None:
    """End the tenure of a turn at `at`; one that would have lasted no time never was."""
    tenure = turn.tenure
    if tenure is None or tenure.cancelled_at or (tenure.ends_at and tenure.ends_at <= at):
        return
    if tenure.starts_at >= at:
        posts.cancel(tenure, by=SYSTEM, at=at)
    else:
        posts.end_tenure(tenure, ends_at=at, reason="turn_over", words="轮值中途停", by=SYSTEM, at=at)


@transaction.atomic
def take(turn: Turn, member: Member, *, by: Actor, at: datetime) -> Turn:
    """Take a month that nobody has, or what is left of it. Raises: NotPossible — somebody has it, over, or not able."""
    seat = permission.require(by, "rotation.act", member, at=at)
    rota = held(turn.rota)
    now, who = fresh(turn), Member.objects.select_related("person").get(pk=member.pk)
    if who.rota_id != rota.pk or who.left_at or not who.able_at:
        raise NotPossible("只有参加轮值、核对过能胜任的住户能接。")
    if now.state == rules.PLANNED:
        raise NotPossible("这个月已经有人了。")
    if rules.midnight(rules.month_after(now.month)) <= at or rota.ended_at:
        raise NotPossible("这个月已经过去了,或者轮值已经结束。")
    before = now.member_id
    tenure = planning.give_tenure(rota, now.month, who, at=at)
    now.member, now.tenure, now.state, now.why = who, tenure, rules.PLANNED, ""
    now.save(update_fields=["member", "tenure", "state", "why"])
    planning.step(now, "taken", before=before, by=by, at=at)
    planning.tell_months(rota, [who], by=by, at=at)
    note("rotation.taken", now, by=by, at=at, seat=seat)
    return now


def note(action: str, turn: Turn, *, by: Actor, at: datetime, seat: Seat | None, **facts: Any) -> None:
    """Write into the journal what was done to a turn, without words of persons."""
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=turn.rota.post,
        about=turn.member.person if turn.member else None,
        community_id=turn.community_id,
        facts={"turn": str(turn.pk), "month": turn.month.isoformat(), **facts},
    )
