"""What is done to rotas: begun, joined, drawn, planned ahead, swapped, skipped, stopped, ended."""

from sanzhang.mechanisms.rotation.actions.following import follow, move_away
from sanzhang.mechanisms.rotation.actions.handovers import answer, ask, draft, draft_due, receive, write
from sanzhang.mechanisms.rotation.actions.members import confirm_able, decline, join, leave
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible as NotPossible
from sanzhang.mechanisms.rotation.actions.reminding import remind
from sanzhang.mechanisms.rotation.actions.rotas import arrange, draw, end_rota, extend, start_rota
from sanzhang.mechanisms.rotation.actions.swaps import answer_swap, ask_swap, withdraw_swap
from sanzhang.mechanisms.rotation.actions.turns import skip, stop, take

__all__ = [
    "answer",
    "answer_swap",
    "arrange",
    "ask",
    "ask_swap",
    "confirm_able",
    "decline",
    "draft",
    "draft_due",
    "draw",
    "end_rota",
    "extend",
    "follow",
    "join",
    "leave",
    "move_away",
    "receive",
    "remind",
    "skip",
    "start_rota",
    "stop",
    "take",
    "withdraw_swap",
    "write",
]
