"""The clock stands still while the resident is asked something: intervals, at most two, each at most seven days.

The first is the holder's own; for the second the level above has to agree. Only where the resident can be reached,
never once the promise is broken; seven days of silence end it. What was given back is exactly the interval.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules, work
from sanzhang.duties.matters.actions import orders
from sanzhang.duties.matters.actions.steps import SomebodyWasFaster, holding, take_step
from sanzhang.duties.matters.models import Decision, Matter, MatterStep, Pause
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, Seat


@transaction.atomic
def ask_resident(
    matter: Matter, *, words: str, by: Person, at: datetime, version: int | None = None
) -> Pause | Decision:
    """Ask who reported something; the clock stands still until the answer, at most seven days.

    The second time this asks the level above first and returns that decision. Raises: NotAllowed; NotPossible —
    late already, nobody to ask, asked twice; SomebodyWasFaster.
    """
    seat = holding(matter, "matter.pause", by=by, at=at, version=version)
    queries.refuse_undecided(matter)
    if not rules.clean_words(words):
        raise rules.NotPossible("请写要居民补充什么。")
    if matter.reporter_id is None and not matter.contact_phone:
        raise rules.NotPossible("反映的人没有留联系方式,问不到,时间不能停。请先到现场看一看。")
    number = Pause.objects.filter(matter=matter, round=matter.reopened).count() + 1
    if number > work.PAUSES_MOST:
        raise rules.NotPossible(f"已经请居民补充过 {work.PAUSES_MOST} 次,时间不能再停。请按现有的情况办。")
    if number == 1:
        return begin_pause(matter, words=words, by=by, seat=seat, at=at)
    return _ask_above(matter, words, by, seat, at)


def _ask_above(matter: Matter, words: str, by: Person, seat: Seat | None, at: datetime) -> Decision:
    held = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, held)
    if rung is None:
        raise rules.NotPossible("第二次请居民补充要上一级同意,上面没有人。请按现有的情况办。")
    _refuse_late(matter, at)
    decision = Decision(
        community_id=matter.community_id,
        matter=matter,
        kind=work.PAUSE_AGAIN,
        round=matter.reopened,
        words=rules.clean_words(words),
        asked_by=by,
        asked_post_id=seat.post_id if seat else None,
        asked_at=at,
        rung=rung,
        due_at=matter.due_at,
    )
    orders._insert(decision, "已经请上一级定了,还没有回音。")
    facts = {"decision": decision.pk}
    community = matter.community_id
    journal.record(
        "matter.pause_asked", by=by, at=at, seat=seat, on=matter, community_id=community, facts=facts
    )
    return decision


def _refuse_late(matter: Matter, at: datetime) -> None:
    if not matter.due_at or matter.due_at <= at or matter.outward_due_at <= at:
        raise rules.NotPossible("已经过了期限,时间不能再停。请尽快答复,写明情况。")


def begin_pause(
    matter: Matter,
    *,
    words: str,
    by: Actor,
    seat: Seat | None,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> Pause:
    """Let the clock stand still; whoever calls has asked for permission already."""
    _refuse_late(matter, at)
    due, outward, ends_at = matter.due_at or at, matter.outward_due_at, at + work.PAUSE_MOST
    # Until it ends, the deadlines are those of the longest pause: nothing climbs meanwhile.
    values = _moved(matter, due, outward, since=at, rung_since=at, until=ends_at)
    take_step(matter, rules.PAUSE, by=by, at=at, seat=seat, words=words, facts=facts, **values)
    pause = Pause(
        community_id=matter.community_id,
        matter=matter,
        round=matter.reopened,
        number=Pause.objects.filter(matter=matter, round=matter.reopened).count() + 1,
        question=rules.clean_words(words),
        asked_by=by if isinstance(by, Person) else None,
        asked_post_id=seat.post_id if seat else None,
        since=at,
        ends_at=ends_at,
        due_before=due,
        outward_before=outward,
    )
    orders._insert(pause, "已经在等居民补充。")
    return pause


def _moved(
    matter: Matter,
    due: datetime,
    outward: datetime,
    *,
    since: datetime,
    rung_since: datetime,
    until: datetime,
) -> dict[str, Any]:
    """Return both deadlines moved by the interval, each by its own kind of time."""
    clocks, days = queries.clocks(matter.filed_as), calendar.working_days()
    promise = work.due_after_pause(
        outward, since, until, unit=work.unit_of(clocks, matter.kind, ""), days=days
    )
    unit = work.unit_of(clocks, matter.kind, "" if due == outward else matter.rung)
    moved = work.due_after_pause(due, rung_since, until, unit=unit, days=days)
    return {"due_at": min(moved, promise) if promise > until else moved, "outward_due_at": promise}


@transaction.atomic
def answer_question(
    matter: Matter, *, words: str, by: Actor, at: datetime, photos: Sequence[StoredFile] = ()
) -> MatterStep:
    """Let who reported answer what was asked; the clock runs on. Raises: NotAllowed; NotPossible — nothing asked."""
    permission.require(by, "matter.resume", matter, at=at)
    if not rules.clean_words(words):
        raise rules.NotPossible("请写一写要补充的情况。")
    return end_pause(matter, work.ANSWERED_BY_RESIDENT, by=by, seat=None, at=at, words=words, photos=photos)


@transaction.atomic
def resume(matter: Matter, *, by: Person, at: datetime, words: str = "") -> MatterStep:
    """Go on without waiting, as who has the matter. Raises: NotAllowed, NotPossible, SomebodyWasFaster."""
    seat = holding(matter, "matter.resume", by=by, at=at)
    return end_pause(matter, work.BY_HOLDER, by=by, seat=seat, at=at, words=words)


def end_pause(
    matter: Matter,
    way: str,
    *,
    by: Actor,
    seat: Seat | None,
    at: datetime,
    words: str = "",
    photos: Sequence[StoredFile] = (),
) -> MatterStep:
    """End the running interval at `at` and give its time back; whoever calls has asked for permission already."""
    pause = queries.running_pause(matter)
    if pause is None or not Pause.objects.filter(pk=pause.pk, until=None).update(until=at, ended_by=way):
        raise rules.NotPossible("现在没有在等居民补充。")
    stayed = matter.rung_at <= pause.since  # else a vacancy moved it on meanwhile, to a clock of its own
    due = pause.due_before if stayed else matter.due_at or at
    values = _moved(
        matter,
        due,
        pause.outward_before,
        since=pause.since,
        rung_since=pause.since if stayed else matter.rung_at,
        until=at,
    )
    return take_step(matter, rules.RESUME, by=by, at=at, seat=seat, words=words, photos=photos, **values)


def end_silent_pauses(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Go on with what met seven days of silence, each at its own instant, and say so; return how many."""
    permission.require(by, "matter.resume", at=at)
    ended = 0
    for pause in queries.pauses_over(at)[:1000]:
        try:
            with transaction.atomic():
                matter, then = pause.matter, pause.ends_at
                end_pause(matter, work.BY_SILENCE, by=by, seat=None, at=then, words=rules.PAUSE_SILENT)
                ended += 1
        except (SomebodyWasFaster, rules.NotPossible):
            continue
    return ended
