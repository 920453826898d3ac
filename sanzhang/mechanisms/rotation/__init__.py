"""§12 Rotation: households take turns as unit leader, by the month; the month's work is handed over.

Owns: rotas with their members, turns (tenures written months ahead) and swaps; hand-over notes.
Verbs: start_rota, join, confirm_able, draw (a lot anyone can draw again) or arrange, extend, ask_swap, skip,
stop, take, leave, end_rota. Nobody willing: the month is openly vacant, never the old holder by silence.
Asks of lower floors: posts (tenures), matters (the month's work), residents (who lives where), territory.
"""
