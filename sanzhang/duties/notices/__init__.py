"""§5.1 Notices: words for exactly the households of an area, read on the unit's page.

Owns: notices (one row with an audience, whatever its size).
Verbs: publish, withdraw.
Asks of lower floors: territory (areas), posts (who published), journal.
"""
