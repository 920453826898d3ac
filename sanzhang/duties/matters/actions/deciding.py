"""What the level above decides: handed back orders, more time, a second reopening, a second pause (§10.2)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules, work
from sanzhang.duties.matters.actions import orders
from sanzhang.duties.matters.actions.pauses import begin_pause
from sanzhang.duties.matters.actions.steps import SomebodyWasFaster, holding, refuse_party, take_step
from sanzhang.duties.matters.models import Decision, Dispatch, Matter
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, Seat


@transaction.atomic
def ask_time(
    matter: Matter, *, until: datetime, words: str, by: Person, at: datetime, version: int | None = None
) -> Decision:
    """Ask the level above for more time, before it is late, at most twice; undecided it lapses at the deadline.

    Raises: NotAllowed; NotPossible — late, asked twice, nobody above; SomebodyWasFaster.
    """
    seat = holding(matter, "matter.ask_time", by=by, at=at, version=version)
    queries.refuse_undecided(matter)
    if matter.state == rules.PAUSED:
        raise rules.NotPossible("正在等居民补充,时间停着,不用申请延期。")
    held = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, held)
    if rung is None:
        raise rules.NotPossible("上面没有可以同意延期的一级了。请在期限前答复,写明情况。")
    decision = _asked(matter, None, until, words, by, seat, at, rung)
    take_step(matter, rules.ASK_TIME, by=by, at=at, seat=seat, words=words, facts={"decision": decision.pk})
    return decision


@transaction.atomic
def ask_time_for_order(order: Dispatch, *, until: datetime, words: str, by: Actor, at: datetime) -> Decision:
    """Ask whoever sent an order for more time, before it is late, at most twice.

    Raises: NotAllowed; NotPossible — late, asked twice, later than what the resident was promised.
    """
    matter, seat = orders.handling(order, by, at)
    if order.state != work.CLAIMED:
        raise rules.NotPossible("请先接单,再申请延期。")
    if until > matter.outward_due_at:
        raise rules.NotPossible("这个时间比答应居民的还晚。请写早一点,或者请派单的人为整件事申请延期。")
    decision = _asked(matter, order, until, words, by, seat, at, matter.rung)
    facts = {"order": order.pk, "decision": decision.pk}
    take_step(matter, rules.ASK_TIME, by=by, at=at, seat=seat, words=words, facts=facts)
    return decision


def _asked(
    matter: Matter,
    order: Dispatch | None,
    until: datetime,
    words: str,
    by: Actor,
    seat: Seat | None,
    at: datetime,
    rung: str,
) -> Decision:
    due = order.due_at if order else matter.due_at
    if due is None or due <= at:
        raise rules.NotPossible("已经过了期限,不能再申请延期。请尽快办,在答复里写明原因。")
    if not due < until <= due + work.TIME_MOST:
        raise rules.NotPossible(f"延到的时间要比现在的期限晚,最多晚 {work.TIME_MOST.days} 天。")
    asked = Decision.objects.filter(matter=matter, dispatch=order, kind=work.TIME, round=matter.reopened)
    number = asked.count() + 1
    if number > work.TIMES_MOST:
        raise rules.NotPossible(f"这件事已经申请过 {work.TIMES_MOST} 次延期,不能再申请。")
    decision = Decision(
        community_id=matter.community_id,
        matter=matter,
        dispatch=order,
        kind=work.TIME,
        round=matter.reopened,
        number=number,
        words=rules.clean_words(words),
        until=until,
        asked_by=by if isinstance(by, Person) else None,
        asked_post_id=seat.post_id if seat else None,
        asked_at=at,
        due_at=due,
        rung=rung,
    )
    orders._insert(decision, "已经申请过延期,还没有定。请等一等。")
    return decision


@transaction.atomic
def decide_time(
    decision: Decision, *, grant: bool, words: str = "", by: Person, at: datetime, tell_resident: bool = False
) -> Decision:
    """Give more time or not. The promise to the resident moves only if they are told (`tell_resident`).

    Raises: NotAllowed; NotPossible — decided, lapsed, or later than promised without telling.
    """
    matter, seat = _deciding(decision, work.TIME, by, at)
    until, order = decision.until or at, decision.dispatch
    late = grant and until > matter.outward_due_at
    if late and not tell_resident:
        raise rules.NotPossible("这样就晚过答应居民的时间了。请选“告诉居民新的时间”,或者不同意。")
    _settle(decision, work.GRANTED if grant else work.REFUSED, by, seat, at)
    values: dict[str, Any] = {}
    if grant and order is None:
        values = {"due_at": until, "overdue_since": None}
        values |= {"outward_due_at": until} if late else {}
    if grant and order:
        Dispatch.objects.filter(pk=order.pk, ended_at=None).update(due_at=until, reminded_at=None)
    facts = {"decision": decision.pk, "order": order.pk if order else None, "promise_moved": late}
    step = rules.GIVE_TIME if grant else rules.REFUSE_TIME
    take_step(matter, step, by=by, at=at, seat=seat, words=words, facts=facts, **values)
    return decision


CONFIRM, ELSEWHERE, TAKE_BACK = "confirm", "elsewhere", "take_back"


@transaction.atomic
def decide_return(
    decision: Decision,
    *,
    choice: str,
    words: str,
    by: Person,
    at: datetime,
    to: work.Handler | None = None,
    due_at: datetime | None = None,
) -> Decision:
    """Decide what was handed back: who got it must do it, somebody else (`to`) does, or the sender does it himself.

    Raises: NotAllowed; NotPossible — decided before, no reason, nobody named.
    """
    matter, seat = _deciding(decision, work.RETURNED, by, at)
    order = decision.dispatch
    if order is None or choice not in (CONFIRM, ELSEWHERE, TAKE_BACK):
        raise rules.NotPossible("请选由谁办:原来的单位、别的单位,或者收回自己办。")
    if choice == ELSEWHERE and to is None:
        raise rules.NotPossible("请选改派给谁。")
    state = {CONFIRM: work.REFUSED, ELSEWHERE: work.ELSEWHERE, TAKE_BACK: work.TAKEN_BACK}[choice]
    _settle(decision, state, by, seat, at)
    facts = {"decision": decision.pk, "order": order.pk, "choice": choice}
    row = take_step(matter, rules.DECIDE, by=by, at=at, seat=seat, words=words, facts=facts)
    if choice == CONFIRM:
        orders._move(order, (work.HANDED_BACK,), work.SENT, must_do=True, claimed_at=None, claimed_by=None)
        return decision
    orders.end_order(order, at, row.seq)
    if to is not None and choice == ELSEWHERE:
        orders.send_order(
            matter, to=to, words=order.words, by=by, seat=seat, at=at, due_at=due_at, is_lead=order.is_lead
        )
    return decision


@transaction.atomic
def decide_redo(decision: Decision, *, again: bool, words: str, by: Person, at: datetime) -> Decision:
    """Decide a second reopening: it is done again by who did it, or was done properly, which closes it with a reason.

    After that the resident may still reopen it: it goes one level higher. Raises: NotAllowed, NotPossible.
    """
    matter = Matter.objects.select_related("place", "filed_as").get(pk=decision.matter_id)
    decision.matter = matter
    seat = holding(matter, "matter.decide", by=by, at=at)
    _settle(decision, work.GRANTED if again else work.REFUSED, by, seat, at)
    facts: dict[str, Any] = {"decision": decision.pk}
    if not again:
        last = queries.last_answer(matter)
        ended: dict[str, Any] = {"ending": last.ending if last else "solved", "closed_at": at, "due_at": None}
        ended |= {"overdue_since": None, "answered_at": at}
        take_step(matter, rules.UPHOLD, by=by, at=at, seat=seat, words=words, facts=facts, **ended)
        return decision
    held = queries.manned(matter, at)
    rung = decision.from_rung if decision.from_rung in held else matter.rung
    path = held.get(rung, matter.rung_path)
    take_step(
        matter, rules.REDO, by=by, at=at, seat=seat, words=words, rung=rung, rung_path=path, facts=facts
    )
    return decision


@transaction.atomic
def decide_pause(decision: Decision, *, grant: bool, words: str = "", by: Person, at: datetime) -> Decision:
    """Let the resident be asked a second time, or not. Raises: NotAllowed, NotPossible."""
    matter, seat = _deciding(decision, work.PAUSE_AGAIN, by, at)
    _settle(decision, work.GRANTED if grant else work.REFUSED, by, seat, at)
    facts = {"decision": decision.pk}
    if grant:
        begin_pause(matter, words=decision.words, by=by, seat=seat, at=at, facts=facts)
        return decision
    said = words or "这一次不再等居民补充。"
    take_step(matter, rules.DECIDE, by=by, at=at, seat=seat, words=said, facts=facts)
    return decision


def _deciding(decision: Decision, kind: str, by: Person, at: datetime) -> tuple[Matter, Seat | None]:
    """Return the matter as it is now and the seat by which `by` decides. Raises: NotAllowed, NotPossible."""
    matter = Matter.objects.select_related("place", "filed_as").get(pk=decision.matter_id)
    decision.matter = matter
    follows = decision.kind == work.TIME and decision.dispatch_id is not None
    seat = permission.require(by, "matter.decide", matter if follows else decision, at=at)
    if seat:
        refuse_party(matter, by, at)
    if decision.kind != kind:
        raise rules.NotPossible("这一件要在它自己的页面上定。")
    if not matter.is_open:
        raise rules.NotPossible("这件事已经有了结果,不用再定。")
    if kind != work.RETURNED and decision.due_at and decision.due_at <= at:
        raise rules.NotPossible("已经过了期限,这次申请作废了。")
    return matter, seat


def _settle(decision: Decision, state: str, by: Actor, seat: Seat | None, at: datetime) -> None:
    """Write what was decided, once. Raises: NotPossible — somebody decided before."""
    values = {
        "state": state,
        "decided_by": by if isinstance(by, Person) else None,
        "decided_post_id": seat.post_id if seat else None,
        "decided_at": at,
    }
    if not Decision.objects.filter(pk=decision.pk, decided_at=None).update(**values):
        decision.refresh_from_db(fields=["state"])
        raise rules.NotPossible(f"这一件已经定过了:{work.DECISION_STATES[decision.state]}。")
    for name, value in values.items():
        setattr(decision, name, value)


def keep_decisions(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Let what was not decided in time climb (handed back) or lapse (time, pause); late or twice: the same.

    Returns how many moved.
    """
    permission.require(by, "matter.keep_time", at=at)
    moved = 0
    for decision in queries.decisions_late(at)[:1000]:
        try:
            with transaction.atomic():
                moved += (
                    _climb(decision, by, at) if decision.kind == work.RETURNED else _lapse(decision, by, at)
                )
        except (SomebodyWasFaster, rules.NotPossible):
            continue
    return moved


def _climb(decision: Decision, by: Actor, at: datetime) -> int:
    """Ask the next rung; at the top it stays where it is, without a clock."""
    matter = decision.matter
    held = queries.manned(matter, at)
    rung = rules.rung_above(decision.rung, held)
    values: dict[str, Any] = {"due_at": None}
    if rung:
        due = work.add_working_hours(at, work.HOURS_TO_DECIDE, calendar.working_days())
        values = {"rung": rung, "due_at": due}
    if not Decision.objects.filter(pk=decision.pk, decided_at=None, due_at=decision.due_at).update(**values):
        return 0
    facts = {"decision": decision.pk, "rung": rung or decision.rung}
    journal.record(
        "matter.decision_climbed", by=by, at=at, on=matter, community_id=matter.community_id, facts=facts
    )
    return 1


def _lapse(decision: Decision, by: Actor, at: datetime) -> int:
    due = decision.due_at or at
    if not Decision.objects.filter(pk=decision.pk, decided_at=None).update(state=work.LAPSED, decided_at=due):
        return 0
    matter, facts = decision.matter, {"decision": decision.pk}
    journal.record(
        "matter.decision_lapsed", by=by, at=due, on=matter, community_id=matter.community_id, facts=facts
    )
    return 1


def remind_of_orders(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Tell once, for each order whose time is over, that no answer has come; return for how many."""
    permission.require(by, "matter.keep_time", at=at)
    told = 0
    for order in queries.orders_late(at)[:1000]:
        with transaction.atomic():
            if Dispatch.objects.filter(pk=order.pk, reminded_at=None, ended_at=None).update(reminded_at=at):
                matter, facts = order.matter, {"order": order.pk}
                journal.record(
                    "matter.order_late",
                    by=by,
                    at=at,
                    on=matter,
                    community_id=matter.community_id,
                    facts=facts,
                )
                told += 1
    return told
