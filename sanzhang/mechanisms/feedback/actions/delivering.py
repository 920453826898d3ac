"""Delivering what was written to disk while the database was away, each exactly once."""

import logging
from datetime import datetime

from django.db import Error, IntegrityError

from sanzhang.foundation import permission
from sanzhang.foundation.permission import SYSTEM, Actor
from sanzhang.mechanisms.feedback import spool
from sanzhang.mechanisms.feedback.actions.alarms import raise_alarm
from sanzhang.mechanisms.feedback.models import Alarm
from sanzhang.mechanisms.feedback.rules import alarm as rules
from sanzhang.organisation.territory.models import Place

log = logging.getLogger(__name__)


def deliver_spooled(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Raise the alarms that wait on disk; say how many were new. One fault stops none of the others.

    The file goes only after the commit; killed between, or two at the same time: the key in the database lets the
    second find the first, and the file goes then. Raises: NotAllowed.
    """
    permission.require(by, "alarm.raise", at=at)
    delivered = 0
    for key, said in spool.waiting():
        try:
            delivered += _deliver(key, said, by, at)
        except Error:
            log.exception("alarm on disk could not be delivered yet")
    return delivered


def _deliver(key: str, said: dict[str, str], by: Actor, at: datetime) -> int:
    place = (
        Place.objects.filter(token=said["token"], closed_on=None, kind="unit")
        .select_related("parent")
        .first()
    )
    if place is None:
        spool.set_aside(key)
        return 0
    is_new = not Alarm.objects.filter(key=key).exists()
    try:
        raise_alarm(
            place,
            kind=said["kind"],
            key=key,
            words=said["words"],
            phone=said["phone"],
            way=rules.SPOOLED,
            receipt=said["receipt"],
            raised_at=datetime.fromisoformat(said["raised_at"]),
            by=by,
            at=at,
        )
    except IntegrityError:
        if not Alarm.objects.filter(key=key).exists():
            raise
        is_new = False  # another process was faster by a moment
    spool.remove(key)
    return int(is_new)
