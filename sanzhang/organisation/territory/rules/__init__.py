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

__all__ = [
    "BELOW",
    "NUMBER_WIDTH",
    "WIDTH",
    "WIDTHS",
    "NoNumberLeft",
    "WrongParent",
    "child_path",
    "kind_of_code",
    "next_number",
    "path_of_code",
]
