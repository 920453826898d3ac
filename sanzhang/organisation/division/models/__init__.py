"""Drafts, options, grids and buildings of an option, changes; departments' grids and how they were merged."""

from sanzhang.organisation.division.models.drafts import Change, Draft, Option, OptionBuilding, OptionGrid
from sanzhang.organisation.division.models.foreign import (
    ForeignBuilding,
    ForeignGrid,
    ForeignMember,
    MemberDecision,
    Merge,
)

__all__ = [
    "Change",
    "Draft",
    "ForeignBuilding",
    "ForeignGrid",
    "ForeignMember",
    "MemberDecision",
    "Merge",
    "Option",
    "OptionBuilding",
    "OptionGrid",
]
