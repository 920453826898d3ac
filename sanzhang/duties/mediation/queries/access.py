"""Who has a part in a dispute at an instant; whoever has none finds nothing, whatever post he holds."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.models import Aid, Consent, Dispute, Party, SealedPaper, Signature
from sanzhang.duties.residents import queries as residents
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor
from sanzhang.foundation.records.crypto import blind_index
from sanzhang.organisation.posts import queries as posts

WITH = ("place__parent__estate", "place__estate", "community", "tenure__post__place__parent", "mediator")


def mediated_by(by: Actor, at: datetime) -> QuerySet[Dispute]:
    """Return the disputes that `by` mediates at `at`: by the tenure in which he took them, and only while it runs."""
    if not isinstance(by, Person) or not by.has_live_powers(at):
        return Dispute.objects.none()
    found = Dispute.objects.filter(posts.live(at, "tenure__"), mediator=by, erased_at=None)
    return found.select_related(*WITH)


def opened_by(by: Actor, at: datetime) -> QuerySet[Dispute]:
    """Return the disputes whose words `by` may read: the mediator's, and those he was called in for."""
    if not isinstance(by, Person) or not by.has_live_powers(at):
        return Dispute.objects.none()
    aids = Aid.objects.filter(person=by, starts_at__lte=at, ends_at=None).values("dispute")
    running = posts.live(at, "tenure__")
    found = Dispute.objects.filter(running, Q(mediator=by) | Q(pk__in=aids), erased_at=None)
    return found.select_related(*WITH)


def own_parts(by: Actor) -> QuerySet[Party]:
    """Return the parts that `by` has as a party."""
    if not isinstance(by, Person):
        return Party.objects.none()
    found = Party.objects.filter(person=by, dispute__erased_at=None)
    return found.select_related("dispute__place__parent__estate", "dispute__community").order_by("-id")


def party_by_receipt(receipt: str) -> Party | None:
    """Return the party whose receipt this is; the database knows only its fingerprint."""
    index = blind_index(receipt, "receipt")
    found = Party.objects.filter(receipt_index=index, dispute__erased_at=None)
    related = [f"dispute__{name}" for name in WITH]
    return found.select_related("person", *related).first() if receipt else None


def parties_of(dispute: Dispute) -> list[Party]:
    """Return the parties, applicants first."""
    found = Party.objects.filter(dispute=dispute).select_related("person", "household")
    return sorted(found, key=lambda party: (party.side != rules.APPLICANT, party.pk))


def papers_of(party: Party) -> QuerySet[SealedPaper]:
    """Return the photos a party may open: the agreement as each signed it, what itself signed, what was told."""
    signed = Signature.objects.filter(agreement__dispute=party.dispute).exclude(agreement__state=rules.VOID)
    own = Consent.objects.filter(party=party)
    told = told_photos(party.dispute) if reads_words(party) else SealedPaper.objects.none()
    found = Q(pk__in=signed.values("paper")) | Q(pk__in=own.values("paper")) | Q(pk__in=told.values("pk"))
    return SealedPaper.objects.filter(found)


def told_photos(dispute: Dispute) -> QuerySet[SealedPaper]:
    """Return the photos that came with what was told: of a matter that was turned into a dispute."""
    signed = [model.objects.filter(paper=OuterRef("pk")) for model in (Signature, Consent)]
    return SealedPaper.objects.filter(*(~Exists(one) for one in signed), dispute=dispute).order_by("id")


def reads_words(party: Party) -> bool:
    """Say whether a party reads what was told: who told it at once, the other side when it is taken."""
    return party.side == rules.APPLICANT or party.dispute.state != rules.TOLD


def barred(dispute: Dispute, at: datetime) -> set[int]:
    """Return who must not mediate: parties, all who live with one, who declared an interest or was objected to."""
    parties = parties_of(dispute)
    phones = {party.phone_index for party in parties if party.phone_index}
    known = (
        set(Person.objects.filter(phone_index__in=phones).values_list("pk", flat=True)) if phones else set()
    )
    persons = {party.person_id for party in parties if party.person_id} | known
    doors: Iterable[int] = {party.household_id for party in parties if party.household_id}
    mates = residents.housemates_of(persons, timezone.localdate(at), households=doors)
    return mates | set(dispute.interests.values_list("person_id", flat=True))


def manned(dispute: Dispute, at: datetime) -> dict[str, str]:
    """Return level → area for each level with somebody who may mediate this one."""
    held = posts.manned_rungs(dispute.place.path, at, excluding=barred(dispute, at))
    return {rung: area for rung, area in held.items() if rung in rules.LADDER}
