"""Sub-matters: what one report holds of several things, each to be done by itself (§4.2)."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions import report
from sanzhang.duties.matters.actions.steps import holding, take_step
from sanzhang.duties.matters.models import Matter, MatterParty
from sanzhang.foundation.people.models import Person

PARTS_MOST = 10


@transaction.atomic
def split(
    matter: Matter,
    *,
    words: str,
    by: Person,
    at: datetime,
    kind: str = "",
    topic: str = "",
    filed_as: Kind | None = None,
    version: int | None = None,
) -> Matter:
    """Make a part of a matter a matter of its own: same place, same parties, same promise; it begins at this rung.

    Raises: NotAllowed; NotPossible — no words, a part of a part, too many; SomebodyWasFaster.
    """
    seat = holding(matter, "matter.split", by=by, at=at, version=version)
    queries.refuse_undecided(matter)
    if matter.parent_id:
        raise rules.NotPossible("这已经是分出来的一件,不能再分。")
    if matter.parts.count() >= PARTS_MOST:
        raise rules.NotPossible(f"最多分 {PARTS_MOST} 件。")
    made = _part(matter, words, by, kind=kind, topic=topic, filed_as=filed_as)
    parties = MatterParty.objects.filter(community_id=matter.community_id, matter=matter)
    persons = {party.person_id for party in parties if party.person_id}
    persons |= {matter.reporter_id} if matter.reporter_id else set()
    doors = {party.household_id for party in parties if party.household_id}
    report._put_at_its_rung(made, at, persons=persons, doors=doors, start=matter.rung)
    if at < matter.outward_due_at < made.outward_due_at:
        made.outward_due_at = matter.outward_due_at
        made.due_at = min(made.due_at or made.outward_due_at, made.outward_due_at)
    take_step(matter, rules.SPLIT, by=by, at=at, seat=seat, words=words, facts={"part": made.pk})
    report._write(made, by, seat, persons=persons, doors=doors, photos=())
    return made


def _part(matter: Matter, words: str, by: Person, *, kind: str, topic: str, filed_as: Kind | None) -> Matter:
    said = rules.clean_words(words)
    if not said:
        raise rules.NotPossible("请写分出来的这件是什么事。")
    return Matter(
        place=matter.place,
        kind=kind or (filed_as.urgency if filed_as else matter.kind),
        topic=topic or (filed_as.topic if filed_as else matter.topic),
        filed_as=filed_as,
        spot=matter.spot,
        origin=matter.origin,
        words=said,
        parent=matter,
        entered_by=by,
    )
