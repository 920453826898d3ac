"""What is done to posts: opened, filled, vacated; always dated, always in the journal."""

from sanzhang.organisation.posts.actions.carry_members import carry_members, end_on_closed_grids
from sanzhang.organisation.posts.actions.import_leaders import ChangedMeanwhile, import_leaders
from sanzhang.organisation.posts.actions.import_members import import_members
from sanzhang.organisation.posts.actions.leaving import end_tenure
from sanzhang.organisation.posts.actions.members import Service as Service
from sanzhang.organisation.posts.actions.members import (
    add_member,
    add_to_grids,
    change_members,
    confirm_members,
    end_members,
    settle_members,
)
from sanzhang.organisation.posts.actions.opening import close_with_places, open_missing, open_post
from sanzhang.organisation.posts.actions.refusals import NotPossible as NotPossible
from sanzhang.organisation.posts.actions.refusals import PostTaken as PostTaken
from sanzhang.organisation.posts.actions.rights import may_fill as may_fill
from sanzhang.organisation.posts.actions.rights import require_filling as require_filling
from sanzhang.organisation.posts.actions.seating import cancel, replace, seat, take_back_end

__all__ = [
    "ChangedMeanwhile",
    "add_member",
    "add_to_grids",
    "cancel",
    "carry_members",
    "change_members",
    "close_with_places",
    "confirm_members",
    "end_members",
    "end_on_closed_grids",
    "end_tenure",
    "import_leaders",
    "import_members",
    "open_missing",
    "open_post",
    "replace",
    "seat",
    "settle_members",
    "take_back_end",
]
