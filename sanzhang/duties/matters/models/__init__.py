"""What is kept of matters; one file a thing."""

from sanzhang.duties.matters.models.clocks import Clock
from sanzhang.duties.matters.models.drafts import DraftPhoto, ReportDraft
from sanzhang.duties.matters.models.late import Proposal, ProposalPhoto
from sanzhang.duties.matters.models.matter import (
    Matter,
    MatterParty,
    MatterPhoto,
    MatterStep,
    new_receipt,
    new_reference,
)

__all__ = [
    "Clock",
    "DraftPhoto",
    "Matter",
    "MatterParty",
    "MatterPhoto",
    "MatterStep",
    "Proposal",
    "ProposalPhoto",
    "ReportDraft",
    "new_receipt",
    "new_reference",
]
