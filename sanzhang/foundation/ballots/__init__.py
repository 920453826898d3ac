"""Ballots: one voter, one vote, online, on paper or by a visit; nobody can say who voted what.

Owns: polls, their rolls, sealed urns, ballots as published after the close.
Asks of nobody: what is voted on, and who may vote, is handed in as words and ids.
"""
