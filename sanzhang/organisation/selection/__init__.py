"""§2.2 Selection: from the call for a post to the person on it, by recommendation, election or self-nomination.

Owns: procedures with dated stages (rules.STAGES, steps.NEXT), candidates, endorsements, objections, decisions, votes.
Verbs: call, call_many, extend, turn, call_again, call_off, hand_over; put_forward, stand, endorse, accept, refuse,
step_back; publish, object_to, answer; decide, open_vote, draw, to_decision; hand_in, give_up, seat_again.
Listens: ballots.closed, post.filed, post.filing_refused, post.seating_cancelled, post.closed.
Asks of lower floors: posts (background, filing, seating), ballots (elections), territory; of residents above, by
registration, who lives where and how a household is reached.
"""
