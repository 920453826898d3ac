"""Somebody is put forward, or stands by himself; households stand behind him."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sanzhang.foundation import permission
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, Seat
from sanzhang.foundation.records.text import clean_name, clean_phone
from sanzhang.organisation.posts import rules as post_rules
from sanzhang.organisation.selection import queries, rules
from sanzhang.organisation.selection.actions.moving import held, need_words, refuse_own
from sanzhang.organisation.selection.actions.refusals import AlreadyThere, NotPossible
from sanzhang.organisation.selection.models import Candidate, Endorsement, Procedure
from sanzhang.organisation.territory.models import Household


@transaction.atomic
def put_forward(
    procedure: Procedure,
    *,
    source: str,
    name: str,
    phone: str,
    by: Actor,
    at: datetime,
    kinds: Sequence[str] = (),
    background: str = "",
    proof: StoredFile | None = None,
    opinion: str = "",
    signed_by: str = "",
    statement: str = "",
    reason: str = "",
    agrees: bool = False,
) -> Candidate:
    """Put somebody forward: by the organisation with opinion and signature, by residents, or as read from his sheet.

    Raises: NotPossible — no call runs, the way knows no such source, words are missing; AlreadyThere.
    """
    held_by = permission.require(by, "selection.put_forward", procedure, at=at)
    locked = held(procedure, at)
    if source == rules.BY_ORGANISATION:
        need_words(opinion, "组织提名要写明意见。")
        need_words(signed_by, "组织提名要写明由谁签字,例如“桐荫社区党委”。")
    candidate = _added(
        locked,
        source=source,
        name=name,
        phone=phone,
        by=by,
        at=at,
        kinds=kinds,
        background=background,
        proof=proof,
        opinion=opinion.strip(),
        signed_by=signed_by.strip(),
        statement=statement.strip(),
        reason=reason.strip(),
        agrees=agrees,
    )
    _note("selection.put_forward", candidate, by=by, at=at, seat=held_by)
    return candidate


@transaction.atomic
def stand(
    procedure: Procedure,
    *,
    name: str,
    phone: str,
    statement: str,
    agrees: bool,
    by: Actor,
    at: datetime,
    kinds: Sequence[str] = (),
    background: str = "",
    proof: StoredFile | None = None,
) -> Candidate:
    """Stand by oneself, on the public page; who it is stays encrypted until a worker has checked it.

    Raises: NotPossible — no call runs, nobody can stand by himself here, nothing said; AlreadyThere.
    """
    permission.require(by, "selection.stand", procedure, at=at)
    locked = held(procedure, at)
    need_words(statement, "请写几句自荐的话:为什么想当、能为邻居做什么。")
    candidate = _added(
        locked,
        source=rules.BY_HIMSELF,
        name=name,
        phone=phone,
        by=by,
        at=at,
        kinds=kinds,
        background=background,
        proof=proof,
        statement=statement.strip(),
        agrees=agrees,
    )
    _note("selection.stood", candidate, by=by, at=at, seat=None)
    tell_owner(locked, "selection.stood", at=at)
    return candidate


def _added(
    locked: Procedure,
    *,
    source: str,
    name: str,
    phone: str,
    by: Actor,
    at: datetime,
    kinds: Sequence[str],
    **more: Any,
) -> Candidate:
    if locked.stage not in (rules.CALL, rules.CANDIDATES) or (
        source == rules.BY_HIMSELF and locked.stage != rules.CALL
    ):
        raise NotPossible(f"现在是“{rules.STATES[locked.stage]}”,征集已经截止,不能再报。")
    if source not in rules.SOURCES_OF[locked.way]:
        raise NotPossible(f"这次是{rules.WAYS[locked.way]},没有“{rules.SOURCES.get(source, source)}”。")
    if unknown := set(kinds) - set(post_rules.BACKGROUNDS):
        raise NotPossible(f"没有这种背景:{'、'.join(sorted(unknown))}。请从列出的里面选。")
    candidate = Candidate(
        community_id=locked.community_id,
        procedure=locked,
        number=Candidate.objects.filter(procedure=locked).count() + 1,
        source=source,
        name=clean_name(name),
        phone=clean_phone(phone),
        kinds=json.dumps(sorted(kinds)) if kinds else "",
        put_by=by if isinstance(by, Person) else None,
        put_at=at,
        **more,
    )
    if not candidate.name:
        raise NotPossible("请写姓名。")
    try:
        with transaction.atomic():
            candidate.save(force_insert=True)
    except IntegrityError:
        raise AlreadyThere("这个人已经报过名了,不用再报。") from None
    return candidate


def _note(action: str, candidate: Candidate, *, by: Actor, at: datetime, seat: Seat | None) -> None:
    facts = {"selection": str(candidate.procedure_id), "source": candidate.source}
    journal.record(
        action, by=by, at=at, seat=seat, on=candidate, community_id=candidate.community_id, facts=facts
    )


def tell_owner(locked: Procedure, template: str, *, at: datetime, **facts: str) -> None:
    """Tell who answers for a selection, or else every worker of the community."""
    for person in queries.answerable(locked, at):
        channels.send(
            to=person,
            template=template,
            facts={"title": queries.title_of(locked), **facts},
            community_id=locked.community_id,
            link=f"/selection/run/{locked.pk}/",
            needs="selection.run",
            needs_path=locked.community.path,
            by=SYSTEM,
            at=at,
        )


@transaction.atomic
def endorse(candidate: Candidate, *, households: Iterable[int], by: Actor, at: datetime) -> list[int]:
    """Enter the households of the signed sheet; return those that had stood behind somebody before, left out.

    Raises: NotPossible — not theirs to say, or the candidate is out.
    """
    held_by = permission.require(by, "selection.put_forward", candidate, at=at)
    refuse_own(candidate.procedure, by, "selection.put_forward")
    return _endorsed(candidate, set(households), person=None, by=by, at=at, seat=held_by)


@transaction.atomic
def endorse_own(candidate: Candidate, *, by: Person, at: datetime) -> None:
    """Stand behind a candidate for one's own household. Raises: NotPossible — no home here; AlreadyThere."""
    permission.require(by, "selection.endorse", candidate, at=at)
    homes = set(queries.homes_of(by, timezone.localdate(at)))
    there = queries.households_of(candidate.procedure).filter(pk__in=homes)
    own = set(there.values_list("pk", flat=True)[:1])
    if not own:
        raise NotPossible("您没有登记住在这里。请到社区登记住址,或者在纸上签名支持。")
    if _endorsed(candidate, own, person=by, by=by, at=at, seat=None):
        raise AlreadyThere("您家已经支持过一位了,一户只能支持一位。")


def _endorsed(
    candidate: Candidate,
    wanted: set[int],
    *,
    person: Person | None,
    by: Actor,
    at: datetime,
    seat: Seat | None,
) -> list[int]:
    locked = held(candidate.procedure, at)
    candidate.refresh_from_db()
    if locked.stage not in (rules.CALL, rules.CANDIDATES) or candidate.state != "waiting":
        raise NotPossible("这位的报名已经审核,或者征集已经结束,不用再支持。")
    here = set(queries.households_of(locked).filter(pk__in=wanted).values_list("pk", flat=True))
    if here != wanted or not wanted:
        raise NotPossible("请从本单元、本楼或本网格的住户里选。")
    taken = set(
        Endorsement.objects.filter(procedure=locked, household__in=wanted, withdrawn_at=None).values_list(
            "household", flat=True
        )
    )
    rows = [
        Endorsement(
            community_id=locked.community_id,
            procedure=locked,
            candidate=candidate,
            household=household,
            person=person,
            entered_by=by if isinstance(by, Person) and person is None else None,
            entered_at=at,
        )
        for household in Household.objects.filter(pk__in=wanted - taken).order_by("path")
    ]
    Endorsement.objects.bulk_create(rows)
    facts = {"selection": str(locked.pk), "count": len(rows)}
    journal.record(
        "selection.endorsed",
        by=by,
        at=at,
        seat=seat,
        on=candidate,
        community_id=locked.community_id,
        facts=facts,
    )
    return sorted(taken)
