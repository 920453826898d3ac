"""What arrives after a post was handed over: who had a part in a matter, and whose turn it is to look at it (§12)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models import Matter, MatterStep, Proposal, ProposalPhoto
from sanzhang.duties.matters.queries.holders import is_no_party, orphan_ids_for, shunned
from sanzhang.duties.matters.queries.lists import LINE, visible_to
from sanzhang.foundation import permission
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Tenure


def lost_part(person: Actor, matter_id: int, at: datetime) -> tuple[Matter, Tenure] | None:
    """Return a matter and the tenure by which `person` had it and which ended within a month; None as if unknown.

    Only while it lay at that post's rung, and never for a party (R15). One query for who has lost nothing.
    """
    if not isinstance(person, Person):
        return None
    ended = Tenure.objects.filter(
        person=person,
        cancelled_at=None,
        ends_at__lte=at,
        ends_at__gt=at - rules.LATE,
        post__kind__in=rules.LADDER,
    )
    lost = list(ended.select_related("post__place__parent").order_by("-ends_at"))
    matter = Matter.objects.filter(pk=matter_id).select_related(*LINE, "community").first() if lost else None
    if matter is None:
        return None
    stays = _stays(matter, at)
    had = (tenure for tenure in lost if rules.had_it(stays, _sitting(tenure), matter.path))
    tenure = next(had, None)
    if tenure is None or person.pk in shunned(matter, at):
        return None
    return matter, tenure


def _stays(matter: Matter, at: datetime) -> list[rules.Stay]:
    """Return at which rung a matter lay from when to when."""
    moved = MatterStep.objects.filter(community_id=matter.community_id, matter=matter).exclude(to_rung="")
    begun = list(moved.order_by("seq").values_list("to_rung", "at"))
    ends = [since for _, since in begun[1:]] + [at]
    return [(rung, since, until) for (rung, since), until in zip(begun, ends, strict=True)]


def _sitting(tenure: Tenure) -> rules.Sitting:
    post = tenure.post
    return post.kind, post.place.path, tenure.starts_at, tenure.ends_at or tenure.starts_at


def holds(by: Actor, matter: Matter, at: datetime) -> bool:
    """Tell whether `by` sits where a matter lies now, whatever its state; what climbs past a vacancy too."""
    return _lying_with(by, at, Matter.objects.filter(pk=matter.pk)).exists()


def _lying_with(by: Actor, at: datetime, found: QuerySet[Matter]) -> QuerySet[Matter]:
    mine = Q(pk__in=[])
    for seat in permission.seats_of(by, at):
        if seat.kind in rules.LADDER:
            mine |= Q(rung=seat.kind, rung_path=seat.path)
            if orphaned := orphan_ids_for(seat, at):
                mine |= Q(pk__in=orphaned)
    return found.filter(mine, is_no_party(by, at))


def proposals_for(by: Actor, at: datetime) -> QuerySet[Proposal]:
    """Return the late words that wait for `by`, at the posts held now, oldest first."""
    if not any(seat.kind in rules.LADDER for seat in permission.seats_of(by, at)):
        return Proposal.objects.none()
    waiting = Proposal.objects.filter(decided_at=None, sent_at__gt=at - rules.LATE)
    mine = _lying_with(by, at, Matter.objects.filter(proposals__in=waiting))
    with_all = waiting.filter(matter__in=mine.order_by().values("pk"))
    return with_all.select_related(
        "tenure__post__place__parent", "matter__place__parent__estate", "matter__place__estate"
    ).order_by("sent_at", "pk")


def proposals_on(matter: Matter, by: Actor, at: datetime) -> list[Proposal]:
    """Return the late words about one matter that `by` may take or decline, oldest first."""
    waiting = Proposal.objects.filter(matter=matter, decided_at=None, sent_at__gt=at - rules.LATE)
    found = waiting.select_related("tenure__post__place__parent").prefetch_related("photos")
    shown = list(found.order_by("sent_at", "pk"))
    for proposal in shown:
        proposal.from_title = posts.title_of(proposal.tenure.post)
    return shown if shown and holds(by, matter, at) else []


def proposal_for(by: Actor, proposal_id: int, at: datetime) -> Proposal | None:
    """Return late words if `by` sees their matter, whatever became of them."""
    found = Proposal.objects.filter(pk=proposal_id).select_related("matter", "tenure__post__place__parent")
    proposal = found.first()
    if proposal is None or not visible_to(by, at).filter(pk=proposal.matter_id).exists():
        return None
    return proposal


def proposal_photo(by: Actor, photo_id: int, at: datetime) -> ProposalPhoto | None:
    """Return a photo of late words, for who may take them."""
    found = ProposalPhoto.objects.filter(pk=photo_id).select_related("stored", "proposal__matter")
    photo = found.first()
    return photo if photo and proposals_on(photo.proposal.matter, by, at) else None


def sent_by(person: Actor, proposal_id: int, at: datetime) -> Proposal | None:
    """Return the late words that a person sent within the last month: one's own words, nothing of the matter."""
    if not isinstance(person, Person):
        return None
    found = Proposal.objects.filter(pk=proposal_id, tenure__person=person, sent_at__gt=at - rules.LATE)
    return found.select_related("tenure__post__place__parent").first()


def waiting_alike(matter: Matter, tenure: Tenure) -> Iterable[Proposal]:
    """Return what the same sender has sent about a matter and nobody has decided."""
    return Proposal.objects.filter(matter=matter, tenure=tenure, decided_at=None)


def successors_of(message: Message, at: datetime) -> list[Person]:
    """Return who has a matter now of which a message tells that came too late for its reader; no party (R15)."""
    parts = message.link.strip("/").split("/")
    if message.needs != "matter.look" or len(parts) != 2 or parts[0] != "matters" or not parts[1].isdigit():
        return []
    matter = Matter.objects.filter(pk=int(parts[1]), community_id=message.community_id).first()
    if matter is None or not matter.is_open:
        return []
    barred = shunned(matter, at) | {message.to_id or 0}
    found = (tenure.person for tenure in posts.holders(matter.rung, matter.rung_path, at))
    return [person for person in found if person.pk not in barred]
