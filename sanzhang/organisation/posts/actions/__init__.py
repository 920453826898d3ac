"""What is done to posts: opened, filled, vacated; always dated, always in the journal."""

from sanzhang.organisation.posts.actions.backgrounds import note_background
from sanzhang.organisation.posts.actions.bodies import close_body, count_bodies, open_body, rename_body
from sanzhang.organisation.posts.actions.body_seats import (
    cancel_body_seat,
    change_body_role,
    end_body_seat,
    enter_in_body,
    enter_list_in_body,
    keep_in_body,
    seat_in_body,
    take_back_body_end,
)
from sanzhang.organisation.posts.actions.carry_members import carry_members, end_on_closed_grids
from sanzhang.organisation.posts.actions.filings import (
    decide_filing,
    decide_many,
    join_filing,
    submit_again,
    submit_filing,
    submit_standing,
    withdraw_filing,
    withdraw_moot,
)
from sanzhang.organisation.posts.actions.import_leaders import ChangedMeanwhile, import_leaders
from sanzhang.organisation.posts.actions.import_members import import_members
from sanzhang.organisation.posts.actions.leave_away import (
    ask_for_leave,
    cancel_leave,
    change_acting,
    come_back,
    decline_leave,
    grant_leave,
    prolong_leave,
)
from sanzhang.organisation.posts.actions.leave_death import note_death, take_back_death
from sanzhang.organisation.posts.actions.leave_remove import decide_removal, hear, propose_removal
from sanzhang.organisation.posts.actions.leave_resign import (
    agree_to_resign,
    ask_to_resign,
    decline_resignation,
    revoke,
    settle_silent,
    withdraw,
)
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
from sanzhang.organisation.posts.actions.nominations import (
    decide_nominations,
    decline_nomination,
    propose_for_body,
    take_back_decision,
    withdraw_nomination,
)
from sanzhang.organisation.posts.actions.opening import close_with_places, open_missing, open_post
from sanzhang.organisation.posts.actions.refusals import NotPossible as NotPossible
from sanzhang.organisation.posts.actions.refusals import PostTaken as PostTaken
from sanzhang.organisation.posts.actions.reminding import remind_of_terms
from sanzhang.organisation.posts.actions.renewing import renew
from sanzhang.organisation.posts.actions.rights import may_fill as may_fill
from sanzhang.organisation.posts.actions.rights import require_filling as require_filling
from sanzhang.organisation.posts.actions.seating import cancel, replace, seat, take_back_end
from sanzhang.organisation.posts.actions.vacancies import refresh_vacancies

__all__ = [
    "ChangedMeanwhile",
    "add_member",
    "add_to_grids",
    "agree_to_resign",
    "ask_for_leave",
    "ask_to_resign",
    "cancel",
    "cancel_body_seat",
    "cancel_leave",
    "carry_members",
    "change_acting",
    "change_body_role",
    "change_members",
    "close_body",
    "close_with_places",
    "come_back",
    "confirm_members",
    "count_bodies",
    "decide_filing",
    "decide_many",
    "decide_nominations",
    "decide_removal",
    "decline_leave",
    "decline_nomination",
    "decline_resignation",
    "end_body_seat",
    "end_members",
    "end_on_closed_grids",
    "end_tenure",
    "enter_in_body",
    "enter_list_in_body",
    "grant_leave",
    "hear",
    "import_leaders",
    "import_members",
    "join_filing",
    "keep_in_body",
    "note_background",
    "note_death",
    "open_body",
    "open_missing",
    "open_post",
    "prolong_leave",
    "propose_for_body",
    "propose_removal",
    "refresh_vacancies",
    "remind_of_terms",
    "rename_body",
    "renew",
    "replace",
    "revoke",
    "seat",
    "seat_in_body",
    "settle_members",
    "settle_silent",
    "submit_again",
    "submit_filing",
    "submit_standing",
    "take_back_body_end",
    "take_back_death",
    "take_back_decision",
    "take_back_end",
    "withdraw",
    "withdraw_filing",
    "withdraw_moot",
    "withdraw_nomination",
]
