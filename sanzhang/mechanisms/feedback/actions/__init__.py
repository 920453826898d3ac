"""What can be done in feedback: each asks the table first, ends with an entry."""

from sanzhang.mechanisms.feedback.actions.agenda import (
    NotOnAgenda,
    raise_for_agenda,
    take_off,
    take_up,
)
from sanzhang.mechanisms.feedback.actions.alarms import drill, raise_alarm
from sanzhang.mechanisms.feedback.actions.calling import acknowledge
from sanzhang.mechanisms.feedback.actions.chain import call_further, stand_down
from sanzhang.mechanisms.feedback.actions.contacts import keep_contacts, keep_contacts_of
from sanzhang.mechanisms.feedback.actions.delivering import deliver_spooled
from sanzhang.mechanisms.feedback.actions.reckoning import reckon_week, set_rule

__all__ = [
    "NotOnAgenda",
    "acknowledge",
    "call_further",
    "deliver_spooled",
    "drill",
    "keep_contacts",
    "keep_contacts_of",
    "raise_alarm",
    "raise_for_agenda",
    "reckon_week",
    "set_rule",
    "stand_down",
    "take_off",
    "take_up",
]
