"""Forgetting old keys."""

from datetime import datetime, timedelta

from sanzhang.foundation import permission
from sanzhang.foundation.idempotency.models import Claim
from sanzhang.foundation.permission import Actor

KEPT = timedelta(days=14)


def forget_old(*, by: Actor, at: datetime) -> int:
    """Delete keys claimed more than 14 days ago (R2 asks for 7) and return how many."""
    permission.require(by, "idempotency.forget_old", at=at)
    return Claim.objects.filter(claimed_at__lt=at - KEPT).delete()[0]
