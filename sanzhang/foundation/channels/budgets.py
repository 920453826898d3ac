"""Budgets against floods: so many of a kind in a window, counted in the database (T26)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sanzhang.foundation.channels import rules
from sanzhang.foundation.channels.models import Budget
from sanzhang.foundation.records.crypto import blind_index


class OverBudget(Exception):
    """Too many in this window; tell the visitor nothing that a success would not tell (T01, T26)."""

    status = 429
    words = "今天发给这个号码的验证码已经满 5 条。请明天再试,或者找社区工作者帮忙。"

    def __init__(self, purpose: str = "") -> None:
        super().__init__(purpose)
        self.purpose = purpose


def spend(purpose: str, key: str, limit: int, window: timedelta, at: datetime) -> bool:
    """Count one more of `purpose` for `key` in the window around `at`; False where `limit` was reached.

    `key`: a number, address or device as it is, of which only the fingerprint is kept; "" — all together.
    Counts inside the transaction around it: what must count for a refused request is spent outside of one.
    """
    start = rules.window_start(at, window)
    fingerprint = blind_index(key, f"budget:{purpose}") if key else ""
    with transaction.atomic():
        Budget.objects.bulk_create(
            [Budget(purpose=purpose, key=fingerprint, window_at=start, ends_at=start + window)],
            ignore_conflicts=True,
        )
        mine = Budget.objects.filter(purpose=purpose, key=fingerprint, window_at=start, count__lt=limit)
        return bool(mine.update(count=F("count") + 1))


def spend_all(costs: list[tuple[str, str, int, timedelta]], at: datetime) -> bool:
    """Count one more of each (purpose, key, limit, window), or of none if one of them is at its limit."""
    try:
        with transaction.atomic():
            for purpose, key, limit, window in costs:
                if not spend(purpose, key, limit, window, at):
                    raise OverBudget(purpose)
    except OverBudget:
        return False
    return True
