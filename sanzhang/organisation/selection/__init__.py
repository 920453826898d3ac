"""§2.2 Selection: from the call for a post to the person on it, by recommendation, election or self-nomination.

Owns: procedures with dated stages, candidates, endorsements, objections.
Asks of lower floors: posts (background, filing, seating), ballots (elections), territory.
"""
