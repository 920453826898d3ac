"""What is done to bodies of the party: opened, renamed, closed; each always in the journal (§3)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.foundation.records.text import clean_name
from sanzhang.organisation.posts import queries
from sanzhang.organisation.posts.actions.refusals import NotPossible
from sanzhang.organisation.posts.models import Body, BodyFigures, BodySeat, Nomination
from sanzhang.organisation.posts.rules import bodies as rules
from sanzhang.organisation.territory.models import Place


@transaction.atomic
def open_body(
    community: Place, *, kind: str, by: Actor, at: datetime, estate: Place | None = None, name: str = ""
) -> Body:
    """Open the branch of an estate, or the party organisation of a community (§3.1).

    Raises: NotPossible — there is one already, or the estate lies elsewhere or is closed.
    """
    seat = permission.require(by, "posts.edit_bodies", community, at=at)
    if kind == rules.ESTATE_BRANCH:
        if (
            estate is None
            or estate.kind != "estate"
            or estate.community_id != community.pk
            or estate.closed_on
        ):
            raise NotPossible("请选本社区的一个小区。")
    else:
        estate = None
    named = clean_name(name) or (f"{estate.name}党支部" if estate else f"{community.name}党组织")
    body = Body(community=community, kind=kind, estate=estate, name=named, opened_at=at)
    try:
        with transaction.atomic():
            body.save(force_insert=True)
    except IntegrityError as fault:
        raise NotPossible(
            f"{estate.name if estate else community.name}的党组织已经登记了。请刷新页面看看。"
        ) from fault
    note_of_body("body.opened", body, by=by, at=at, seat=seat, facts={"kind": kind})
    return body


@transaction.atomic
def rename_body(body: Body, *, name: str, by: Actor, at: datetime) -> Body:
    """Call a body by another name: 桐荫社区党委. Raises: NotPossible — no name, or closed."""
    seat = permission.require(by, "posts.edit_bodies", body, at=at)
    named = clean_name(name)
    if not named:
        raise NotPossible("请写名称,例如“桐荫家园党支部”。")
    lock_body(body)
    Body.objects.filter(pk=body.pk).update(name=named)
    body.name = named
    note_of_body("body.renamed", body, by=by, at=at, seat=seat)
    return body


@transaction.atomic
def close_body(body: Body, *, by: Actor, at: datetime) -> Body:
    """Close a body: its seats end today, nominations that wait are withdrawn. Raises: NotPossible — closed already."""
    seat = permission.require(by, "posts.edit_bodies", body, at=at)
    lock_body(body)
    day = timezone.localdate(at)
    for one in BodySeat.objects.filter(body=body, ends_on=None):
        BodySeat.objects.filter(pk=one.pk).update(
            ends_on=max(day, one.starts_on), ended_at=at, end_words=f"{body.name}撤销"
        )
    Nomination.objects.filter(body=body, state="waiting").update(
        state="withdrawn", decided_at=at, decided_by=person_or_none(by), decision_words=f"{body.name}撤销"
    )
    Body.objects.filter(pk=body.pk).update(closed_at=at)
    body.closed_at = at
    note_of_body("body.closed", body, by=by, at=at, seat=seat)
    return body


@transaction.atomic
def count_bodies(community: Place, *, by: Actor, at: datetime) -> BodyFigures:
    """Count how far cross-appointment is in a community, for wider levels; written over at each count."""
    permission.require(by, "posts.count_bodies", community, at=at)
    found = queries.overview_of(community, at)
    counted = {
        "counted_at": at,
        "estates": len(found.lines),
        "branches": found.branches,
        "leaders": found.leaders,
        "party_members": found.party_members,
        "seated": found.seated,
        "waiting": found.waiting,
    }
    figures, _ = BodyFigures.objects.update_or_create(community=community, defaults=counted)
    return figures


def lock_body(body: Body) -> Body:
    """Return the row for writing: whoever changes seats or nominations of a body waits here.

    Raises: NotPossible — closed.
    """
    locked = Body.objects.select_for_update().get(pk=body.pk)
    if locked.closed_at:
        raise NotPossible(f"{locked.name}已经撤销,不能再改。")
    return locked


def person_or_none(by: Actor) -> Person | None:
    """Return who acts, if it is a person."""
    return by if isinstance(by, Person) else None


def note_of_body(
    action: str,
    on: Any,
    *,
    by: Actor,
    at: datetime,
    seat: Seat | None,
    about: Person | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Record what was done to a body, a seat in it or a nomination for it."""
    journal.record(
        action, by=by, at=at, seat=seat, on=on, about=about, community_id=on.community_id, facts=facts or {}
    )
