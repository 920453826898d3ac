"""Figures: counts folded from the journal, an area and day, by one projector that can start again.

Owns: figures (area, day, measure, amount), how far each chain of the journal is folded.
Verbs: fold, fold_anew; asked by `sums`, `stocks`, `by_day`, `by_area`, proved by `differences`.
Knows no grid: rooms above say which widths of a path are areas, and what an entry counts as.
Asks of the ground: journal, jobs.
"""
