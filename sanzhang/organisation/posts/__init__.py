"""§1.4 §1.5 §2.1 §2.3 §3.1 §3.2 Posts: one leader a grid, building and unit at any instant; members of grids; bodies.

Owns: posts (kind × place), tenures [starts_at, ends_at), acting ones too; grid members [starts_on, ends_on).
Verbs: open_post, open_missing, close_with_places, seat (also *entered for* somebody), replace, end_tenure,
cancel and take_back_end (within a day), import_leaders (from a workbook). Members: add_member, add_to_grids,
settle_members, end_members, confirm_members, import_members, carry_members (with a new division).
Leaving: ask_to_resign, propose_removal, hear, decide_removal, ask_for_leave, grant_leave, come_back, note_death.
Bodies of the party: open_body, enter_in_body, propose_for_body (all chosen in one step), decide_nominations (by
another), keep_in_body; who holds both is invited to both: invited_to, invited_to_grid.
Tells permission which seats a person holds at an instant; a vacancy is a post without a tenure now.
Asks of lower floors: territory (places), people (persons), journal.
"""
