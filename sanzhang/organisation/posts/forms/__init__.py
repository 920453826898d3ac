"""Forms of posts: who sits where, and who serves a grid beside its leader."""

from sanzhang.organisation.posts.forms.bodies import (
    AnswerForm,
    BodyForm,
    BodyListForm,
    BodyRoleForm,
    BodySeatForm,
    DecideForm,
    EndBodySeatForm,
    NominateForm,
)
from sanzhang.organisation.posts.forms.chairs import CallForm, EndForm, LeadersForm, SeatForm
from sanzhang.organisation.posts.forms.members import (
    ChangeMemberForm,
    EndMemberForm,
    MemberForm,
    MembersFileForm,
)

__all__ = [
    "AnswerForm",
    "BodyForm",
    "BodyListForm",
    "BodyRoleForm",
    "BodySeatForm",
    "CallForm",
    "ChangeMemberForm",
    "DecideForm",
    "EndBodySeatForm",
    "EndForm",
    "EndMemberForm",
    "LeadersForm",
    "MemberForm",
    "MembersFileForm",
    "NominateForm",
    "SeatForm",
]
