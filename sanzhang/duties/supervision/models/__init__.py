"""What supervision keeps, and what must hold whoever writes."""

from sanzhang.duties.supervision.models.bodies import Duty, Served, WatchedBody
from sanzhang.duties.supervision.models.inspections import Answer, Finding, Inspection
from sanzhang.duties.supervision.models.ratings import Rated, Tally
from sanzhang.duties.supervision.models.suggestions import Suggestion, SuggestionStep, Support

__all__ = [
    "Answer",
    "Duty",
    "Finding",
    "Inspection",
    "Rated",
    "Served",
    "Suggestion",
    "SuggestionStep",
    "Support",
    "Tally",
    "WatchedBody",
]
