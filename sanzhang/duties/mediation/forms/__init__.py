"""What people type into mediation."""

from sanzhang.duties.mediation.forms.base import Form
from sanzhang.duties.mediation.forms.mediator import MEDIATOR_FORMS
from sanzhang.duties.mediation.forms.party import PARTY_FORMS
from sanzhang.duties.mediation.forms.telling import TellForForm, TellForm, TurnForm

__all__ = ["MEDIATOR_FORMS", "PARTY_FORMS", "Form", "TellForForm", "TellForm", "TurnForm"]
