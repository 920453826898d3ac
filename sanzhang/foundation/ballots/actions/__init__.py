"""What is done to polls: opened, voted in, typed in from paper, closed."""

from sanzhang.foundation.ballots.actions.casting import cast, mark_slip, unmark_slip
from sanzhang.foundation.ballots.actions.closing import PaperWaits as PaperWaits
from sanzhang.foundation.ballots.actions.closing import close_due, close_poll, sweep_keys, void_poll
from sanzhang.foundation.ballots.actions.opening import give_codes, open_poll, send_codes
from sanzhang.foundation.ballots.actions.paper import check_batch, drop_batch, enter_batch
from sanzhang.foundation.ballots.actions.refusals import AlreadyVoted as AlreadyVoted
from sanzhang.foundation.ballots.actions.refusals import NoSuchCode as NoSuchCode
from sanzhang.foundation.ballots.actions.refusals import NotOpen as NotOpen
from sanzhang.foundation.ballots.actions.refusals import NotPossible as NotPossible

__all__ = [
    "cast",
    "check_batch",
    "close_due",
    "close_poll",
    "drop_batch",
    "enter_batch",
    "give_codes",
    "mark_slip",
    "open_poll",
    "send_codes",
    "sweep_keys",
    "unmark_slip",
    "void_poll",
]
