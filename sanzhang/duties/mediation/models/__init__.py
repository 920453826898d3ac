"""What mediation keeps, and what must hold whoever writes."""

from sanzhang.duties.mediation.models.disputes import Aid, Dispute, DisputeStep, Interest, Party
from sanzhang.duties.mediation.models.work import (
    Agreement,
    AgreementCounter,
    Consent,
    FollowUp,
    Move,
    Obligation,
    SealedPaper,
    Signature,
    Sitting,
)

__all__ = [
    "Agreement",
    "AgreementCounter",
    "Aid",
    "Consent",
    "Dispute",
    "DisputeStep",
    "FollowUp",
    "Interest",
    "Move",
    "Obligation",
    "Party",
    "SealedPaper",
    "Signature",
    "Sitting",
]
