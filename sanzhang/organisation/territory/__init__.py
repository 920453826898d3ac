"""§1.1 Territory: city, district, street, community, grid, building, unit, household; estates beside grids.

Owns: places with stable ids, official codes and paths; dated edges; households as doors, not persons.
Verbs: add_place, move_place, close_place, import_divisions, import_buildings.
Answers: what lies in an area, what it was called and whose it was on a day.
Asks of the ground: records, journal, permission, paper (tables), files.
"""
