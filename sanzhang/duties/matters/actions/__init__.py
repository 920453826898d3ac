"""The verbs of a matter, one file for whoever does them: reporter, holder, clock."""

from sanzhang.duties.matters.actions.checks import check
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
from sanzhang.duties.matters.actions.deciding import (
    ask_time,
    ask_time_for_order,
    decide_pause,
    decide_redo,
    decide_return,
    decide_time,
    keep_decisions,
    remind_of_orders,
)
from sanzhang.duties.matters.actions.demands import mark, second_mark, take_mark_back, visit
from sanzhang.duties.matters.actions.drafts import (
    add_photo,
    forget_drafts,
    remove_photo,
    save_draft,
    send_draft,
    send_question,
)
from sanzhang.duties.matters.actions.enquiring import (
    answer_as_question,
    answer_enquiry,
    ask,
    keep_ready_answer,
    look_over,
    reveal_enquirer,
    take_off,
    turn_into_matter,
)
from sanzhang.duties.matters.actions.filing import file_as
from sanzhang.duties.matters.actions.holder import accept, answer, name_subject, note, pass_up, reveal_contact
from sanzhang.duties.matters.actions.hotline import import_hotline
from sanzhang.duties.matters.actions.joining import join, me_too, part
from sanzhang.duties.matters.actions.late import (
    decline_proposal,
    expire_proposals,
    propose,
    take_proposal,
)
from sanzhang.duties.matters.actions.orders import (
    Handler,
    claim,
    dispatch,
    hand_back,
    make_link,
    open_link,
    recall,
    report_back,
    reveal_to_handler,
)
from sanzhang.duties.matters.actions.parts import split
from sanzhang.duties.matters.actions.pauses import answer_question, ask_resident, end_silent_pauses, resume
from sanzhang.duties.matters.actions.report import report_matter
from sanzhang.duties.matters.actions.reporter import confirm, rate, reopen, withdraw
from sanzhang.duties.matters.actions.sealing import seal
from sanzhang.duties.matters.actions.steps import SomebodyWasFaster
from sanzhang.duties.matters.actions.unsent import forget_unsent, keep_unsent, settle_unsent
from sanzhang.duties.matters.actions.work_rules import set_work_rule

__all__ = [
    "Handler",
    "SomebodyWasFaster",
    "accept",
    "add_photo",
    "answer",
    "answer_as_question",
    "answer_enquiry",
    "answer_question",
    "ask",
    "ask_resident",
    "ask_time",
    "ask_time_for_order",
    "check",
    "claim",
    "climb",
    "climb_orphans",
    "climb_overdue",
    "climb_stuck",
    "confirm",
    "confirm_silent",
    "decide_pause",
    "decide_redo",
    "decide_return",
    "decide_time",
    "decline_proposal",
    "dispatch",
    "end_silent_pauses",
    "expire_proposals",
    "file_as",
    "follow_moves",
    "follow_place",
    "forget_drafts",
    "forget_unsent",
    "hand_back",
    "import_hotline",
    "join",
    "keep_decisions",
    "keep_ready_answer",
    "keep_unsent",
    "look_over",
    "make_link",
    "mark",
    "me_too",
    "name_subject",
    "note",
    "note_load",
    "open_link",
    "part",
    "pass_up",
    "propose",
    "rate",
    "recall",
    "remind_of_orders",
    "remove_photo",
    "reopen",
    "report_back",
    "report_matter",
    "resume",
    "reveal_contact",
    "reveal_enquirer",
    "reveal_to_handler",
    "save_draft",
    "seal",
    "second_mark",
    "send_draft",
    "send_question",
    "set_clock",
    "set_work_rule",
    "settle_unsent",
    "split",
    "step_aside",
    "take_mark_back",
    "take_off",
    "take_proposal",
    "turn_into_matter",
    "visit",
    "withdraw",
]
