"""What is done to posts: opened, filled, vacated; always dated, always in the journal."""

from sanzhang.organisation.posts.actions.import_leaders import ChangedMeanwhile, import_leaders
from sanzhang.organisation.posts.actions.leaving import end_tenure
from sanzhang.organisation.posts.actions.opening import close_with_places, open_missing, open_post
from sanzhang.organisation.posts.actions.refusals import NotPossible as NotPossible
from sanzhang.organisation.posts.actions.refusals import PostTaken as PostTaken
from sanzhang.organisation.posts.actions.rights import may_fill as may_fill
from sanzhang.organisation.posts.actions.rights import require_filling as require_filling
from sanzhang.organisation.posts.actions.seating import cancel, replace, seat, take_back_end

__all__ = [
    "ChangedMeanwhile",
    "cancel",
    "close_with_places",
    "end_tenure",
    "import_leaders",
    "open_missing",
    "open_post",
    "replace",
    "seat",
    "take_back_end",
]
