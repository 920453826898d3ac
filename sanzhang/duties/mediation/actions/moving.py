"""Another mediator or level: both sides are asked; content goes over only when they agree (§6.1)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.actions.ending import close
from sanzhang.duties.mediation.actions.refusals import require_mediator
from sanzhang.duties.mediation.actions.steps import locked, take_step, tell_level, tell_mediator, tell_parties
from sanzhang.duties.mediation.models import Aid, Consent, Dispute, Move, Party
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor

KEEP_MEDIATOR = (rules.CANNOT, rules.TERM, rules.ASKED)


def ask_parties(dispute: Dispute, to_rung: str, why: str, *, by: Actor, at: datetime) -> Dispute:
    """Ask both sides about a locked dispute; a mediator who is out can't open it from here on."""
    values: dict[str, Any] = {} if why in KEEP_MEDIATOR else {"mediator": None, "tenure": None}
    Move.objects.create(
        community_id=dispute.community_id, dispute=dispute, to_rung=to_rung, why=why, asked_at=at
    )
    if values:
        Aid.objects.filter(dispute=dispute, ends_at=None).update(ends_at=at)
    tell_parties(dispute, at)
    return take_step(dispute, "ask_move", by=by, at=at, facts={"to": to_rung, "why": why}, **values)


@transaction.atomic
def ask_move(dispute: Dispute, *, by: Person, at: datetime) -> Dispute:
    """Ask both sides to go on at the next level, as it can't be settled here. Raises: NotPossible — nobody above."""
    permission.require(by, "dispute.mediate", dispute, at=at)
    dispute = locked(dispute)
    require_mediator(dispute, by, at)
    rules.next_state("ask_move", dispute.state)
    above = rules.rung_above(dispute.rung, queries.manned(dispute, at))
    if not above:
        raise NotPossible("上面没有可以接着调解的人。调不下来的,请选“没有调成”,告诉双方可以去哪里。")
    return ask_parties(dispute, above, rules.CANNOT, by=by, at=at)


@transaction.atomic
def answer_move(
    party: Party, *, given: bool, by: Actor, at: datetime, way: str = "", witness: str = ""
) -> Dispute:
    """Say yes or no to a move. All say yes: the next takes it; one no: it stays, or ends where nobody is left.

    Raises: NotAllowed — neither the party, nor the mediator with a witness; NotPossible.
    """
    permission.require(by, "dispute.answer", party, at=at)
    dispute = locked(party.dispute)
    rules.next_state("answer_move", dispute.state)
    move = Move.objects.get(dispute=dispute, ended_at=None)
    if Consent.objects.filter(party=party, move=move).exists():
        raise NotPossible("您已经答过了,等另一方答。")
    how = rules.LOGIN if isinstance(by, Person) else rules.RECEIPT
    Consent(
        community_id=dispute.community_id,
        dispute=dispute,
        party=party,
        about=rules.TO_MOVE,
        move=move,
        given=given,
        way=way or how,
        witness=witness,
        said_at=at,
    ).save(force_insert=True)
    take_step(dispute, "answer_move", by=by, at=at, facts={"given": given})
    return _decided(dispute, move, given, by, at)


def _decided(dispute: Dispute, move: Move, given: bool, by: Actor, at: datetime) -> Dispute:
    waiting = len(queries.parties_of(dispute)) - move.consents.count()
    if given and waiting:
        return dispute
    move.ended_at, move.agreed = at, given
    move.save(update_fields=["ended_at", "agreed"])
    if given:
        Aid.objects.filter(dispute=dispute, ends_at=None).update(ends_at=at)
        out: dict[str, Any] = {
            "mediator": None,
            "tenure": None,
            "rung": move.to_rung,
            "due_at": None,
            "extended": False,
        }
        take_step(dispute, "moved", by=by, at=at, **out)
        tell_level(dispute, at)
        return dispute
    if dispute.mediator is None:
        return close(dispute, rules.NOT_AGREED, by=by, at=at)
    tell_mediator(dispute, at)
    again: dict[str, Any] = {"due_at": at + timedelta(days=rules.EXTENSION_DAYS)}
    if not queries.all_agree(dispute, rules.TO_MEDIATE):
        return close(dispute, rules.NOT_AGREED, by=by, at=at)
    return take_step(dispute, "stay", by=by, at=at, **again)
