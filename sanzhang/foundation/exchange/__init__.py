"""Exchange: keys of other programs, and signed messages to them about what was done.

Owns: what rows it keeps.
Verbs: what it does.
Asks of lower floors: whom and for what.
"""
