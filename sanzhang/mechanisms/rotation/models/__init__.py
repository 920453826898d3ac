"""Rotas with their members, turns and swaps."""

from sanzhang.mechanisms.rotation.models.rota import Member, Rota, Swap, Turn

__all__ = ["Member", "Rota", "Swap", "Turn"]
