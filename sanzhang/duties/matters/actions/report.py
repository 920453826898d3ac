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
from sanzhang.foundation.records import statements
from sanzhang.organisation.territory.models import Place


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
    `point`: (lon, lat) in WGS84. Raises: NotAllowed; NotPossible — no words; IntegrityError — the outside reference
    came before, and then a transaction around this one is undone, too.
    """
    action = "matter.report" if origin in rules.FROM_OUTSIDE else "matter.report_for"
    seat = permission.require(by, action, place, at=at)
    said = rules.clean_words(words)
    if not said:
        raise rules.NotPossible("请写一写是什么事,一句话也行。")
    if filed_as is not None:
        kind, topic = filed_as.urgency if kind == rules.ORDINARY else kind, filed_as.topic
    matter = Matter(
        place=place, kind=kind, filed_as=filed_as, topic=topic, spot=spot, origin=origin, words=said
    )
    matter.details, matter.outside_reference, matter.parent = details or {}, outside_reference, parent
    matter.lon, matter.lat = point or (None, None)
    matter.contact_name, matter.contact_phone, matter.reporter = contact_name, contact_phone, reporter
    seat = seat if action == "matter.report_for" else None
    matter.entered_by = by if seat and isinstance(by, Person) else None
    persons, doors = set(about), set(about_households)
    _put_at_its_rung(matter, at, persons=persons, doors=doors, start=start)
    _write(matter, by, seat, persons=persons, doors=doors, photos=photos)
    return matter


def _put_at_its_rung(matter: Matter, at: datetime, *, persons: set[int], doors: set[int], start: str) -> None:
    place, kind, filed_as = matter.place, matter.kind, matter.filed_as
    clocks, days = queries.clocks(filed_as), calendar.working_days()
    parties = persons | ({matter.reporter.pk} if matter.reporter else set())
    lowest = start or (filed_as.first_rung if filed_as else "")
    rung, rung_path = queries.first_holder(place, kind, at, parties=parties, households=doors, start=lowest)
    outward = rules.outward_due_at(kind, at, clocks=clocks, days=days)
    matter.community_id, matter.path = place.community_id or place.pk, place.path
    matter.rung, matter.rung_path, matter.reported_at, matter.rung_at = rung, rung_path, at, at
    matter.due_at = rules.due_at(kind, rung, at, clocks=clocks, days=days, outward=outward)
    matter.outward_due_at = outward


@transaction.atomic(savepoint=False)
def _write(
    matter: Matter,
    by: Actor,
    seat: Seat | None,
    *,
    persons: set[int],
    doors: set[int],
    photos: Sequence[StoredFile],
) -> None:
    row = _first_step(matter, by, seat)
    statements.insert(matter)
    _note_parties(matter, persons, doors)
    statements.insert(row)
    steps.keep_photos(row, photos)
    filed_as = matter.filed_as.code if matter.filed_as else ""
    facts: dict[str, Any] = {
        "topic": matter.topic,
        "kind": matter.kind,
        "origin": matter.origin,
        "filed_as": filed_as,
    }
    facts |= {"joined_to": matter.joined_to_id} if matter.joined_to_id else {}
    steps.record_step(matter, row, by=by, seat=seat, entered_for=matter.reporter, facts=facts)


def _first_step(matter: Matter, by: Actor, seat: Seat | None) -> MatterStep:
    return MatterStep(
        community_id=matter.community_id,
        matter=matter,
        seq=1,
        step=rules.REPORT,
        at=matter.reported_at,
        to_rung=matter.rung,
        state=matter.state,
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
