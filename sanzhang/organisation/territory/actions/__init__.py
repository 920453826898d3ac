"""What is done to the territory."""

from sanzhang.organisation.territory.actions.doors import set_doors
from sanzhang.organisation.territory.actions.edges import sum_households as sum_households
from sanzhang.organisation.territory.actions.import_buildings import (
    ChangedMeanwhile,
    HasFaults,
    import_buildings,
)
from sanzhang.organisation.territory.actions.import_divisions import import_divisions
from sanzhang.organisation.territory.actions.moves import Moved, NotThereAnyMore, move_buildings
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
from sanzhang.organisation.territory.actions.profiles import note_profiles

__all__ = [
    "ChangedMeanwhile",
    "HasFaults",
    "ImportPlan",
    "Moved",
    "NameTaken",
    "NotThereAnyMore",
    "NumberTaken",
    "StillInUse",
    "add_place",
    "close_place",
    "import_buildings",
    "import_divisions",
    "move_building",
    "move_buildings",
    "note_profiles",
    "rename",
    "set_doors",
]
