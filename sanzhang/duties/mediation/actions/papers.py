"""Photos of signatures: their bytes lie encrypted in the row, never on disk in clear."""

import base64
from datetime import datetime

from django.db import transaction

from sanzhang.duties.mediation import queries
from sanzhang.duties.mediation.actions.taking import note_look
from sanzhang.duties.mediation.models import Dispute, Party, SealedPaper
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor


def keep_paper(dispute: Dispute, photo: bytes, at: datetime) -> SealedPaper:
    """Keep a re-encoded photo under the cipher."""
    paper = SealedPaper(
        community_id=dispute.community_id,
        dispute=dispute,
        content=base64.b64encode(photo).decode(),
        size=len(photo),
        kept_at=at,
    )
    paper.save(force_insert=True)
    return paper


@transaction.atomic
def open_paper(paper: SealedPaper, *, by: Person, at: datetime) -> bytes:
    """Return the bytes of a photo to who may read the dispute; noted. Raises: NotAllowed."""
    permission.require(by, "dispute.look", paper.dispute, at=at)
    if not queries.opened_by(by, at).filter(pk=paper.dispute_id).exists():
        raise permission.NotAllowed("只有调解员和他请的人能看。", "dispute.look")
    note_look(paper.dispute, by=by, at=at, fields="signature")
    return base64.b64decode(paper.content)


@transaction.atomic
def open_signed(party: Party, paper: SealedPaper, *, by: Actor, at: datetime) -> bytes:
    """Return the bytes of a photo that a party may open; noted. Raises: NotAllowed."""
    permission.require(by, "dispute.see_signed", party, at=at)
    if not queries.papers_of(party).filter(pk=paper.pk).exists():
        raise permission.NotAllowed("只能看协议上的签字和自己签的同意书。", "dispute.see_signed")
    note_look(party.dispute, by=by, at=at, fields="signature", purpose="当事人查看")
    return base64.b64decode(paper.content)
