"""Ballots: one voter, one vote, online, on paper or by a visit; nobody can say who voted what.

Owns: polls, their frozen rolls, the sealed urn with its key, piles of paper, ballots as published after the close.
Verbs: open_poll, give_codes, send_codes, cast, mark_slip, unmark_slip, enter_batch and check_batch (two people),
close_poll, close_due, void_poll.
Tells `ballots.closed` to who listens; no result before, no link between voter and ballot ever.
Asks of nobody: what is voted on, and who may vote, is handed in as words and ids.
"""
