"""Forms of selections: what a worker enters, what a resident hands in."""

from sanzhang.organisation.selection.forms.candidates import (
    AcceptForm,
    EndorseForm,
    NominateForm,
    PhoneForm,
    StandForm,
    WordsForm,
)
from sanzhang.organisation.selection.forms.objections import AnswerForm, HeardForm, ObjectForm
from sanzhang.organisation.selection.forms.steps import (
    BulkForm,
    CallForm,
    DecideForm,
    DrawForm,
    EmptyForm,
    ExtendForm,
    HandInForm,
    HandOverForm,
    ReasonForm,
    TurnForm,
    VoteForm,
)

__all__ = [
    "AcceptForm",
    "AnswerForm",
    "BulkForm",
    "CallForm",
    "DecideForm",
    "DrawForm",
    "EmptyForm",
    "EndorseForm",
    "ExtendForm",
    "HandInForm",
    "HandOverForm",
    "HeardForm",
    "NominateForm",
    "ObjectForm",
    "PhoneForm",
    "ReasonForm",
    "StandForm",
    "TurnForm",
    "VoteForm",
    "WordsForm",
]
