"""What can be done in supervision: each asks the table first, ends with an entry."""

from sanzhang.duties.supervision.actions.bodies import (
    close_body,
    copy_duties,
    end_duty,
    import_duties,
    keep_body,
    keep_duty,
    reveal_contact,
    serve,
    take_customary,
)
from sanzhang.duties.supervision.actions.findings import hide_finding, reply
from sanzhang.duties.supervision.actions.inspecting import Report, inspect, look_over, remind_inspectors
from sanzhang.duties.supervision.actions.rating import rate
from sanzhang.duties.supervision.actions.suggesting import (
    answer_suggestion,
    ask_again,
    hide_suggestion,
    judge,
    remind_of_suggestions,
    reveal_author,
    suggest,
    support,
)

__all__ = [
    "Report",
    "answer_suggestion",
    "ask_again",
    "close_body",
    "copy_duties",
    "end_duty",
    "hide_finding",
    "hide_suggestion",
    "import_duties",
    "inspect",
    "judge",
    "keep_body",
    "keep_duty",
    "look_over",
    "rate",
    "remind_inspectors",
    "remind_of_suggestions",
    "reply",
    "reveal_author",
    "reveal_contact",
    "serve",
    "suggest",
    "support",
    "take_customary",
]
