"""A rota ends with its post."""

from datetime import datetime

from sanzhang.foundation.jobs.registry import listens
from sanzhang.foundation.journal.models import Entry
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions
from sanzhang.mechanisms.rotation.models import Rota


@listens("post.closed")
def end_with_post(entry_id: int, at: datetime) -> None:
    """End the rota of a post that is no more."""
    for rota in Rota.objects.filter(post=Entry.objects.get(pk=entry_id).on_id, ended_at=None):
        actions.end_rota(rota, words="单元撤销,轮值结束", by=SYSTEM, at=at)
