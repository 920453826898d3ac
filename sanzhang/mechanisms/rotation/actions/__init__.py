"""What is done to rotas: begun, joined, drawn, planned ahead, swapped, skipped, stopped, ended."""

from sanzhang.mechanisms.rotation.actions.members import confirm_able, join, leave
from sanzhang.mechanisms.rotation.actions.refusals import NotPossible as NotPossible
from sanzhang.mechanisms.rotation.actions.reminding import remind
from sanzhang.mechanisms.rotation.actions.rotas import arrange, draw, end_rota, extend, start_rota
from sanzhang.mechanisms.rotation.actions.turns import (
    answer_swap,
    ask_swap,
    skip,
    stop,
    take,
    withdraw_swap,
)

__all__ = [
    "answer_swap",
    "arrange",
    "ask_swap",
    "confirm_able",
    "draw",
    "end_rota",
    "extend",
    "join",
    "leave",
    "remind",
    "skip",
    "start_rota",
    "stop",
    "take",
    "withdraw_swap",
]
