"""§8 Supervision: the property company and the owners' committee watched; suggestions answered.

Owns: what rows it keeps.
Verbs: what it does.
Asks of lower floors: whom and for what.
"""
