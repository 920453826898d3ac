"""What whoever has a matter may do with it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions.steps import refuse_outdated, refuse_party, take_step
from sanzhang.duties.matters.models import Matter, MatterParty, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


def accept(
    matter: Matter, *, by: Person, at: datetime, words: str = "", version: int | None = None
) -> MatterStep:
    """Say that one has seen it and is at it. Raises: NotAllowed, NotPossible, SomebodyWasFaster."""
    refuse_outdated(matter, version, at)
    seat = permission.require(by, "matter.accept", matter, at=at)
    refuse_party(matter, by, at)
    return take_step(matter, rules.ACCEPT, by=by, at=at, seat=seat, words=words)


def answer(
    matter: Matter,
    *,
    ending: str,
    words: str,
    by: Person,
    at: datetime,
    photos: Sequence[StoredFile] = (),
    version: int | None = None,
) -> MatterStep:
    """Answer with one of the four honest ends; the resident confirms or reopens.

    Raises: NotAllowed, NotPossible, SomebodyWasFaster.
    """
    refuse_outdated(matter, version, at)
    seat = permission.require(by, "matter.answer", matter, at=at)
    refuse_party(matter, by, at)
    if ending not in rules.ENDINGS:
        raise rules.NotPossible("请选一个结果:办好了、办了一部分、办不了、不归我们管。")
    values = {"ending": ending, "answered_at": at, "due_at": None}
    return take_step(matter, rules.ANSWER, by=by, at=at, seat=seat, words=words, photos=photos, **values)


def pass_up(
    matter: Matter, *, words: str, by: Person, at: datetime, version: int | None = None
) -> MatterStep:
    """Hand a matter to the next manned rung of the ladder (§10.2); vacant rungs and parties are skipped.

    Raises: NotAllowed, NotPossible — closed, or nobody above; SomebodyWasFaster.
    """
    refuse_outdated(matter, version, at)
    seat = permission.require(by, "matter.pass_up", matter, at=at)
    refuse_party(matter, by, at)
    manned = queries.manned(matter, at)
    rung = rules.rung_above(matter.rung, manned)
    if rung is None:
        raise rules.NotPossible("上面没有可以接的一级了。请在这里答复,写明情况。")
    return take_step(
        matter, rules.PASS_UP, by=by, at=at, seat=seat, words=words, rung=rung, rung_path=manned[rung]
    )


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
    refuse_outdated(matter, version, at)
    seat = permission.require(by, "matter.note", matter, at=at)
    if seat:
        refuse_party(matter, by, at)
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
    refuse_outdated(matter, version, at)
    seat = permission.require(by, "matter.name_subject", matter, at=at)
    if (person is None) == (household_id is None):
        raise rules.NotPossible("请选一个人,或者写一个门牌号。")
    MatterParty.objects.get_or_create(
        community_id=matter.community_id, matter=matter, person=person, household_id=household_id
    )
    manned = queries.manned(matter, at)
    if manned.get(matter.rung) == matter.rung_path:
        return take_step(matter, rules.NOTE, by=by, at=at, seat=seat, words=words)
    rung = rules.rung_above(matter.rung, manned) or rules.COMMUNITY
    path = manned.get(rung, matter.path[:12])
    return take_step(matter, rules.PASS_UP, by=by, at=at, seat=seat, words=words, rung=rung, rung_path=path)
