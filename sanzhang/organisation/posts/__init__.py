"""§1.5 §2.1 §2.3 Posts: one leader for each grid, building and unit, in the database one at any instant.

Owns: posts (kind × place), tenures [starts_at, ends_at), acting ones too.
Verbs: open_post, open_missing, close_with_places, seat (also *entered for* somebody), replace, end_tenure,
cancel and take_back_end (within a day), import_leaders (from a workbook).
Tells permission which seats a person holds at an instant; a vacancy is a post without a tenure now.
Asks of lower floors: territory (places), people (persons), journal.
"""
