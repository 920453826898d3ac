"""§1.5 §2.1 §2.3 Posts: one leader for each grid, building and unit, in the database one at any instant.

Owns: posts (kind × place), tenures [starts_at, ends_at), acting ones too.
Verbs: open_post, seat, end_tenure, seat_many (from a workbook), each also *entered for* somebody.
Tells permission which seats a person holds at an instant; a vacancy is a post without a tenure now.
Asks of lower floors: territory (places), people (persons), journal.
"""
