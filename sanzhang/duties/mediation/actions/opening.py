"""Opening a dispute to read it: an entry first, or nothing is shown (R8)."""

from datetime import datetime

from django.db import transaction

from sanzhang.duties.mediation import queries
from sanzhang.duties.mediation.actions.taking import note_look
from sanzhang.duties.mediation.models import Dispute, Party
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


@transaction.atomic
def open_as_mediator(dispute: Dispute, *, by: Person, at: datetime) -> Dispute:
    """Let the mediator, or whom he called in, read it. Raises: NotAllowed."""
    permission.require(by, "dispute.look", dispute, at=at)
    found = queries.opened_by(by, at).filter(pk=dispute.pk).first()
    if found is None:
        raise permission.NotAllowed("只有当事人和调解员能看。", "dispute.look")
    note_look(found, by=by, at=at)
    return found


@transaction.atomic
def open_as_party(party: Party, *, by: Actor, at: datetime) -> Party:
    """Let a party read what concerns it. Raises: NotAllowed."""
    permission.require(by, "dispute.answer", party, at=at)
    note_look(party.dispute, by=by, at=at, purpose="当事人查看")
    return party
