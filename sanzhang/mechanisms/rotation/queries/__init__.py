"""Rotas of an area, their members in order, whose month it is, and what comes."""

from sanzhang.mechanisms.rotation.queries.lists import (
    coming,
    next_steps,
    openings,
    rotas,
    to_do,
    under_way,
    visible_to,
)
from sanzhang.mechanisms.rotation.queries.rotas import (
    able_members,
    in_order,
    members_of,
    memberships_of,
    next_month,
    of_unit,
    swaps_for,
    swaps_of,
    token_of,
    turn_of,
    turns_of,
)

__all__ = [
    "able_members",
    "coming",
    "in_order",
    "members_of",
    "memberships_of",
    "next_month",
    "next_steps",
    "of_unit",
    "openings",
    "rotas",
    "swaps_for",
    "swaps_of",
    "to_do",
    "token_of",
    "turn_of",
    "turns_of",
    "under_way",
    "visible_to",
]
