"""What is done to the territory."""

from sanzhang.organisation.territory.actions.doors import set_doors
from sanzhang.organisation.territory.actions.edges import sum_households as sum_households
from sanzhang.organisation.territory.actions.import_buildings import (
    ChangedMeanwhile,
    HasFaults,
    import_buildings,
)
from sanzhang.organisation.territory.actions.import_divisions import import_divisions
from sanzhang.organisation.territory.actions.places import (
    NameTaken,
    NumberTaken,
    StillInUse,
    add_place,
    close_place,
    move_building,
    rename,
)
from sanzhang.organisation.territory.actions.plan_import import ImportPlan
from sanzhang.organisation.territory.actions.plan_import import plan_import as plan_import

__all__ = [
    "ChangedMeanwhile",
    "HasFaults",
    "ImportPlan",
    "NameTaken",
    "NumberTaken",
    "StillInUse",
    "add_place",
    "close_place",
    "import_buildings",
    "import_divisions",
    "move_building",
    "rename",
    "set_doors",
]
