"""How long one stays signed in: counted from the last use, not from the first."""

from datetime import datetime, timedelta
from typing import Any

OFFICE, LEADER = timedelta(minutes=30), timedelta(days=30)
NOTED_EVERY = {
    OFFICE: timedelta(minutes=1),
    LEADER: timedelta(days=1),
}  # a write now and then, not at each page


def stay(session: Any, at: datetime) -> None:
    """Note the use of a session, so that it ends 30 minutes (offices) or 30 days (leaders) after the last one."""
    lasts = OFFICE if session.get("way") == "office" else LEADER
    seen = session.get("seen_at")
    if seen is None or at - datetime.fromisoformat(seen) >= NOTED_EVERY[lasts]:
        session["seen_at"] = at.isoformat()
        session.set_expiry(int(lasts.total_seconds()))
