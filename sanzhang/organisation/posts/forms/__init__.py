"""Forms of posts: who sits where, and who serves a grid beside its leader."""

from sanzhang.organisation.posts.forms.chairs import CallForm, EndForm, LeadersForm, SeatForm
from sanzhang.organisation.posts.forms.members import (
    ChangeMemberForm,
    EndMemberForm,
    MemberForm,
    MembersFileForm,
)

__all__ = [
    "CallForm",
    "ChangeMemberForm",
    "EndForm",
    "EndMemberForm",
    "LeadersForm",
    "MemberForm",
    "MembersFileForm",
    "SeatForm",
]
