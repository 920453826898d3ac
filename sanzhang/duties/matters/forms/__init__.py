"""Forms of matters: what is asked, in a resident's words; what is wrong, in the label's words."""

from sanzhang.duties.matters.forms.base import LEADERS_ASKED, ReachForm
from sanzhang.duties.matters.forms.enquiries import (
    AskForForm,
    AskForm,
    EnquiryAnswerForm,
    QuestionListForm,
    ReadyAnswerForm,
)
from sanzhang.duties.matters.forms.kinds import KindAnswersForm, kind_choices
from sanzhang.duties.matters.forms.resident import FollowForm, RateForm, SortForm, WhatForm, WhereForm
from sanzhang.duties.matters.forms.seats import (
    AnswerForm,
    ClockForm,
    ContactForm,
    ListForm,
    NewForm,
    SubjectForm,
    VersionForm,
    WordsForm,
)

__all__ = [
    "LEADERS_ASKED",
    "AnswerForm",
    "AskForForm",
    "AskForm",
    "ClockForm",
    "ContactForm",
    "EnquiryAnswerForm",
    "FollowForm",
    "KindAnswersForm",
    "ListForm",
    "NewForm",
    "QuestionListForm",
    "RateForm",
    "ReachForm",
    "ReadyAnswerForm",
    "SortForm",
    "SubjectForm",
    "VersionForm",
    "WhatForm",
    "WhereForm",
    "WordsForm",
    "kind_choices",
]
