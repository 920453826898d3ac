"""§6 Mediation: disputes, sealed from everyone without a part in them, from the unit upwards.

Owns: disputes and their parties, consents, moves, sittings, agreements, follow-ups; words and papers encrypted.
Verbs: tell, take, consent, convene, agree, sign, move, settle, end, follow_up, erase.
Asks of lower floors: who holds a post (posts), who lives with whom (residents), a matter that is a dispute
(matters), papers, messages that say nothing of what it is about.
Nobody opens a dispute by a post alone: only parties, the mediator of this one, and whom he called in.
"""
