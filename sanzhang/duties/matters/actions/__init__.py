"""The verbs of a matter, one file for whoever does them: reporter, holder, clock."""

from sanzhang.duties.matters.actions.clock import (
    climb,
    climb_orphans,
    climb_overdue,
    confirm_silent,
    set_clock,
)
from sanzhang.duties.matters.actions.drafts import add_photo, forget_drafts, remove_photo, save_draft
from sanzhang.duties.matters.actions.holder import accept, answer, name_subject, note, pass_up
from sanzhang.duties.matters.actions.report import report_matter
from sanzhang.duties.matters.actions.reporter import confirm, rate, reopen, withdraw
from sanzhang.duties.matters.actions.steps import SomebodyWasFaster

__all__ = [
    "SomebodyWasFaster",
    "accept",
    "add_photo",
    "answer",
    "climb",
    "climb_orphans",
    "climb_overdue",
    "confirm",
    "confirm_silent",
    "forget_drafts",
    "name_subject",
    "note",
    "pass_up",
    "rate",
    "remove_photo",
    "reopen",
    "report_matter",
    "save_draft",
    "set_clock",
    "withdraw",
]
