"""What is done to a division: drafted, changed by hand, chosen, signed, approved, put into effect."""

from sanzhang.organisation.division.actions.decisions import (
    approve,
    choose,
    refuse,
    sign,
    take_back,
    withdraw,
)
from sanzhang.organisation.division.actions.department_import import (
    ChangedMeanwhile as ChangedMeanwhile,
)
from sanzhang.organisation.division.actions.department_import import end_department, import_department
from sanzhang.organisation.division.actions.drafting import propose, start_again, start_draft
from sanzhang.organisation.division.actions.effect import put_into_effect
from sanzhang.organisation.division.actions.merge_members import carry_over, decide_member, undo_decision
from sanzhang.organisation.division.actions.merging import ask_solver, merge_again, merge_grids, solve_merge
from sanzhang.organisation.division.actions.movers import follow as follow
from sanzhang.organisation.division.actions.moves import NEW, lock, move_buildings, name_grid, undo, unlock
from sanzhang.organisation.division.actions.proving import keep_proof, prove
from sanzhang.organisation.division.actions.refusals import NotPossible, SomebodyWasFaster
from sanzhang.organisation.division.actions.rest import keep_rest, solve_rest
from sanzhang.organisation.division.actions.solving import give_up, solve_draft

__all__ = [
    "NEW",
    "ChangedMeanwhile",
    "NotPossible",
    "SomebodyWasFaster",
    "approve",
    "ask_solver",
    "carry_over",
    "choose",
    "decide_member",
    "end_department",
    "give_up",
    "import_department",
    "keep_proof",
    "keep_rest",
    "lock",
    "merge_again",
    "merge_grids",
    "move_buildings",
    "name_grid",
    "propose",
    "prove",
    "put_into_effect",
    "refuse",
    "sign",
    "solve_draft",
    "solve_merge",
    "solve_rest",
    "start_again",
    "start_draft",
    "take_back",
    "undo",
    "undo_decision",
    "unlock",
    "withdraw",
]
