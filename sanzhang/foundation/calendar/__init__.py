"""Calendar: which days are worked, and every deadline counted from them.

Owns: days that differ from the plain week (holidays on weekdays, make-up workdays on weekends).
Verbs: set_day, clear_day; counts add_hours, add_working_days, pauses; says times as people say them.
Asks nobody but permission and the journal. All times are aware and read in Asia/Shanghai; ends are excluded.
"""
