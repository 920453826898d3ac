"""§1.2 §1.3 Division: a community cut into grids of 400 to 700 households, proved; many departments' grids made one.

Owns: drafts of a plan, their options (each building in exactly one grid), moves with their undo stack;
departments' grids with days (their codes stay as aliases) and their members until they are carried over.
Verbs: start_draft, propose, move_buildings, undo, lock, unlock, name_grid, solve_rest, choose, sign, take_back,
approve, refuse, withdraw, put_into_effect (at the midnight, one transaction; rooms above that keep paths `follow` it).
Of departments: import_department, end_department, merge_grids, ask_solver, decide_member, undo_decision, carry_over.
Asks of lower floors: the solver beside the house, territory (buildings, profiles, moves), posts, journal, jobs.
"""
