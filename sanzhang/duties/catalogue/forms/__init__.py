"""What the city types into the catalogue."""

from sanzhang.duties.catalogue.forms.bench import PLACES, KindFileForm, RuleForm, TryForm
from sanzhang.duties.catalogue.forms.kind import (
    MOST_QUESTIONS,
    ClocksForm,
    KindForm,
    questions_form,
    with_more_rows,
)
from sanzhang.duties.catalogue.forms.lines import KindRowForm, clock_lines, question_lines, row_shown

__all__ = [
    "MOST_QUESTIONS",
    "PLACES",
    "ClocksForm",
    "KindFileForm",
    "KindForm",
    "KindRowForm",
    "RuleForm",
    "TryForm",
    "clock_lines",
    "question_lines",
    "questions_form",
    "row_shown",
    "with_more_rows",
]
