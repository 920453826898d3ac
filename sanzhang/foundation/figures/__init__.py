"""Figures: counts folded from the journal, an area and day, by one projector that can start again.

Owns: what rows it keeps.
Verbs: what it does.
Asks of lower floors: whom and for what.
"""
