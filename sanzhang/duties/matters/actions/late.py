"""What the phone of the one before sends after the hand-over: kept, and given to who has the matter now (§12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sanzhang.duties.matters import queries, rules
from sanzhang.duties.matters.actions import holder
from sanzhang.duties.matters.actions.steps import refuse_party
from sanzhang.duties.matters.models import Matter, MatterStep, Proposal, ProposalPhoto
from sanzhang.foundation import permission
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.journal import actions as journal
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import SYSTEM, Actor, NotAllowed, Seat


@transaction.atomic
def propose(
    matter: Matter,
    *,
    step: str,
    by: Person,
    at: datetime,
    words: str = "",
    ending: str = "",
    photos: Sequence[StoredFile] = (),
) -> Proposal:
    """Keep a step of somebody who had the matter and lost the post; matter and clock stay as they are.

    The same words sent again are one proposal. Raises: NotAllowed — had no part in it; NotPossible — too many.
    """
    permission.require(by, "matter.propose", matter, at=at)
    Matter.objects.select_for_update().get(pk=matter.pk)  # two sends of one phone wait for each other
    part = queries.lost_part(by, matter.pk, at)
    if part is None or step not in rules.LATE_STEPS or queries.holds(by, matter, at):
        raise NotAllowed("这件事现在不在您手里。", "matter.propose")
    tenure, said = part[1], rules.clean_words(words)
    waiting = list(queries.waiting_alike(matter, tenure))
    alike = [one for one in waiting if (one.step, one.ending, one.words) == (step, ending, said)]
    if alike and not photos:
        return alike[0]
    if len(waiting) >= rules.LATE_MOST:
        raise rules.NotPossible("这件事您已经补发了好几次,都留着,等现任看。再有新情况,请直接打电话告诉现任。")
    proposal = Proposal(
        community_id=matter.community_id,
        matter=matter,
        tenure=tenure,
        step=step,
        ending=ending if step == rules.ANSWER else "",
        words=said,
        sent_at=at,
    )
    proposal.save(force_insert=True)
    ProposalPhoto.objects.bulk_create(
        ProposalPhoto(community_id=matter.community_id, proposal=proposal, stored=stored) for stored in photos
    )
    _record("matter.proposed", proposal, by=by, at=at)
    return proposal


@transaction.atomic
def take_proposal(proposal: Proposal, *, by: Person, at: datetime, version: int | None = None) -> MatterStep:
    """Do what late words say, as who has the matter now; the journal says from whose post they came.

    Raises: NotAllowed, NotPossible — decided before, or the step no longer fits; SomebodyWasFaster.
    """
    permission.require(by, "matter.settle_proposal", proposal.matter, at=at)
    _decide(proposal, rules.TAKEN, by=by, at=at)
    row = _done(proposal, by=by, at=at, version=version)
    seat = next((seat for seat in permission.seats_of(by, at) if seat.post_id == row.post_id), None)
    _record("matter.proposal_taken", proposal, by=by, at=at, seat=seat, seq=row.seq)
    return row


def _done(proposal: Proposal, *, by: Person, at: datetime, version: int | None) -> MatterStep:
    matter, words = proposal.matter, proposal.words
    photos = [photo.stored for photo in proposal.photos.select_related("stored").order_by("pk")]
    if proposal.step == rules.ACCEPT:
        return holder.accept(matter, words=words, by=by, at=at, version=version)
    if proposal.step == rules.PASS_UP:
        return holder.pass_up(matter, words=words, by=by, at=at, version=version)
    if proposal.step == rules.ANSWER:
        ending = proposal.ending
        return holder.answer(matter, ending=ending, words=words, photos=photos, by=by, at=at, version=version)
    return holder.note(matter, words=words, photos=photos, by=by, at=at, version=version)


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """Leave late words where they are: kept, not done. Raises: NotAllowed, NotPossible — decided before."""
    seat = permission.require(by, "matter.settle_proposal", proposal.matter, at=at)
    refuse_party(proposal.matter, by, at)
    if not queries.holds(by, proposal.matter, at):
        raise NotAllowed("这件事现在不在您手里。", "matter.settle_proposal")
    _decide(proposal, rules.DECLINED, by=by, at=at)
    _record("matter.proposal_declined", proposal, by=by, at=at, seat=seat)
    return proposal


def _decide(proposal: Proposal, state: str, *, by: Person, at: datetime) -> None:
    waiting = Proposal.objects.filter(pk=proposal.pk, decided_at=None, sent_at__gt=at - rules.LATE)
    if not waiting.update(state=state, decided_by=by, decided_at=at):
        proposal.refresh_from_db(fields=["state"])
        raise rules.NotPossible(f"上一任发来的这条“{proposal.get_state_display()}”,不用再办。")
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, at


@transaction.atomic
def expire_proposals(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Mark late words that nobody took within a month; they stay kept. Returns how many; twice is once."""
    permission.require(by, "matter.expire_proposals", at=at)
    old = Proposal.objects.filter(decided_at=None, sent_at__lte=at - rules.LATE)
    return old.update(state=rules.EXPIRED, decided_at=at)


def _record(
    action: str, proposal: Proposal, *, by: Person, at: datetime, seat: Seat | None = None, **more: int
) -> None:
    tenure = proposal.tenure
    facts = {"proposal": proposal.pk, "step": proposal.step, "tenure": tenure.pk, "from_post": tenure.post_id}
    journal.record(
        action,
        by=by,
        at=at,
        seat=seat,
        on=proposal.matter,
        community_id=proposal.community_id,
        facts=facts | more,
        about=tenure.person if by.pk != tenure.person_id else None,
    )
