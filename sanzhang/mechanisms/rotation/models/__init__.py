"""Rotas with their members, turns and swaps."""

from sanzhang.mechanisms.rotation.models.rota import Member, Reminder, Rota, Swap, Turn, TurnStep

__all__ = ["Member", "Reminder", "Rota", "Swap", "Turn", "TurnStep"]
