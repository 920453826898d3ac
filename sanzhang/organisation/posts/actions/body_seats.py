"""Somebody sits in a body of the party: entered, with another role, kept after leading, ended, taken back (§3.1)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.people import actions as people
from sanzhang.foundation.people import queries as known
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.text import clean_name
from sanzhang.organisation.posts import rules
from sanzhang.organisation.posts.actions.bodies import lock_body, note_of_body, person_or_none
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import Body, BodySeat, Nomination
from sanzhang.organisation.posts.rules import bodies as body_rules
from sanzhang.organisation.posts.rules.body_lines import MemberLine


@transaction.atomic
def seat_in_body(
    body: Body, *, person: Person, role: str, by: Actor, at: datetime, starts_on: date | None = None
) -> BodySeat:
    """Enter that a person sits in a body since a day, today if not said (§3.1).

    A nomination of the same person for the body that waits is withdrawn: it came to pass otherwise.
    Raises: NotPossible — a day to come, a role the body does not have, there already, or a second secretary.
    """
    held_by = permission.require(by, "posts.edit_bodies", body, at=at)
    lock_body(body)
    made = begin_seat(body, person=person, role=role, on=starts_on, by=by, at=at)
    Nomination.objects.filter(body=body, person=person, state="waiting").update(
        state="withdrawn", decided_at=at, decided_by=person_or_none(by), decision_words="已经直接登记任职"
    )
    note_of_body("body.seated", made, by=by, at=at, seat=held_by, about=person, facts={"role": role})
    return made


def enter_in_body(
    body: Body, *, name: str, phone: str, role: str, by: Actor, at: datetime, starts_on: date | None = None
) -> BodySeat:
    """Enter somebody from an existing list by name and number together, enrolled if need be. Raises as above."""
    with transaction.atomic():
        permission.require(by, "posts.edit_bodies", body, at=at)
        # a number on a list was not checked with the person: it opens no seat until somebody did (R25)
        person = known.same_person(clean_name(name), phone) or people.enrol(
            name=name, phone=phone, verified=False, by=by, at=at, community_id=body.community_id
        )
        return seat_in_body(body, person=person, role=role, starts_on=starts_on, by=by, at=at)


@transaction.atomic
def enter_list_in_body(body: Body, *, lines: Sequence[MemberLine], by: Actor, at: datetime) -> list[BodySeat]:
    """Enter an existing list, all of it or nothing. Raises: NotPossible — with the line at which it can't be."""
    made = []
    for one in lines:
        given = {"name": one.name, "phone": one.phone, "role": one.role, "starts_on": one.starts_on}
        try:
            made.append(enter_in_body(body, **given, by=by, at=at))  # type: ignore[arg-type]
        except NotPossible as refused:
            raise NotPossible(f"第 {one.line} 行{one.name}:{refused.words}什么也没有登记。") from refused
    return made


def begin_seat(
    body: Body,
    *,
    person: Person,
    role: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    nomination: Nomination | None = None,
) -> BodySeat:
    """Write the row of a seat that runs from a day on; the body is locked. Raises: NotPossible."""
    today = timezone.localdate(at)
    starts_on = on or today
    if starts_on > today:
        raise NotPossible("这一天还没有到。到那天再登记;空着就是今天。")
    if role not in body_rules.ROLES_OF[body.kind]:
        raise NotPossible(
            f"{body.get_kind_display()}没有“{rules.BODY_ROLES.get(role, role)}”这个职务。请重新选。"
        )
    there = BodySeat.objects.filter(body=body, person=person, cancelled_at=None)
    if there.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).exists():
        raise NotPossible(f"这个人在这一天已经在{body.name}任职。请核对姓名和日期。")
    seat = BodySeat(
        community_id=body.community_id,
        body=body,
        person=person,
        role=role,
        starts_on=starts_on,
        nomination=nomination,
        entered_by=person_or_none(by),
        entered_at=at,
    )
    _save_new(seat)
    return seat


def _save_new(seat: BodySeat) -> None:
    try:
        with transaction.atomic():
            seat.save(force_insert=True)
    except IntegrityError as fault:
        if _is_second_secretary(seat):
            raise NotPossible(f"{seat.body.name}已经有书记。请先给现任书记改职务或办离任。") from fault
        raise NotPossible(f"这个人已经在{seat.body.name}任职。请刷新页面看看。") from fault


def _is_second_secretary(seat: BodySeat) -> bool:
    running = BodySeat.objects.filter(body=seat.body, role=body_rules.SECRETARY, ends_on=None)
    return seat.role == body_rules.SECRETARY and running.exclude(person=seat.person).exists()


@transaction.atomic
def change_body_role(seat: BodySeat, *, role: str, by: Actor, at: datetime) -> BodySeat:
    """Give another role from today on: this row ends and another begins. Raises: NotPossible — ended, or no change."""
    held_by = permission.require(by, "posts.edit_bodies", seat, at=at)
    lock_body(seat.body)
    running = _running(seat)
    if running.role == role:
        raise NotPossible("职务没有变。请选另一个职务,或者点“先不改”。")
    _end(running, on=timezone.localdate(at), words=body_rules.CHANGED, at=at)
    made = begin_seat(seat.body, person=running.person, role=role, by=by, at=at, on=running.ends_on)
    BodySeat.objects.filter(pk=made.pk).update(nomination=running.nomination, kept_at=running.kept_at)
    made.refresh_from_db()
    note_of_body(
        "body.role_changed", made, by=by, at=at, seat=held_by, about=made.person, facts={"role": role}
    )
    return made


@transaction.atomic
def end_body_seat(
    seat: BodySeat, *, by: Actor, at: datetime, words: str = "", on: date | None = None
) -> BodySeat:
    """End a seat, today or on a day past. Raises: NotPossible — ended already, a day to come or before it began."""
    held_by = permission.require(by, "posts.edit_bodies", seat, at=at)
    lock_body(seat.body)
    running, day = _running(seat), on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise NotPossible("这一天还没有到。到那天再办;空着就是今天。")
    if day < running.starts_on:
        raise NotPossible("离任的日子早于任职的日子。请改日期;登记错了的,请用“撤销登记”。")
    _end(running, on=day, words=words, at=at)
    note_of_body("body.seat_ended", running, by=by, at=at, seat=held_by, about=running.person)
    return running


@transaction.atomic
def cancel_body_seat(seat: BodySeat, *, by: Actor, at: datetime) -> BodySeat:
    """Take back what was entered wrongly within a day; it counts for nothing. Raises: NotPossible."""
    held_by = permission.require(by, "posts.edit_bodies", seat, at=at)
    lock_body(seat.body)
    running = _running(seat)
    if running.nomination_id:
        raise NotPossible("这是提名以后同意的。要撤销,请由作决定的人撤销那个决定。")
    if _followed(running):
        raise NotPossible("这是改过职务的登记。改错了,再改一次职务就行。")
    drop_seat(running, at=at)
    note_of_body("body.seating_cancelled", running, by=by, at=at, seat=held_by, about=running.person)
    return running


def drop_seat(running: BodySeat, *, at: datetime) -> None:
    """Let a running seat that was entered within a day count for nothing. Raises: NotPossible — too late."""
    if running.entered_at < at - rules.UNDO:
        raise NotPossible("登记已经超过一天,不能撤销。请用“离任”。")
    _end(running, on=running.starts_on, words=body_rules.ENTERED_WRONG, at=at)
    running.cancelled_at = at
    running.save(update_fields=["cancelled_at"])


def _followed(running: BodySeat) -> bool:
    before = BodySeat.objects.filter(
        body=running.body_id, person=running.person_id, ended_at=running.entered_at
    )
    return before.filter(end_words=body_rules.CHANGED).exists()


@transaction.atomic
def take_back_body_end(seat: BodySeat, *, by: Actor, at: datetime) -> BodySeat:
    """Take back an end that was entered wrongly within a day. Raises: NotPossible — too late, or there again."""
    held_by = permission.require(by, "posts.edit_bodies", seat, at=at)
    lock_body(seat.body)
    ended = BodySeat.objects.select_for_update(of=("self",)).select_related("body", "person").get(pk=seat.pk)
    if ended.ends_on is None or ended.cancelled_at or ended.end_words == body_rules.CHANGED:
        raise NotPossible("没有可以撤销的离任。")
    if ended.ended_at is None or ended.ended_at < at - rules.UNDO:
        raise NotPossible("离任已经超过一天,不能撤销。请重新登记任职。")
    back = BodySeat.objects.filter(pk=ended.pk)
    try:
        with transaction.atomic():
            back.update(ends_on=None, ended_at=None, end_words="")
    except IntegrityError as fault:
        raise NotPossible("这以后已经另外登记了任职。请先撤销那次登记。") from fault
    ended.refresh_from_db()
    note_of_body("body.end_cancelled", ended, by=by, at=at, seat=held_by, about=ended.person)
    return ended


@transaction.atomic
def keep_in_body(seat: BodySeat, *, by: Actor, at: datetime) -> BodySeat:
    """Note the decision that somebody who leads no longer keeps the seat (§3.1). Raises: NotPossible — ended."""
    held_by = permission.require(by, "posts.edit_bodies", seat, at=at)
    lock_body(seat.body)
    running = _running(seat)
    running.kept_at = at
    running.save(update_fields=["kept_at"])
    note_of_body("body.kept", running, by=by, at=at, seat=held_by, about=running.person)
    return running


def _running(seat: BodySeat) -> BodySeat:
    rows = BodySeat.objects.select_for_update(of=("self",)).select_related("body", "person")
    found = rows.filter(pk=seat.pk, ends_on=None).first()
    if found is None:
        raise NotPossible("这次任职已经结束了,可能刚才有人改过。请刷新页面再看。")
    return found


def _end(running: BodySeat, *, on: date, words: str, at: datetime) -> None:
    running.ends_on, running.ended_at, running.end_words = max(on, running.starts_on), at, words
    running.save(update_fields=["ends_on", "ended_at", "end_words"])
