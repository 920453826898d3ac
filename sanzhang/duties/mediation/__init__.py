"""§6 Mediation: disputes, sealed from everyone without a part in them, from the unit upwards.

Owns: what rows it keeps.
Verbs: what it does.
Asks of lower floors: whom and for what.
"""
