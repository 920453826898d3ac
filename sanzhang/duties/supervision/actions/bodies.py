"""Watched bodies and their duties: entered, changed from a day on, copied, imported, ended (§8.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sanzhang.duties.supervision import rules
from sanzhang.duties.supervision.models import Duty, Served, WatchedBody
from sanzhang.foundation import permission
from sanzhang.foundation.calendar.rules import local_date
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.territory.models import Place


@dataclass(frozen=True)
class DutyLine:
    """A duty as typed or read from a table."""

    title: str
    how_often: str = ""
    measure: str = ""
    looked_at: str = rules.WALK
    mend_days: int = 3


@transaction.atomic
def keep_body(
    community: Place,
    *,
    kind: str,
    name: str,
    starts_on: date,
    by: Actor,
    at: datetime,
    body: WatchedBody | None = None,
    places: Iterable[Place] = (),
    **more: Any,
) -> WatchedBody:
    """Enter a body or change it; `places`: estates and buildings that it serves from now on.

    Raises: NotAllowed; NotPossible — the name stands there, the code is wrong, a phone without consent.
    """
    seat = permission.require(by, "supervision.edit", community, at=at)
    row = body or WatchedBody(community=community, kind=kind)
    row.name, row.starts_on = name.strip()[:60], starts_on
    for field in ("credit_code", "duty_phone", "contact_name", "contact_phone", "members", "ends_on"):
        if field in more:
            setattr(row, field, more[field])
    if not row.name:
        raise rules.NotPossible("请写名称。")
    if row.credit_code and (fault := rules.credit_code_fault(row.credit_code)):
        raise rules.NotPossible(fault)
    if row.ends_on and row.ends_on <= starts_on:
        raise rules.NotPossible("到期的日子要在开始的日子以后。")
    agreed = bool(more.get("contact_agreed")) or row.contact_agreed_on is not None
    if (row.contact_name or row.contact_phone) and not agreed:
        raise rules.NotPossible("负责人的姓名和电话要本人同意才能记。请先问过他,再勾上。")
    row.contact_agreed_on = (row.contact_agreed_on or local_date(at)) if row.contact_name else None
    _save(row, is_new=body is None, words="这个社区已经有一家叫这个名字。请改那一家。")
    serve(row, places, by=by, at=at)
    facts = {"body": row.pk, "kind": row.kind, "new": body is None}
    journal.record("supervision.body_kept", by=by, seat=seat, at=at, community_id=community.pk, facts=facts)
    return row


def _save(row: Any, *, is_new: bool, words: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=is_new)
    except IntegrityError as fault:
        raise rules.NotPossible(words) from fault


@transaction.atomic
def serve(body: WatchedBody, places: Iterable[Place], *, by: Actor, at: datetime) -> None:
    """Let a body serve exactly these estates and buildings from today on."""
    seat = permission.require(by, "supervision.edit", body, at=at)
    wanted = {place.pk: place for place in places}
    if any(place.community_id != body.community_id for place in wanted.values()):
        raise rules.NotPossible("服务的小区和楼栋要在本社区里。")
    today, now = local_date(at), Served.objects.filter(body=body, ends_on=None)
    known = set(now.values_list("place_id", flat=True))
    now.exclude(place__in=wanted).update(ends_on=today)
    for pk in sorted(set(wanted) - known):
        Served.objects.create(
            community_id=body.community_id, body=body, place=wanted[pk], starts_on=min(today, body.starts_on)
        )
    facts = {"body": body.pk, "places": len(wanted)}
    journal.record("supervision.served", by=by, seat=seat, at=at, community_id=body.community_id, facts=facts)


@transaction.atomic
def close_body(body: WatchedBody, *, by: Actor, at: datetime) -> None:
    """Note that a body no longer works here; its duties end, what it did stays."""
    seat = permission.require(by, "supervision.edit", body, at=at)
    today = local_date(at)
    if not WatchedBody.objects.filter(pk=body.pk, closed_on=None).update(closed_on=today):
        raise rules.NotPossible("这一家已经撤出了。")
    Duty.objects.filter(body=body, ends_on=None, starts_on__lte=today).update(ends_on=today)
    Served.objects.filter(body=body, ends_on=None).update(ends_on=today)
    journal.record(
        "supervision.body_closed",
        by=by,
        seat=seat,
        at=at,
        community_id=body.community_id,
        facts={"body": body.pk},
    )


@transaction.atomic
def keep_duty(
    body: WatchedBody,
    line: DutyLine,
    *,
    starts_on: date,
    by: Actor,
    at: datetime,
    instead_of: Duty | None = None,
) -> Duty:
    """Add a duty from a day on, or let it follow an older one that ends that day.

    Raises: NotAllowed; NotPossible — no title, it stands there, or the old one began later.
    """
    seat = permission.require(by, "supervision.edit", body, at=at)
    if not line.title.strip():
        raise rules.NotPossible("请写职责的名称。")
    number = Duty.objects.filter(body=body).count() + 1
    if instead_of is not None:
        if instead_of.starts_on > starts_on:
            raise rules.NotPossible("新的要求不能早于原来的开始日子。")
        if not Duty.objects.filter(pk=instead_of.pk, ends_on=None).update(ends_on=starts_on):
            raise rules.NotPossible("这一条已经改过了。请刷新再看。")
        number = instead_of.number
    made = _written(body, line, number=number, starts_on=starts_on)
    facts = {"body": body.pk, "duty": made.pk, "was": instead_of.pk if instead_of else 0}
    journal.record(
        "supervision.duty_kept", by=by, seat=seat, at=at, community_id=body.community_id, facts=facts
    )
    return made


def _written(body: WatchedBody, line: DutyLine, *, number: int, starts_on: date) -> Duty:
    made = Duty(
        community_id=body.community_id,
        body=body,
        number=number,
        title=line.title.strip()[:40],
        how_often=line.how_often.strip()[:60],
        measure=line.measure.strip()[:120],
        looked_at=line.looked_at if line.looked_at in rules.LOOKED_AT else rules.WALK,
        mend_days=min(max(line.mend_days, 1), 90),
        starts_on=starts_on,
    )
    _save(made, is_new=True, words=f"已经有“{made.title}”这一条。请改那一条。")
    return made


@transaction.atomic
def end_duty(duty: Duty, *, by: Actor, at: datetime) -> None:
    """End a duty today; inspections before keep it."""
    seat = permission.require(by, "supervision.edit", duty, at=at)
    today = max(local_date(at), duty.starts_on)
    if not Duty.objects.filter(pk=duty.pk, ends_on=None).update(ends_on=today):
        raise rules.NotPossible("这一条已经停了。")
    facts = {"duty": duty.pk}
    journal.record(
        "supervision.duty_ended", by=by, seat=seat, at=at, community_id=duty.community_id, facts=facts
    )


@transaction.atomic
def take_customary(body: WatchedBody, *, by: Actor, at: datetime) -> int:
    """Begin with the customary duties that a body does not have yet; return how many were added."""
    permission.require(by, "supervision.edit", body, at=at)
    lines = [DutyLine(*one) for one in rules.CUSTOMARY[body.kind]]
    return _add(body, lines, by=by, at=at, how="customary")


@transaction.atomic
def copy_duties(body: WatchedBody, *, source: WatchedBody, by: Actor, at: datetime) -> int:
    """Copy the duties of another body that one may see; what is there stays. Return how many were added."""
    permission.require(by, "supervision.edit", source, at=at)
    permission.require(by, "supervision.edit", body, at=at)
    if source.kind != body.kind:
        raise rules.NotPossible("物业的职责只能抄给物业,业委会的只能抄给业委会。")
    lines = [
        DutyLine(one.title, one.how_often, one.measure, one.looked_at, one.mend_days)
        for one in Duty.objects.filter(body=source, ends_on=None).order_by("number", "id")
    ]
    return _add(body, lines, by=by, at=at, how="copied")


@transaction.atomic
def import_duties(body: WatchedBody, lines: Iterable[DutyLine], *, by: Actor, at: datetime) -> int:
    """Add the duties of a table; all or none. Raises: NotAllowed."""
    permission.require(by, "supervision.edit", body, at=at)
    return _add(body, list(lines), by=by, at=at, how="imported")


def _add(body: WatchedBody, lines: list[DutyLine], *, by: Actor, at: datetime, how: str) -> int:
    WatchedBody.objects.select_for_update().get(pk=body.pk)
    known = set(Duty.objects.filter(body=body, ends_on=None).values_list("title", flat=True))
    count, today = Duty.objects.filter(body=body).count(), local_date(at)
    new = [line for line in lines if line.title not in known]
    for number, line in enumerate(new, start=count + 1):
        _written(body, line, number=number, starts_on=min(today, max(body.starts_on, today)))
    seat = permission.require(by, "supervision.edit", body, at=at)
    facts = {"body": body.pk, "how": how, "added": len(new)}
    journal.record(
        "supervision.duties_added", by=by, seat=seat, at=at, community_id=body.community_id, facts=facts
    )
    return len(new)


@transaction.atomic
def reveal_contact(body: WatchedBody, *, purpose: str, by: Person, at: datetime) -> tuple[str, str]:
    """Return name and phone of who answers for a body, noted first (R8). Raises: NotAllowed, NotPossible."""
    seat = permission.require(by, "supervision.reveal", body, at=at)
    if not purpose.strip():
        raise rules.NotPossible("请写为什么要联系。")
    if not body.contact_phone:
        raise rules.NotPossible("没有记负责人的电话。")
    journal.look(
        by,
        about=None,
        fields="contact_name contact_phone",
        purpose=purpose.strip()[:200],
        at=at,
        seat=seat,
        on=body,
        community_id=body.community_id,
    )
    return body.contact_name, body.contact_phone
