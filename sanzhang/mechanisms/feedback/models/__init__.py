"""What is kept of feedback; one file a thing."""

from sanzhang.mechanisms.feedback.models.agenda import AgendaWish
from sanzhang.mechanisms.feedback.models.alarms import Alarm, AlarmCall
from sanzhang.mechanisms.feedback.models.spots import Mood, Reckoned, Spot, SpotRule

__all__ = ["AgendaWish", "Alarm", "AlarmCall", "Mood", "Reckoned", "Spot", "SpotRule"]
