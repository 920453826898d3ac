"""§4.2 Catalogue: the kinds of matter, who takes each first, and how one is told from another.

Owns: kinds (GB/T 47678.5-2026 and ours), their clocks, questions, sorting rules; what the suggester has learnt.
Verbs: edit_kind, close_kind, edit_rule, try_words, suggest, learn.
Knows no matter: it is handed words and a place, and hands back kinds with reasons.
Asks of lower floors: permission, journal.
"""
