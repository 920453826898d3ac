"""How a dispute stands: who may take it, who agreed, what is due."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sanzhang.duties.mediation import rules
from sanzhang.duties.mediation.models import Agreement, Consent, Dispute, Party
from sanzhang.duties.mediation.queries.access import barred
from sanzhang.foundation import permission
from sanzhang.foundation.people.models import Person
from sanzhang.foundation.permission import Actor, Seat
from sanzhang.organisation.posts import queries as posts
from sanzhang.organisation.posts.models import Tenure


def is_at_level(dispute: Dispute, seat: Seat) -> bool:
    """Say whether a seat is of the level that has the dispute, at its place."""
    return seat.kind == dispute.rung and seat.path == dispute.level_path


def may_take(dispute: Dispute, by: Actor, at: datetime) -> bool:
    """Say whether it waits for `by`: a seat of its level, and no interest that is known."""
    if not isinstance(by, Person) or dispute.state != rules.TOLD:
        return False
    if not any(is_at_level(dispute, seat) for seat in permission.seats_of(by, at)):
        return False
    return by.pk not in barred(dispute, at)


def takers(dispute: Dispute, at: datetime) -> list[Tenure]:
    """Return who may take it now."""
    out = barred(dispute, at)
    held = posts.holders(dispute.rung, dispute.level_path, at)
    return [tenure for tenure in held if tenure.person_id not in out]


def has_mediator(dispute: Dispute, at: datetime) -> bool:
    """Say whether the tenure by which it was taken still runs."""
    return Tenure.objects.filter(posts.live(at), pk=dispute.tenure_id or 0, post__closed_at=None).exists()


def all_agree(dispute: Dispute, about: str) -> bool:
    """Say whether each party has said yes and none has taken it back."""
    parties = Party.objects.filter(dispute=dispute).count()
    said = Consent.objects.filter(dispute=dispute, about=about, given=True, withdrawn_at=None)
    return said.values("party").distinct().count() == parties > 0


def said_by(dispute: Dispute) -> dict[tuple[int, str, int | None], Consent]:
    """Return (party, about, move) → what it said and did not take back; one query."""
    found = Consent.objects.filter(dispute=dispute, withdrawn_at=None)
    return {(one.party_id, one.about, one.move_id): one for one in found}


def agreement_of(dispute: Dispute) -> Agreement | None:
    """Return the draft, else the last signed one."""
    found = Agreement.objects.filter(dispute=dispute).exclude(state=rules.VOID).order_by("-drawn_at", "-id")
    return found.select_related("mediator").prefetch_related("obligations__party", "signatures").first()


def to_keep_time(at: datetime) -> QuerySet[Dispute]:
    """Return what the clock should look at: all that go on; few, for they end within weeks."""
    return Dispute.objects.filter(state__in=rules.ALIVE).select_related("place")


def erased_before(at: datetime) -> datetime:
    """Return when a dispute must have ended to be erased now."""
    return at - timedelta(days=365 * rules.KEEP_YEARS)


def to_erase(at: datetime) -> QuerySet[Dispute]:
    """Return the disputes whose words have been kept long enough."""
    over = Q(state__in=(rules.SETTLED, rules.ENDED), ended_at__lte=erased_before(at))
    return Dispute.objects.filter(over, erased_at=None).select_related("place")
