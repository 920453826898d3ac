"""A dispute is told: by a party, by a leader for somebody, or made of a matter (§6.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters import queries as matter_queries
from sanzhang.duties.matters.models import Matter
from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.actions.papers import keep_paper
from sanzhang.duties.mediation.actions.steps import take_step, tell_level
from sanzhang.duties.mediation.models import Consent, Dispute, Party
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.files import queries as files
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.territory.models import Household, Place


@dataclass(frozen=True)
class Side:
    """Whom a dispute is between: a side, a name, and how he is known and reached."""

    side: str
    name: str
    phone: str = ""
    representative: str = ""
    person: Person | None = None
    household: Household | None = None


@transaction.atomic
def tell(
    place: Place,
    *,
    words: str,
    kind: str,
    sides: Sequence[Side],
    scale: str = "single",
    by: Actor,
    at: datetime,
) -> Dispute:
    """Ask for mediation as one of the parties: the first applicant agrees by asking.

    Raises: NotPossible — not a party on each side.
    """
    permission.require(by, "dispute.tell", place, at=at)
    dispute = _made(place, words, kind, scale, "resident", sides, by=by, at=at)
    party = queries.parties_of(dispute)[0]
    way = rules.LOGIN if isinstance(by, Person) and party.person_id == by.pk else rules.RECEIPT
    _agrees(party, way, at)
    return dispute


@transaction.atomic
def tell_for(
    place: Place,
    *,
    words: str,
    kind: str,
    sides: Sequence[Side],
    scale: str = "single",
    source: str = "leader",
    by: Person,
    at: datetime,
) -> Dispute:
    """Tell a dispute that a leader found, or that came on paper; no party has agreed by that. Raises: NotAllowed."""
    seat = permission.require(by, "dispute.tell_for", place, at=at)
    if source not in ("leader", "paper"):
        raise NotPossible("请选这件纠纷是怎么来的。")
    return _made(place, words, kind, scale, source, sides, by=by, at=at, seat=seat, entered_by=by)


@transaction.atomic
def turn_matter(
    matter: Matter, *, kind: str, sides: Sequence[Side], scale: str = "single", by: Person, at: datetime
) -> Dispute:
    """Make a dispute of a matter one has; the matter keeps nothing but that, its photos go along.

    Raises: NotAllowed; NotPossible — not open, or done already.
    """
    seat = permission.require(by, "dispute.turn", matter, at=at)
    if not matter.is_open or Dispute.objects.filter(matter=matter).exists():
        raise NotPossible("这件事已经办结,或者已经转入调解。")
    words, photos = matter.words, [files.read(one.stored) for one in matter_queries.photos_of(matter)]
    matters.seal(matter, by=by, at=at)
    dispute = _made(
        matter.place,
        words,
        kind,
        scale,
        "matter",
        sides,
        by=by,
        at=at,
        seat=seat,
        matter=matter,
        entered_by=by,
    )
    for photo in photos:
        keep_paper(dispute, photo, at)
    return dispute


def _made(
    place: Place,
    words: str,
    kind: str,
    scale: str,
    source: str,
    sides: Sequence[Side],
    *,
    by: Actor,
    at: datetime,
    seat: Seat | None = None,
    matter: Matter | None = None,
    entered_by: Person | None = None,
) -> Dispute:
    _check(place, words, kind, scale, sides)
    dispute = Dispute(
        community_id=place.in_community,
        place=place,
        kind=kind,
        scale=scale,
        source=source,
        matter=matter,
        words=words,
        rung=rules.COMMUNITY,
        told_at=at,
        entered_by=entered_by,
    )
    dispute.save(force_insert=True)
    for one in sides:
        Party(
            community_id=dispute.community_id,
            dispute=dispute,
            side=one.side,
            person=one.person,
            household=one.household,
            name=one.name,
            phone=one.phone,
            representative=one.representative,
        ).save(force_insert=True)
    rung = rules.first_rung(len(place.path), queries.manned(dispute, at))
    dispute.rung = rung
    tell_level(dispute, at)
    return take_step(dispute, "tell", by=by, at=at, seat=seat, facts={"kind": kind, "source": source})


def _check(place: Place, words: str, kind: str, scale: str, sides: Sequence[Side]) -> None:
    if {one.side for one in sides} != set(rules.SIDES) or not all(one.name.strip() for one in sides):
        raise NotPossible("申请人和被申请人都至少要写一个。")
    if kind not in rules.KINDS or scale not in rules.SCALES:
        raise NotPossible("请选是哪一类纠纷、涉及多少户。")
    if not words.strip() or place.community_id is None:
        raise NotPossible("请写一写是怎么回事。")


def _agrees(party: Party, way: str, at: datetime) -> None:
    Consent(
        community_id=party.community_id,
        dispute_id=party.dispute_id,
        party=party,
        about=rules.TO_MEDIATE,
        given=True,
        way=way,
        said_at=at,
    ).save(force_insert=True)
