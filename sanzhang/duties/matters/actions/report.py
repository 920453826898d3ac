"""Reporting: by anybody, or for somebody."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sanzhang.duties.catalogue.models import Kind
from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions import steps
from sanzhang.duties.matters.models import Matter, MatterParty, MatterStep
from sanzhang.foundation import permission
from sanzhang.foundation.calendar import queries as calendar
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.territory.models import Place


@transaction.atomic
def report_matter(
    *,
    place: Place,
    words: str,
    by: Actor,
    at: datetime,
    kind: str = rules.ORDINARY,
    topic: str = "other",
    spot: str = "",
    photos: Sequence[StoredFile] = (),
    about: Iterable[int] = (),
    about_households: Iterable[int] = (),
    contact_name: str = "",
    contact_phone: str = "",
    reporter: Person | None = None,
    origin: str = "resident",
    filed_as: Kind | None = None,
    details: dict[str, Any] | None = None,
    start: str = "",
    outside_reference: str = "",
    point: tuple[float, float] | None = None,
    parent: Matter | None = None,
) -> Matter:
    """Report a matter (§4.2): it goes to the lowest rung that somebody holds whom it is not about (R15, R16).

    `about`: persons it is about; `about_households`: doors. `origin` not of rules.FROM_OUTSIDE: typed for somebody,
    and `by` must be a leader or worker of the place. `filed_as`: kind of the catalogue, which settles topic, urgency,
    clocks and first rung unless `kind`, `start` say more. `start`: the rung where it begins at the earliest.
    `point`: (lon, lat) in WGS84. Raises: NotAllowed; NotPossible — no words.
    """
    action = "matter.report" if origin in rules.FROM_OUTSIDE else "matter.report_for"
    seat = permission.require(by, action, place, at=at)
    said = rules.clean_words(words)
    if not said:
        raise rules.NotPossible("请写一写是什么事,一句话也行。")
    persons, doors = set(about), set(about_households)
    if filed_as is not None:
        kind, topic = filed_as.urgency if kind == rules.ORDINARY else kind, filed_as.topic
        start = start or filed_as.first_rung
    matter = _new_at_its_rung(
        place, kind, at, reporter=reporter, persons=persons, doors=doors, start=start, filed_as=filed_as
    )
    matter.spot, matter.topic, matter.origin, matter.words = spot, topic, origin, said
    matter.details, matter.outside_reference, matter.parent = details or {}, outside_reference, parent
    matter.lon, matter.lat = point or (None, None)
    matter.contact_name, matter.contact_phone = contact_name, contact_phone
    matter.entered_by = by if action == "matter.report_for" and isinstance(by, Person) else None
    matter.save(force_insert=True)
    _note_parties(matter, persons, doors)
    seat = seat if action == "matter.report_for" else None
    row = _first_step(matter, by, seat)
    row.save(force_insert=True)
    steps.keep_photos(row, photos)
    steps._record(matter, row, by=by, at=at, seat=seat, entered_for=reporter)
    return matter


def _new_at_its_rung(
    place: Place,
    kind: str,
    at: datetime,
    *,
    reporter: Person | None,
    persons: set[int],
    doors: set[int],
    start: str,
    filed_as: Kind | None,
) -> Matter:
    clocks, days = queries.clocks(filed_as), calendar.working_days()
    parties = persons | ({reporter.pk} if reporter else set())
    rung, rung_path = queries.first_holder(place, kind, at, parties=parties, households=doors, start=start)
    outward = rules.outward_due_at(kind, at, clocks=clocks, days=days)
    return Matter(
        community_id=place.community_id or place.pk,
        place=place,
        path=place.path,
        kind=kind,
        filed_as=filed_as,
        rung=rung,
        rung_path=rung_path,
        reported_at=at,
        rung_at=at,
        due_at=rules.due_at(kind, rung, at, clocks=clocks, days=days, outward=outward),
        outward_due_at=outward,
        reporter=reporter,
    )


def _first_step(matter: Matter, by: Actor, seat: Seat | None) -> MatterStep:
    return MatterStep(
        community_id=matter.community_id,
        matter=matter,
        seq=1,
        step=rules.REPORT,
        at=matter.reported_at,
        to_rung=matter.rung,
        state=rules.WAITING,
        person=by if isinstance(by, Person) else None,
        post_id=seat.post_id if seat else None,
        words=matter.words,
        due_at=matter.due_at,
    )


def _note_parties(matter: Matter, persons: set[int], doors: set[int]) -> None:
    rows = [MatterParty(community_id=matter.community_id, matter=matter, person_id=one) for one in persons]
    rows += [MatterParty(community_id=matter.community_id, matter=matter, household_id=one) for one in doors]
    if rows:
        MatterParty.objects.bulk_create(rows)
