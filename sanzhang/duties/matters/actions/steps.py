"""The one way in which a matter moves: a guarded update, a step, an entry, in one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.letting_go import let_go
from sanzhang.duties.matters.models import Matter, MatterPhoto, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, Bearer, NotAllowed, Seat

EVENTS = {
    rules.REPORT: "matter.reported",
    rules.ACCEPT: "matter.accepted",
    rules.ANSWER: "matter.answered",
    rules.PASS_UP: "matter.passed_up",
    rules.CLIMB: "matter.climbed",
    rules.NOTE: "matter.noted",
    rules.WITHDRAW: "matter.withdrawn",
    rules.CONFIRM: "matter.confirmed",
    rules.REOPEN: "matter.reopened",
    rules.RATE: "matter.rated",
    rules.JOIN: "matter.joined",
    rules.PART: "matter.parted",
    rules.FILE: "matter.filed",
    rules.SPLIT: "matter.split",
    rules.DISPATCH: "matter.dispatched",
    rules.CLAIM: "matter.claimed",
    rules.HAND_BACK: "matter.handed_back",
    rules.REPORT_BACK: "matter.reported_back",
    rules.RECALL: "matter.recalled",
    rules.ASK_TIME: "matter.time_asked",
    rules.GIVE_TIME: "matter.time_given",
    rules.REFUSE_TIME: "matter.time_refused",
    rules.PAUSE: "matter.paused",
    rules.RESUME: "matter.resumed",
    rules.ASK_CHECK: "matter.check_asked",
    rules.CHECK: "matter.checked",
    rules.DECIDE: "matter.decided",
    rules.REDO: "matter.sent_again",
    rules.UPHOLD: "matter.upheld",
    rules.MARK: "matter.marked",
    rules.UNMARK: "matter.unmarked",
    rules.VISIT: "matter.visited",
    rules.MEDIATE: "matter.mediated",
}


# What a step of a lead does to those joined to it: step → function; `joining` names them.
FOLLOWED: dict[str, Callable[..., None]] = {}


class SomebodyWasFaster(Exception):
    """The matter moved since it was read; nothing was written."""

    status = 409

    def __init__(self, matter: Matter, at: datetime) -> None:
        last = matter.steps.order_by("-seq").select_related("post__place__parent").first()
        self.matter = matter
        self.words = said(last, at) if last else "这件事刚刚有人办过了。"
        super().__init__(self.words)


def said(step: MatterStep, now: datetime) -> str:
    """Return 这件事 2 分钟前已由12栋楼栋长报给网格长,您不用再报。: who by post, never by name."""
    ago = rules.spoken_ago(step.at, now)
    told = rules.sentence(step.step, who=queries.who(step), to=rules.RUNGS.get(step.to_rung, "")).rstrip("。")
    if step.step in (rules.PASS_UP, rules.CLIMB):
        who = queries.who(step)
        return f"这件事{_spaced(ago)}已由{who}报给{rules.RUNGS[step.to_rung]},您不用再报。"
    if step.step == rules.ANSWER:
        told = f"{queries.who(step)}答复“{rules.ENDINGS.get(step.ending, '')}”"
    return f"这件事有了新情况:{_spaced(ago)}{told}。请看过以后再办。"


def _spaced(ago: str) -> str:
    return f" {ago}" if ago[0].isdigit() else ago


def refuse_party(matter: Matter, by: Actor, at: datetime) -> None:
    """Keep a matter from whoever it is about, who reported it, or lives with one of them (R15). Raises: NotAllowed."""
    if isinstance(by, Person) and by.pk in queries.shunned(matter, at):
        raise NotAllowed("这件事和您或您的家人有关,按规定由别人来办。", "matter.look")


def refuse_outdated(matter: Matter, version: int | None, at: datetime) -> None:
    """Refuse a page that shows an older state. Raises: SomebodyWasFaster."""
    if version is not None and version != matter.version:
        raise SomebodyWasFaster(matter, at)


def holding(
    matter: Matter, action: str, *, by: Actor, at: datetime, version: int | None = None
) -> Seat | None:
    """Return the seat by which `by` has the matter now; what a vacancy left behind moves on first (R16).

    Raises: SomebodyWasFaster — the page is outdated; NotAllowed — it is not at `by`, or about them (R15).
    """
    refuse_outdated(matter, version, at)
    if not isinstance(by, Bearer) and matter.state in rules.OPEN:
        _move_on_if_vacant(matter, at)
    seat = permission.require(by, action, matter, at=at)
    if seat:
        refuse_party(matter, by, at)
    return seat


def _move_on_if_vacant(matter: Matter, at: datetime) -> None:
    held = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, held)
    if matter.rung not in held and rung:
        take_step(
            matter, rules.CLIMB, by=SYSTEM, at=at, words=rules.ORPHANED, rung=rung, rung_path=held[rung]
        )


@transaction.atomic
def take_step(
    matter: Matter,
    step: str,
    *,
    by: Actor,
    at: datetime,
    seat: Seat | None = None,
    words: str = "",
    photos: Sequence[StoredFile] = (),
    ending: str = "",
    rung: str = "",
    rung_path: str = "",
    entered_for: Person | None = None,
    phase: str = "",
    facts: dict[str, Any] | None = None,
    **values: Any,
) -> MatterStep:
    """Move a matter by one step. `rung`, `rung_path`: where it goes; empty: it stays where it is.

    `phase` of the photos: before or after the work; `facts`: what the journal tells beside the step.
    Raises: NotPossible — the step does not fit the state or lacks words; SomebodyWasFaster — it moved meanwhile.
    """
    turn = rules.next_state(matter.state, step)
    if turn.needs_words and not rules.clean_words(words):
        raise rules.NotPossible("请写一句话,让居民和下一位知道情况。")
    from_rung, was, read = matter.rung, matter.state, matter.version
    if rung:
        values = _at_rung(matter, rung, rung_path, at, values.get("outward_due_at")) | values
    if step in (rules.ANSWER, rules.REOPEN, rules.UPHOLD):
        values["ending"] = ending
    values |= {"state": turn.to, "version": read + 1}
    if not Matter.objects.filter(pk=matter.pk, version=read).update(**values):
        raise SomebodyWasFaster(Matter.objects.get(pk=matter.pk), at)
    for name, value in values.items():
        setattr(matter, name, value)
    row = _row(matter, step, at, from_rung=from_rung, to_rung=rung, by=by, seat=seat)
    row.ending, row.words = ending, rules.clean_words(words)
    _write(row, photos, phase)
    let_go(matter, was, at, moved=bool(rung) and rung != from_rung)
    record_step(
        matter,
        row,
        by=by,
        seat=seat,
        entered_for=entered_for,
        facts={"was": was, "from": from_rung} | (facts or {}),
    )
    if step in FOLLOWED:
        FOLLOWED[step](matter, row, by=by, seat=seat, at=at)
    return row


def _row(
    matter: Matter, step: str, at: datetime, *, from_rung: str, to_rung: str, by: Actor, seat: Seat | None
) -> MatterStep:
    return MatterStep(
        community_id=matter.community_id,
        matter=matter,
        seq=matter.version,
        step=step,
        at=at,
        from_rung=from_rung,
        to_rung=to_rung,
        state=matter.state,
        person=by if isinstance(by, Person) else None,
        post_id=seat.post_id if seat else None,
        due_at=matter.due_at if to_rung else None,
    )


def _at_rung(
    matter: Matter, rung: str, rung_path: str, at: datetime, outward: datetime | None
) -> dict[str, Any]:
    due = rules.due_at(
        matter.kind,
        rung,
        at,
        clocks=queries.clocks(matter.filed_as),
        days=calendar.working_days(),
        outward=outward or matter.outward_due_at,
    )
    return {"rung": rung, "rung_path": rung_path, "rung_at": at, "due_at": due, "overdue_since": None}


def _write(row: MatterStep, photos: Sequence[StoredFile], phase: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        raise SomebodyWasFaster(Matter.objects.get(pk=row.matter_id), row.at) from fault
    keep_photos(row, photos, phase)


def keep_photos(row: MatterStep, photos: Sequence[StoredFile], phase: str = "") -> None:
    """Tie photos to the step with which they came; `phase`: before or after the work."""
    rows = [
        MatterPhoto(
            community_id=row.community_id, matter_id=row.matter_id, step=row, stored=stored, phase=phase
        )
        for stored in photos
    ]
    if rows:
        MatterPhoto.objects.bulk_create(rows)


def record_step(
    matter: Matter,
    row: MatterStep,
    *,
    by: Actor,
    seat: Seat | None,
    entered_for: Person | None,
    facts: dict[str, Any],
) -> None:
    """Write the entry of a step; `facts`: what figures are folded from beside where it went, nothing personal."""
    facts |= {"seq": row.seq, "state": row.state, "rung": matter.rung, "rung_path": matter.rung_path}
    journal.record(
        EVENTS[row.step],
        by=by,
        at=row.at,
        seat=seat,
        on=matter,
        community_id=matter.community_id,
        entered_for=entered_for,
        facts=facts | ({"ending": row.ending} if row.ending else {}),
    )
