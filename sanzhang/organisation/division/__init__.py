"""§1.2 Division: a community cut into grids of 400 to 700 households, proved, signed, approved, put into effect.

Owns: drafts of a plan, their options (each building in exactly one grid), moves with their undo stack.
Verbs: start_draft, propose, move_buildings, undo, lock, unlock, name_grid, solve_rest, choose, sign, take_back,
approve, refuse, withdraw, put_into_effect (at the midnight, one transaction; rooms above that keep paths `follow` it).
Asks of lower floors: the solver beside the house, territory (buildings, profiles, moves), posts, journal, jobs.
"""
