"""What is kept of matters; one file a thing."""

from sanzhang.duties.matters.models.clocks import Clock
from sanzhang.duties.matters.models.decisions import Decision
from sanzhang.duties.matters.models.dispatch import Dispatch, DispatchLink
from sanzhang.duties.matters.models.drafts import DraftPhoto, ReportDraft
from sanzhang.duties.matters.models.enquiries import Enquiry, ReadyAnswer
from sanzhang.duties.matters.models.late import Proposal, ProposalPhoto
from sanzhang.duties.matters.models.matter import (
    Matter,
    MatterParty,
    MatterPhoto,
    MatterStep,
    new_receipt,
    new_reference,
)
from sanzhang.duties.matters.models.unsent import Unsent, UnsentPhoto
from sanzhang.duties.matters.models.work import Check, Mark, Pause, Visit, WorkRule

__all__ = [
    "Check",
    "Clock",
    "Decision",
    "Dispatch",
    "DispatchLink",
    "DraftPhoto",
    "Enquiry",
    "Mark",
    "Matter",
    "MatterParty",
    "MatterPhoto",
    "MatterStep",
    "Pause",
    "Proposal",
    "ProposalPhoto",
    "ReadyAnswer",
    "ReportDraft",
    "Unsent",
    "UnsentPhoto",
    "Visit",
    "WorkRule",
    "new_receipt",
    "new_reference",
]
