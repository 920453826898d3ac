"""Exchange: keys of other programs, and signed messages to them about what was done.

Owns: keys (program, area, what it may, digest of the secret), hooks (address, events, signing secret) and
their deliveries; tells no names, no phones, no words.
Verbs: make_key, revoke_key, admit · make_hook, rotate_secret, resume_hook, remove_hook, announce, deliver,
send_again, forget_old.
Asks the rooms above only by hooks: what an area is called (provide_area_names), what happened to what
(provide_told).
"""
