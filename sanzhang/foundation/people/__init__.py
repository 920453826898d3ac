"""People: persons, how they sign in, and what they consented to.

Owns: persons (name and phone encrypted), one-time codes, consents.
Verbs: enrol, change_phone, verify_phone, consent, withdraw, disable, note_use.
A phone number is a contact, not a person: several may share one (R25).
"""
