"""How many plaques a new division of grids makes wrong: foreseen before it is signed (§1.2, 11)."""

from sanzhang.foundation.permission import SYSTEM
from sanzhang.mechanisms.plaques import actions, queries
from sanzhang.organisation.division import queries as division
from sanzhang.organisation.division.models import OptionGrid
from tests.times import MONDAY_9AM, MONDAY_10AM


def moved(cast):
    """12栋 goes from the first grid of today to the second."""
    return [division.BuildingMove(cast.building, cast.grid, OptionGrid(number=2, keeps=cast.other_grid))]


def printed(cast, place):
    run = actions.ask_print(
        place=place,
        paper="A4",
        kinds=["grid", "building", "unit"],
        only_changed=False,
        by=cast.liu,
        at=MONDAY_9AM,
    )
    actions.print_run(run, by=SYSTEM, at=MONDAY_9AM)


def test_what_was_never_printed_needs_no_new_plaque(cast):
    assert queries.to_reprint(cast.community, moved(cast), MONDAY_10AM) == 0


def test_the_building_its_units_and_the_grids_it_leaves_and_joins_are_counted(cast):
    printed(cast, cast.grid)
    of_the_grid = queries.to_reprint(cast.community, moved(cast), MONDAY_10AM)
    printed(cast, cast.other_grid)

    assert of_the_grid == 4  # the grid, 12栋, its two units
    assert queries.to_reprint(cast.community, moved(cast), MONDAY_10AM) == 5
    assert queries.to_reprint(cast.community, [], MONDAY_10AM) == 0
