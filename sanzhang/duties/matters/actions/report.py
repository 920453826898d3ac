"""Reporting: by anybody, or for somebody."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

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
) -> Matter:
    """Report a matter (§4.2): it goes to the lowest rung that somebody holds whom it is not about (R15, R16).

    `about`: persons it is about; `about_households`: doors. `origin` other than resident: typed for somebody, and
    `by` must be a leader or worker of the place. Raises: NotAllowed; NotPossible — no words.
    """
    action = "matter.report" if origin == "resident" else "matter.report_for"
    seat = permission.require(by, action, place, at=at)
    said = rules.clean_words(words)
    if not said:
        raise rules.NotPossible("请写一写是什么事,一句话也行。")
    persons, doors = set(about), set(about_households)
    matter = _new_at_its_rung(place, kind, at, reporter=reporter, persons=persons, doors=doors)
    matter.spot, matter.topic, matter.origin, matter.words = spot, topic, origin, said
    matter.contact_name, matter.contact_phone = contact_name, contact_phone
    matter.entered_by = by if origin != "resident" and isinstance(by, Person) else None
    matter.save(force_insert=True)
    _note_parties(matter, persons, doors)
    seat = seat if origin != "resident" else None
    row = _first_step(matter, by, seat)
    row.save(force_insert=True)
    steps.keep_photos(row, photos)
    steps._record(matter, row, by=by, at=at, seat=seat, entered_for=reporter)
    return matter


def _new_at_its_rung(
    place: Place, kind: str, at: datetime, *, reporter: Person | None, persons: set[int], doors: set[int]
) -> Matter:
    clocks, days = queries.clocks(), calendar.working_days()
    parties = persons | ({reporter.pk} if reporter else set())
    rung, rung_path = queries.first_holder(place, kind, at, parties=parties, households=doors)
    outward = rules.outward_due_at(kind, at, clocks=clocks, days=days)
    return Matter(
        community_id=place.community_id or place.pk,
        place=place,
        path=place.path,
        kind=kind,
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
