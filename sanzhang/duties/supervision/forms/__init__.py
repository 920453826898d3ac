"""What people type into supervision."""

from sanzhang.duties.supervision.forms.bodies import (
    BodyForm,
    BodyListForm,
    CopyForm,
    DutyForm,
    PurposeForm,
    ReasonForm,
    TableForm,
)
from sanzhang.duties.supervision.forms.inspections import InspectForm, RateForm, ReplyForm
from sanzhang.duties.supervision.forms.suggestions import (
    AgainForm,
    AnswerForm,
    JudgeForm,
    PublicListForm,
    SuggestForm,
    SuggestionListForm,
)

__all__ = [
    "AgainForm",
    "AnswerForm",
    "BodyForm",
    "BodyListForm",
    "CopyForm",
    "DutyForm",
    "InspectForm",
    "JudgeForm",
    "PublicListForm",
    "PurposeForm",
    "RateForm",
    "ReasonForm",
    "ReplyForm",
    "SuggestForm",
    "SuggestionListForm",
    "TableForm",
]
