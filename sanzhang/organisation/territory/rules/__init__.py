"""Rules of the territory: widths of codes, numbering, what lies below what."""

from sanzhang.organisation.territory.rules.codes import (
    BELOW,
    NUMBER_WIDTH,
    WIDTH,
    WIDTHS,
    NoNumberLeft,
    WrongParent,
    child_path,
    kind_of_code,
    next_number,
    path_of_code,
)
from sanzhang.organisation.territory.rules.moves import Move, moved_path, of_buildings

__all__ = [
    "BELOW",
    "NUMBER_WIDTH",
    "WIDTH",
    "WIDTHS",
    "Move",
    "NoNumberLeft",
    "WrongParent",
    "child_path",
    "kind_of_code",
    "moved_path",
    "next_number",
    "of_buildings",
    "path_of_code",
]
