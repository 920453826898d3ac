"""Journal: one entry for each thing done, in the transaction that does it.

Owns: entries (append-only, hash-chained per community), heads, anchors.
Verbs: record, look, verify, anchor.
It is audit trail, outbox, timeline and source of figures at once; it knows persons only by a random key.
"""
