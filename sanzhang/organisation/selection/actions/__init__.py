"""The verbs of a selection: who begins, who stands, who checks, who chooses, and what the clock brings."""

from sanzhang.organisation.selection.actions.calling import Called as Called
from sanzhang.organisation.selection.actions.calling import (
    call,
    call_again,
    call_many,
    call_off,
    close_with_post,
    extend,
    hand_over,
    turn,
)
from sanzhang.organisation.selection.actions.checking import accept, refuse, step_back
from sanzhang.organisation.selection.actions.choosing import (
    decide,
    give_up,
    hand_in,
    seat_again,
    take_cancelled,
    take_filing,
)
from sanzhang.organisation.selection.actions.clock import follow, forget_old, tell_overdue
from sanzhang.organisation.selection.actions.publishing import answer, object_to, publish
from sanzhang.organisation.selection.actions.refusals import AlreadyRunning as AlreadyRunning
from sanzhang.organisation.selection.actions.refusals import AlreadyThere as AlreadyThere
from sanzhang.organisation.selection.actions.refusals import NotPossible as NotPossible
from sanzhang.organisation.selection.actions.standing import endorse, endorse_own, put_forward, stand
from sanzhang.organisation.selection.actions.voting import (
    draw,
    open_vote,
    send_codes,
    take_outcome,
    to_decision,
)

__all__ = [
    "accept",
    "answer",
    "call",
    "call_again",
    "call_many",
    "call_off",
    "close_with_post",
    "decide",
    "draw",
    "endorse",
    "endorse_own",
    "extend",
    "follow",
    "forget_old",
    "give_up",
    "hand_in",
    "hand_over",
    "object_to",
    "open_vote",
    "publish",
    "put_forward",
    "refuse",
    "seat_again",
    "send_codes",
    "stand",
    "step_back",
    "take_cancelled",
    "take_filing",
    "take_outcome",
    "tell_overdue",
    "to_decision",
    "turn",
]
