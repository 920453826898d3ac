"""Drafts and options, what the rules say of them, and a community as the solver sees it."""

from sanzhang.organisation.division.queries.drafts import (
    communities_visible_to,
    due_at,
    grids_of,
    job_of,
    last_change,
    locks_of,
    numbers_of,
    options_visible_to,
    visible_to,
    waiting_for,
)
from sanzhang.organisation.division.queries.leaders import LeaderAfter, leaders_after
from sanzhang.organisation.division.queries.maps import geojson
from sanzhang.organisation.division.queries.plans import (
    BuildingMove,
    Comparison,
    GridLine,
    State,
    changed_since,
    comparison_of,
    moves_of,
    problem_of_option,
    state_before,
    state_of,
)
from sanzhang.organisation.division.queries.problems import (
    TODAY,
    Community,
    NothingToDivide,
    base_of,
    community_on,
    problem_of,
)

__all__ = [
    "TODAY",
    "BuildingMove",
    "Community",
    "Comparison",
    "GridLine",
    "LeaderAfter",
    "NothingToDivide",
    "State",
    "base_of",
    "changed_since",
    "communities_visible_to",
    "community_on",
    "comparison_of",
    "due_at",
    "geojson",
    "grids_of",
    "job_of",
    "last_change",
    "leaders_after",
    "locks_of",
    "moves_of",
    "numbers_of",
    "options_visible_to",
    "problem_of",
    "problem_of_option",
    "state_before",
    "state_of",
    "visible_to",
    "waiting_for",
]
