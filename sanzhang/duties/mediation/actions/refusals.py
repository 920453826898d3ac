"""Why something in mediation is refused."""

from datetime import datetime

from sanzhang.duties.mediation import queries
from sanzhang.duties.mediation.models import Dispute
from sanzhang.duties.mediation.rules import NotPossible
from sanzhang.foundation.permission import Actor, NotAllowed

__all__ = ["NotPossible", "require_mediator"]


def require_mediator(dispute: Dispute, by: Actor, at: datetime, action: str = "dispute.mediate") -> None:
    """Let only the one through who mediates it at this instant. Raises: NotAllowed."""
    if not queries.mediated_by(by, at).filter(pk=dispute.pk).exists():
        raise NotAllowed("只有这件纠纷现在的调解员能办。", action)
