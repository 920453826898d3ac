"""Idempotency: a POST sent twice is done once.

Owns: the claimed keys with the answers given (kept 14 days).
Verbs: once (claim, act and keep the answer in one transaction), forget_old.
Same key and same body: the same answer; same key, other body: 409.
"""
