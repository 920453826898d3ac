"""§12 Rotation: households take turns as unit leader, by the month; the month's work is handed over.

Owns: rotas, their members and turns, hand-over notes.
Asks of lower floors: posts (tenures written ahead), matters (the month's work), residents, territory.
"""
