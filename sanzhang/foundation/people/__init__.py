"""People: persons, how they sign in, and what they consented to.

Owns: persons (name and phone encrypted), one-time codes, consents.
Verbs: enrol, change_phone, verify_phone, consent, withdraw_consent, disable, enable, note_use; set_password,
set_totp, drop_totp, open_login; explain_reading, approve_reading (R22).
Asks the rooms above only by hooks: whom one looks after (provide_scope), how often one may try (provide_budgets).
A phone number is a contact, not a person: several may share one (R25).
"""
