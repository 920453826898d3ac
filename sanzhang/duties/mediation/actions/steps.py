"""The one way in which a dispute moves: locked, checked by the table of verbs, a step, an entry without content."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from sanzhang.duties.mediation import queries, rules
from sanzhang.duties.mediation.models import Dispute, DisputeStep, Party
from sanzhang.foundation.channels import actions as channels
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat


def locked(dispute: Dispute) -> Dispute:
    """Return the dispute as it is now, held until the end of the transaction."""
    found = Dispute.objects.select_for_update(of=("self",)).select_related(*queries.WITH)
    return found.get(pk=dispute.pk)


def take_step(
    dispute: Dispute,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    seat: Seat | None = None,
    facts: dict[str, Any] | None = None,
    **values: Any,
) -> Dispute:
    """Do `verb` on a locked dispute: state by the table, `values` set, step and entry written.

    Raises: NotPossible — not in this state.
    """
    dispute.state = rules.next_state(verb, dispute.state)
    for name, value in values.items():
        setattr(dispute, name, value)
    dispute.version += 1
    dispute.save()
    DisputeStep.objects.create(
        community_id=dispute.community_id,
        dispute=dispute,
        seq=dispute.version,
        step=verb,
        at=at,
        state=dispute.state,
        rung=dispute.rung,
        post_id=seat.post_id if seat else None,
    )
    journal.record(
        f"dispute.{verb}",
        by=by,
        at=at,
        seat=seat,
        on=dispute,
        community_id=dispute.community_id,
        path=dispute.place.path[:12],
        facts={"seq": dispute.version, "state": dispute.state, "rung": dispute.rung} | (facts or {}),
    )
    return dispute


def tell_parties(dispute: Dispute, at: datetime, *, but: Party | None = None) -> None:
    """Say to each party that there is something new; never what it is about."""
    for party in queries.parties_of(dispute):
        if but is not None and party.pk == but.pk:
            continue
        tell_party(party, at)


def tell_party(party: Party, at: datetime, template: str = "mediation.news") -> None:
    """Send a message without content to a party that can be reached.

    Who has no account gets the address of the own receipt, encrypted until it is sent: so a respondent speaks for
    himself, and whoever mediates never sees the address.
    """
    if party.person:
        channels.send(
            to=party.person, template=template, community_id=party.community_id, link="/mediation/", at=at
        )
    elif party.phone:
        address = f"{settings.PUBLIC_URL}/mediation/r/{party.receipt}/"
        channels.send(
            to=None,
            phone=party.phone,
            template=f"{template}_by_link",
            facts={"address": address},
            community_id=party.community_id,
            at=at,
        )


def tell_level(dispute: Dispute, at: datetime) -> None:
    """Say to who may take it that one waits; kind and content stay out."""
    for tenure in queries.takers(dispute, at):
        _tell(tenure.person, dispute, "mediation.waiting", at)


def tell_mediator(dispute: Dispute, at: datetime, template: str = "mediation.news") -> None:
    """Say to the mediator that there is something new."""
    if dispute.mediator:
        _tell(dispute.mediator, dispute, template, at)


def _tell(person: Person, dispute: Dispute, template: str, at: datetime) -> None:
    channels.send(to=person, template=template, community_id=dispute.community_id, link="/mediation/", at=at)


def term_from(at: datetime) -> datetime:
    """Return until when this level has time."""
    return at + timedelta(days=rules.TERM_DAYS)
