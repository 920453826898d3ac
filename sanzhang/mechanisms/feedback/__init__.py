"""§10.2 §10.3 Feedback: alarms past the ladder; hot spots, bottlenecks, blind spots, leaks.

Owns: alarms with whom they called and who answered when; spots by rules in words, topics with counts, the agenda.
Verbs: raise_alarm, acknowledge, call_further, stand_down, drill, deliver_spooled; reckon_week, set_rule;
raise_for_agenda, take_off, take_up. An alarm goes to all, even to whom it is about: safety comes before R15.
It stays open without a database: `spool` writes it to disk, and it is delivered later, once.
Asks of lower floors: matters (what was reported), posts (who is called, what is vacant), channels, territory.
"""
