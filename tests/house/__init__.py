"""Checks of the house itself: floors, cards, words, tokens."""
