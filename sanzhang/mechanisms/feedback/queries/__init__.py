"""Who is called, who answered, what was found, what waits for a consultation."""

from sanzhang.mechanisms.feedback.queries.agenda import AgendaLine, agenda, open_wishes, wish_of
from sanzhang.mechanisms.feedback.queries.alarms import (
    Chain,
    alarm_by_receipt,
    alarms_visible_to,
    call_by_secret,
    chain,
    false_alarms,
    first_called,
    my_call,
    openings,
    running_alarms,
    to_call,
)
from sanzhang.mechanisms.feedback.queries.contributors import contributors
from sanzhang.mechanisms.feedback.queries.finding import Blind, Found, find, places_behind, provide_blind
from sanzhang.mechanisms.feedback.queries.spots import (
    Layer,
    layer,
    matters_behind,
    moods,
    numbers,
    places_below,
    spoken_subject,
    spots_visible_to,
)
from sanzhang.mechanisms.feedback.queries.to_do import drill_due, to_do
from sanzhang.mechanisms.feedback.queries.ways import ways

__all__ = [
    "AgendaLine",
    "Blind",
    "Chain",
    "Found",
    "Layer",
    "agenda",
    "alarm_by_receipt",
    "alarms_visible_to",
    "call_by_secret",
    "chain",
    "contributors",
    "drill_due",
    "false_alarms",
    "find",
    "first_called",
    "layer",
    "matters_behind",
    "moods",
    "my_call",
    "numbers",
    "open_wishes",
    "openings",
    "places_behind",
    "places_below",
    "provide_blind",
    "running_alarms",
    "spoken_subject",
    "spots_visible_to",
    "to_call",
    "to_do",
    "ways",
    "wish_of",
]
