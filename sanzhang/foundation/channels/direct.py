"""A message given to the carrier while the database is away, and kept as a row when it is back.

Its number is made before it goes out, and stays: a carrier that is asked again knows it by its number.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime

from sanzhang.foundation.channels import delivery, rules
from sanzhang.foundation.channels.carriers import Accepted, Refused, TryLater
from sanzhang.foundation.channels.models import Message
from sanzhang.foundation.records.crypto import blind_index

SENT, DELIVERED, REFUSED, LATER, UNSURE = "sent", "delivered", "refused", "later", "unsure"
STATES = {SENT: rules.SENT, DELIVERED: rules.DELIVERED, REFUSED: rules.FAILED}
log = logging.getLogger(__name__)


def message(
    number: int,
    *,
    to_id: int,
    phone: str,
    template: str,
    facts: Mapping[str, str],
    at: datetime,
    outcome: str = "",
    provider_id: str = "",
) -> Message:
    """Return the message with a number, as it stands after `outcome`; "" — no carrier has seen it."""
    state = STATES.get(outcome, rules.QUEUED)
    return Message(
        id=number,
        to_id=to_id,
        phone=phone,
        phone_index=blind_index(phone, "phone"),
        template=template,
        facts=json.dumps(dict(facts), ensure_ascii=False),
        words=rules.words_of(template, facts),
        in_inbox=True,
        state=state,
        tries=1 if outcome else 0,
        created_at=at,
        first_at=at,
        next_at=at if state == rules.QUEUED else None,
        in_flight_at=at if outcome == UNSURE else None,
        sent_at=at if outcome in (SENT, DELIVERED) else None,
        ended_at=at if outcome in (DELIVERED, REFUSED) else None,
        provider_id=provider_id,
        trouble="短信服务商没有收下。" if outcome == REFUSED else "",
    )


def carry(given: Message) -> tuple[str, str]:
    """Hand a message to the carrier; return what came of it and the carrier's receipt. Raises nothing."""
    try:
        outcome = delivery.carrier().carry(given)
    except Exception:
        log.exception("a carrier failed")
        return UNSURE, ""
    match outcome:
        case Accepted():
            return (DELIVERED if outcome.delivered else SENT), outcome.provider_id
        case Refused():
            return REFUSED, ""
        case TryLater():
            return (UNSURE if outcome.unsure or given.in_flight_at else LATER), ""
