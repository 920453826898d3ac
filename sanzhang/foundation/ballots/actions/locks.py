"""The poll at hand, locked: who casts and who closes wait for each other here."""

from datetime import datetime

from sanzhang.foundation.ballots import rules
from sanzhang.foundation.ballots.actions.refusals import NotOpen
from sanzhang.foundation.ballots.models import Poll


def held(poll: Poll) -> Poll:
    """Return the poll as it is now, locked until the end of the transaction."""
    return Poll.objects.select_for_update().get(pk=poll.pk)


def held_open(poll: Poll, at: datetime, *, begun: bool = True) -> Poll:
    """Return the poll, locked, if one may vote at `at` (or will, where not `begun`). Raises: NotOpen."""
    now = held(poll)
    if now.state == rules.VOID:
        raise NotOpen("这次投票已经作废。")
    if now.state != rules.OPEN or at >= now.closes_at:
        raise NotOpen("投票已经截止。")
    if begun and at < now.opens_at:
        raise NotOpen("投票还没有开始。请到开始的时间再来。")
    return now
