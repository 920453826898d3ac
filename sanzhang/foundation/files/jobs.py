"""Daily: bytes without a row are swept."""

from datetime import datetime

from sanzhang.foundation.files import actions
from sanzhang.foundation.jobs import scheduled
from sanzhang.foundation.permission import SYSTEM


@scheduled("files.sweep", daily_at="03:40", whole=False)
def sweep(at: datetime) -> None:
    """Delete what no row names."""
    actions.sweep(by=SYSTEM, at=at)
