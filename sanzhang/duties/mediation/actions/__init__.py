"""What can be done in mediation: each asks the table first, ends with an entry."""

from sanzhang.duties.mediation.actions.agreeing import draw_up, follow_up, record_signature, sign
from sanzhang.duties.mediation.actions.clock import erase, keep_time, remind
from sanzhang.duties.mediation.actions.consents import consent, record_consent, withdraw_consent
from sanzhang.duties.mediation.actions.ending import end_unsettled, leave, settle_orally
from sanzhang.duties.mediation.actions.moving import answer_move, ask_move
from sanzhang.duties.mediation.actions.opening import open_as_mediator, open_as_party
from sanzhang.duties.mediation.actions.papers import open_paper, open_signed
from sanzhang.duties.mediation.actions.sittings import call_off, convene, hold
from sanzhang.duties.mediation.actions.taking import (
    appoint,
    object_to_mediator,
    reassign,
    see_names,
    stand_aside,
    take,
)
from sanzhang.duties.mediation.actions.telling import Side, tell, tell_for, turn_matter
from sanzhang.duties.mediation.rules import NotPossible

__all__ = [
    "NotPossible",
    "Side",
    "answer_move",
    "appoint",
    "ask_move",
    "call_off",
    "consent",
    "convene",
    "draw_up",
    "end_unsettled",
    "erase",
    "follow_up",
    "hold",
    "keep_time",
    "leave",
    "object_to_mediator",
    "open_as_mediator",
    "open_as_party",
    "open_paper",
    "open_signed",
    "reassign",
    "record_consent",
    "record_signature",
    "remind",
    "see_names",
    "settle_orally",
    "sign",
    "stand_aside",
    "take",
    "tell",
    "tell_for",
    "turn_matter",
    "withdraw_consent",
]
