"""Drafts, options, grids and buildings of an option, changes."""

from sanzhang.organisation.division.models.drafts import Change, Draft, Option, OptionBuilding, OptionGrid

__all__ = ["Change", "Draft", "Option", "OptionBuilding", "OptionGrid"]
