"""§1.1 Territory: city, district, street, community, grid, building, unit, household; estates beside grids.

Owns: places with stable ids, official codes and paths; dated edges; households as doors, not persons;
dated profiles of buildings (elderly, renters, load, block), numbers only.
Verbs: add_place, move_building, move_buildings (many at a midnight), close_place, note_profiles,
import_divisions, import_buildings.
Answers: what lies in an area, what it was called and whose it was on a day.
Asks of the ground: records, journal, permission, paper (tables), files.
"""
