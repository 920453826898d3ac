"""Hourly: the heads of all chains are written down outside of the database."""

from datetime import datetime, timedelta

from sanzhang.foundation.jobs import scheduled
from sanzhang.foundation.journal import actions
from sanzhang.foundation.permission import SYSTEM


@scheduled("journal.anchor", every=timedelta(hours=1))
def anchor(at: datetime) -> None:
    """Write an anchor (R9); carry DATA_DIR/anchors to another machine, or it proves little."""
    actions.anchor(by=SYSTEM, at=at)
