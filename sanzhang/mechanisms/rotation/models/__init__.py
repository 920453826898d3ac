"""Rotas with their members, turns and swaps; hand-over notes."""

from sanzhang.mechanisms.rotation.models.handover import Handover, HandoverQuestion
from sanzhang.mechanisms.rotation.models.rota import Member, Reminder, Rota, Swap, Turn, TurnStep

__all__ = ["Handover", "HandoverQuestion", "Member", "Reminder", "Rota", "Swap", "Turn", "TurnStep"]
