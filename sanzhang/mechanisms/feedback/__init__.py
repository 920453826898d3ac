"""§10.2 §10.3 Feedback: alarms past the ladder; hot spots, bottlenecks, blind spots, leaks.

Owns: what rows it keeps.
Verbs: what it does.
Asks of lower floors: whom and for what.
"""
