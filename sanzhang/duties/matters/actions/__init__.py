"""The verbs of a matter, one file for whoever does them: reporter, holder, clock."""

from sanzhang.duties.matters.actions.clock import (
    climb,
    climb_orphans,
    climb_overdue,
    climb_stuck,
    confirm_silent,
    follow_moves,
    follow_place,
    note_load,
    set_clock,
    step_aside,
)
from sanzhang.duties.matters.actions.drafts import (
    add_photo,
    forget_drafts,
    remove_photo,
    save_draft,
    send_draft,
)
from sanzhang.duties.matters.actions.holder import accept, answer, name_subject, note, pass_up, reveal_contact
from sanzhang.duties.matters.actions.late import (
    decline_proposal,
    expire_proposals,
    propose,
    take_proposal,
)
from sanzhang.duties.matters.actions.report import report_matter
from sanzhang.duties.matters.actions.reporter import confirm, rate, reopen, withdraw
from sanzhang.duties.matters.actions.steps import SomebodyWasFaster
from sanzhang.duties.matters.actions.unsent import forget_unsent, keep_unsent, settle_unsent

__all__ = [
    "SomebodyWasFaster",
    "accept",
    "add_photo",
    "answer",
    "climb",
    "climb_orphans",
    "climb_overdue",
    "climb_stuck",
    "confirm",
    "confirm_silent",
    "decline_proposal",
    "expire_proposals",
    "follow_moves",
    "follow_place",
    "forget_drafts",
    "forget_unsent",
    "keep_unsent",
    "name_subject",
    "note",
    "note_load",
    "pass_up",
    "propose",
    "rate",
    "remove_photo",
    "reopen",
    "report_matter",
    "reveal_contact",
    "save_draft",
    "send_draft",
    "set_clock",
    "settle_unsent",
    "step_aside",
    "take_proposal",
    "withdraw",
]
