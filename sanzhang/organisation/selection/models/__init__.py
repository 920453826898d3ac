"""Selections with their stages, candidates, endorsements, objections, decisions and votes."""

from sanzhang.organisation.selection.models.candidates import Candidate, Endorsement, Objection
from sanzhang.organisation.selection.models.procedures import Decision, Procedure, StageRow, Vote

__all__ = ["Candidate", "Decision", "Endorsement", "Objection", "Procedure", "StageRow", "Vote"]
