"""Channels: how words reach people: the inbox in the pages, and text messages.

Owns: messages with their states and tries, budgets against floods, the words of each template.
Verbs: send, deliver, take_receipt, mark_read, spend.
Asks jobs to deliver. A message is tried for 4 hours, its last state never changes, its sender sees a failure.
Rooms above bring words of their own in `messages.py: TEMPLATES`.
"""
