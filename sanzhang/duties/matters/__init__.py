"""§4.2 §10.2 §10.3 Matters: what residents report, and the ladder it climbs.

Owns: matters, their steps (append-only), photos, parties, clocks; orders and links, decisions, pauses, checks, marks.
Verbs: report, accept, answer, pass_up, climb, note, name_subject, withdraw, confirm, reopen, rate; dispatch, claim,
hand_back, report_back, recall, split, ask_time, ask_resident, decide, check, mark, visit; join, ask.
A matter waits at one rung; who holds that rung's post has it; overdue it climbs, vacant posts are skipped.
Whoever is party to a matter, or lives with a party, never gets it (R15).
Asks of lower floors: territory (places), posts (manned rungs), residents (who lives with whom),
calendar (clocks), files (photos), channels (messages), journal.
"""
