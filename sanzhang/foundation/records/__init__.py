"""Records: what every row of the house shares.

Owns: 64-bit time-ordered ids, random codes for print, encrypted fields and the key ring, half-open path
ranges, the data inventory, names and phones made clean or masked, raw SQL for both databases.
Verbs: new_id, new_code, encrypt, decrypt, blind_index, area_filter.
Asks nobody: the lowest room of the ground.
"""
