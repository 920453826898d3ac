"""Months are given out ahead, and who is concerned is reminded; powers never wait for this."""

from datetime import datetime

from sanzhang.foundation.jobs.registry import scheduled
from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.rotation import actions
from sanzhang.mechanisms.rotation.models import Rota


@scheduled("rotation.extend", daily_at="01:00")
def extend(at: datetime) -> int:
    """Give out the months ahead."""
    running = Rota.objects.filter(ended_at=None, drawn_at__isnull=False)
    return sum(actions.extend(rota, by=SYSTEM, at=at) for rota in running.iterator())


@scheduled("rotation.remind", daily_at="08:30")
def remind(at: datetime) -> int:
    """Remind of turns in seven days and in one."""
    return actions.remind(by=SYSTEM, at=at)
