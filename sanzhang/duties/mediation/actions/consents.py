"""Consent to mediation and to a longer term: given in four ways, taken back at any time (§6.1)."""

from datetime import datetime, timedelta

from django.db import transaction

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.actions.ending import close
from sanzhang.duties.mediation.actions.papers import keep_paper
from sanzhang.duties.mediation.actions.refusals import require_mediator
from sanzhang.duties.mediation.actions.steps import locked, take_step, tell_mediator
from sanzhang.duties.mediation.models import Consent, Dispute, Party
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.files.rules import Photo
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


@transaction.atomic
def consent(party: Party, *, given: bool, about: str = rules.TO_MEDIATE, by: Actor, at: datetime) -> Dispute:
    """Say as a party whether one agrees: by the own sign-in or receipt. One no ends it.

    Raises: NotAllowed; NotPossible — answered already, or too late.
    """
    permission.require(by, "dispute.answer", party, at=at)
    way = rules.LOGIN if isinstance(by, Person) else rules.RECEIPT
    return _said(party, about, given, way, by=by, at=at)


@transaction.atomic
def record_consent(
    party: Party,
    *,
    way: str,
    about: str = rules.TO_MEDIATE,
    witness: str = "",
    photo: Photo | None = None,
    by: Person,
    at: datetime,
) -> Dispute:
    """Note as mediator that a party agreed: signed on paper (with its photo), or said before a witness.

    Raises: NotAllowed; NotPossible — neither paper nor witness.
    """
    permission.require(by, "dispute.mediate", party.dispute, at=at)
    require_mediator(party.dispute, by, at)
    if way == rules.PAPER and photo is None:
        raise NotPossible("纸上签字的,请拍一张签字的照片。")
    if way == rules.SPOKEN and not witness.strip():
        raise NotPossible("口头同意的,请写见证人是谁。")
    if way not in (rules.PAPER, rules.SPOKEN):
        raise NotPossible("请选是纸上签字,还是口头同意。")
    return _said(party, about, True, way, by=by, at=at, witness=witness, photo=photo)


@transaction.atomic
def withdraw_consent(party: Party, *, by: Actor, at: datetime) -> Dispute:
    """Take one's consent back: mediation ends. Raises: NotAllowed; NotPossible — signed or ended already."""
    permission.require(by, "dispute.answer", party, at=at)
    dispute = locked(party.dispute)
    rules.next_state("withdraw_consent", dispute.state)
    Consent.objects.filter(party=party, about=rules.TO_MEDIATE, withdrawn_at=None).update(withdrawn_at=at)
    return close(dispute, rules.NOT_AGREED, by=by, at=at)


def _said(
    party: Party,
    about: str,
    given: bool,
    way: str,
    *,
    by: Actor,
    at: datetime,
    witness: str = "",
    photo: Photo | None = None,
) -> Dispute:
    dispute = locked(party.dispute)
    if about not in (rules.TO_MEDIATE, rules.TO_EXTEND):
        raise NotPossible("请选同意的是什么。")
    rules.next_state("consent" if about == rules.TO_MEDIATE else "extend", dispute.state)
    if about == rules.TO_EXTEND and dispute.extended:
        raise NotPossible("这一级已经延长过一次了。")
    if Consent.objects.filter(party=party, about=about, withdrawn_at=None).exists():
        raise NotPossible("这一方已经答过了。")
    Consent(
        community_id=dispute.community_id,
        dispute=dispute,
        party=party,
        about=about,
        given=given,
        way=way,
        said_at=at,
        witness=witness,
        paper=keep_paper(dispute, photo.full, at) if photo else None,
        recorded_by=by if way in (rules.PAPER, rules.SPOKEN) and isinstance(by, Person) else None,
    ).save(force_insert=True)
    tell_mediator(dispute, at)
    take_step(
        dispute,
        "consent" if about == rules.TO_MEDIATE else "extend",
        by=by,
        at=at,
        facts={"given": given, "way": way},
    )
    if about == rules.TO_MEDIATE:
        return _after(dispute, given, by, at)
    return _extended(dispute, by, at)


def _after(dispute: Dispute, given: bool, by: Actor, at: datetime) -> Dispute:
    if not given:
        return close(dispute, rules.NOT_AGREED, by=by, at=at)
    if dispute.state == rules.ASKING and queries.all_agree(dispute, rules.TO_MEDIATE):
        return take_step(dispute, "begin", by=by, at=at)
    return dispute


def _extended(dispute: Dispute, by: Actor, at: datetime) -> Dispute:
    if dispute.due_at and queries.all_agree(dispute, rules.TO_EXTEND):
        longer = dispute.due_at + timedelta(days=rules.EXTENSION_DAYS)
        return take_step(dispute, "extend", by=by, at=at, due_at=longer, extended=True)
    return dispute
