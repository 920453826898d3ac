"""Posts and their whole life: who sits there, how it was filed, who leaves; grid members; bodies of the party."""

from sanzhang.organisation.posts.models.bodies import Body, BodyFigures, BodySeat, Nomination
from sanzhang.organisation.posts.models.chairs import Post, Tenure
from sanzhang.organisation.posts.models.filing import Background, Filing, TermReminder
from sanzhang.organisation.posts.models.leaving import Leaving
from sanzhang.organisation.posts.models.members import GridMember

__all__ = [
    "Background",
    "Body",
    "BodyFigures",
    "BodySeat",
    "Filing",
    "GridMember",
    "Leaving",
    "Nomination",
    "Post",
    "Tenure",
    "TermReminder",
]
