"""What whoever has a matter may do with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.matters import queries, rules, work
from sanzhang.duties.matters.actions import checks, orders, pauses
from sanzhang.duties.matters.actions.steps import holding, take_step
from sanzhang.duties.matters.models import Matter, MatterParty, MatterStep
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat


@transaction.atomic
def accept(
    matter: Matter, *, by: Person, at: datetime, words: str = "", version: int | None = None
) -> MatterStep:
    """Say that one has seen it and is at it. Raises: NotAllowed, NotPossible, SomebodyWasFaster."""
    seat = holding(matter, "matter.accept", by=by, at=at, version=version)
    queries.refuse_undecided(matter)
    return take_step(matter, rules.ACCEPT, by=by, at=at, seat=seat, words=words)


@transaction.atomic
def answer(
    matter: Matter,
    *,
    ending: str,
    words: str,
    by: Person,
    at: datetime,
    photos: Sequence[StoredFile] = (),
    version: int | None = None,
    check_first: bool = False,
    despite: str = "",
) -> MatterStep:
    """Answer with one of the four honest ends; the resident confirms or reopens.

    `check_first`, or a kind that asks for it: the answer waits for a look by somebody else. `despite`: why running
    orders are not waited for; they are recalled. Raises: NotAllowed; NotPossible — also while parts or orders run;
    SomebodyWasFaster.
    """
    seat = holding(matter, "matter.answer", by=by, at=at, version=version)
    if ending not in rules.ENDINGS:
        raise rules.NotPossible("请选一个结果:办好了、办了一部分、办不了、不归我们管。")
    queries.refuse_undecided(matter)
    if matter.state not in rules.OPEN:
        rules.next_state(matter.state, rules.ANSWER)
    if ending == "solved" and (parts := queries.open_parts(matter)):
        raise rules.NotPossible(f"还有 {parts} 件分出来的没有办好。都办好了,才能答复“办好了”。")
    if matter.state == rules.PAUSED:
        pauses.end_pause(matter, work.BY_HOLDER, by=by, seat=seat, at=at)
    _recall_orders(matter, despite, by=by, seat=seat, at=at)
    if check_first or checks.needs_check(matter, ending, at):
        return checks.ask_check(matter, ending=ending, words=words, photos=photos, by=by, seat=seat, at=at)
    values: dict[str, Any] = {"ending": ending, "answered_at": at, "due_at": None, "overdue_since": None}
    return take_step(
        matter, rules.ANSWER, by=by, at=at, seat=seat, words=words, photos=photos, phase="after", **values
    )


def _recall_orders(matter: Matter, despite: str, *, by: Person, seat: Seat | None, at: datetime) -> None:
    """Take back what was sent and not answered, with the reason. Raises: NotPossible — none was given."""
    running = list(queries.running_orders(matter))
    if running and not despite.strip():
        names = "、".join(order.handler_name for order in running[:3])
        words = f"还有 {len(running)} 张派单没有回({names})。等回单后再答复,或者写明为什么不等。"
        raise rules.NotPossible(words)
    for order in running:
        orders.recall_order(order, matter, words=despite, by=by, seat=seat, at=at)


@transaction.atomic
def pass_up(
    matter: Matter, *, words: str, by: Person, at: datetime, version: int | None = None
) -> MatterStep:
    """Hand a matter to the next manned rung of the ladder (§10.2); vacant rungs and parties are skipped.

    Raises: NotAllowed, NotPossible — closed, or nobody above; SomebodyWasFaster.
    """
    seat = holding(matter, "matter.pass_up", by=by, at=at, version=version)
    held = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, held)
    if rung is None:
        raise rules.NotPossible("上面没有可以接的一级了。请在这里答复,写明情况。")
    checks.end_checks(matter, at)  # who gets it answers anew
    return take_step(
        matter, rules.PASS_UP, by=by, at=at, seat=seat, words=words, rung=rung, rung_path=held[rung]
    )


@transaction.atomic
def note(
    matter: Matter,
    *,
    words: str,
    by: Actor,
    at: datetime,
    photos: Sequence[StoredFile] = (),
    version: int | None = None,
) -> MatterStep:
    """Add words or photos: by who has it, or by who reported it. Raises: NotAllowed, NotPossible."""
    seat = holding(matter, "matter.note", by=by, at=at, version=version)
    return take_step(matter, rules.NOTE, by=by, at=at, seat=seat, words=words, photos=photos)


@transaction.atomic
def name_subject(
    matter: Matter,
    *,
    words: str,
    by: Person,
    at: datetime,
    person: Person | None = None,
    household_id: int | None = None,
    version: int | None = None,
) -> MatterStep:
    """Name whom a matter is about; if that is who has it, or a housemate, it moves on at once (R15).

    Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    seat = holding(matter, "matter.name_subject", by=by, at=at, version=version)
    if (person is None) == (household_id is None):
        raise rules.NotPossible("请选一个人,或者写一个门牌号。")
    party: dict[str, Any] = {"person": person, "household_id": household_id}
    MatterParty.objects.get_or_create(community_id=matter.community_id, matter=matter, **party)
    held = queries.manned(matter, at)
    if held.get(matter.rung) == matter.rung_path:
        return take_step(matter, rules.NOTE, by=by, at=at, seat=seat, words=words)
    rung = rules.rung_above(matter.rung, held) or rules.COMMUNITY
    path = held.get(rung, rules.area_of(rung, matter.path))
    return take_step(matter, rules.PASS_UP, by=by, at=at, seat=seat, words=words, rung=rung, rung_path=path)


@transaction.atomic
def reveal_contact(matter: Matter, *, purpose: str, by: Person, at: datetime) -> tuple[str, str]:
    """Return name and phone of who reported, noted in the journal before they leave (R8).

    Raises: NotAllowed — only who has it now; NotPossible — no purpose, or nothing was left.
    """
    seat = holding(matter, "matter.reveal", by=by, at=at)
    if not purpose.strip():
        raise rules.NotPossible("请写为什么要联系,例如“约时间上门看漏水”。")
    if not matter.contact_name and not matter.contact_phone:
        raise rules.NotPossible("反映的人没有留联系方式。")
    journal.look(
        by,
        about=matter.reporter,
        fields="contact_name contact_phone",
        purpose=purpose.strip()[:200],
        at=at,
        seat=seat,
        on=matter,
        community_id=matter.community_id,
    )
    return matter.contact_name, matter.contact_phone
