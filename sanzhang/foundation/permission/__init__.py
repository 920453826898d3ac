"""Permission: the one table of who may do what, and where.

Owns: the table (plain data), actors, seats, the check before each action and page; has no rows of its own.
Verbs: require, may, areas, page.
Asks the rooms above only by hooks: what a person holds at an instant (provide_seats), whom a seat looks after
(provide_keeping); neither is stored here.
"""

from sanzhang.foundation.permission import table
from sanzhang.foundation.permission.actors import SYSTEM, Actor, Bearer
from sanzhang.foundation.permission.checks import (
    NotAllowed,
    areas,
    may,
    provide_keeping,
    provide_seats,
    require,
    seats_of,
    seats_remembered,
)
from sanzhang.foundation.permission.seats import Seat

__all__ = [
    "SYSTEM",
    "Actor",
    "Bearer",
    "NotAllowed",
    "Seat",
    "areas",
    "may",
    "provide_keeping",
    "provide_seats",
    "require",
    "seats_of",
    "seats_remembered",
    "table",
]
