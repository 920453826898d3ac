"""§11 Plaques: uniform, printable, with a code that opens the unit's page; reprinted only where something changed.

Owns: print runs, prints (what each plaque said), put-up records.
Verbs: print_plaques, put_up, take_down.
Asks of lower floors: territory, posts (leaders), people (consents), matters (report), notices, paper, jobs.
"""
